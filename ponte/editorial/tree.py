"""The tree of pages: a section for each kind of article, and who looks at what is handed in."""

from typing import TypeVar

from django.contrib.auth.models import Group
from wagtail.models import Page, Site, Workflow, WorkflowPage, WorkflowTask

from ponte.editorial.models import ReasonedApproval

Section = TypeVar("Section", bound=Page)
PUBLISHERS = ("secretariat", "administrator")
WAGTAILS_OWN = "Welcome to your new Wagtail site!"


def section(model: type[Section], *, slug: str, title: str) -> Section | None:
    """The one page of `model`, made below the first page if it is missing.

    None in a database that was emptied, which has no first page.
    """
    found = model.objects.first()
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if found or site is None:
        return found
    if site.root_page.title == WAGTAILS_OWN:
        Page.objects.filter(pk=site.root_page.pk).update(title="Home", draft_title="Home")
    return site.root_page.add_child(instance=model(title=title, slug=slug, show_in_menus=False))


def make_workflow() -> None:
    """Let pages that a writer hands in be approved by those who may publish, with reasons.

    It stands for every page below the first, unless there is a workflow with such a step.
    What an operator changed stays.
    """
    root = Page.get_first_root_node()
    if root is None or ReasonedApproval.objects.exists():
        return
    approval = ReasonedApproval.objects.create(name="Approval by who may publish")
    for name in PUBLISHERS:
        approval.groups.add(Group.objects.get_or_create(name=name)[0])
    workflow = Workflow.objects.create(name="Check by a second person")
    WorkflowTask.objects.create(workflow=workflow, task=approval)
    WorkflowPage.objects.filter(page=root).delete()
    WorkflowPage.objects.create(page=root, workflow=workflow)
