"""Pages appear, expire, move and are checked: Wagtail's own means, as we set them up."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, Site, WorkflowState
from wagtail.models import Workflow as Workflows
from wagtail.test.utils.form_data import querydict_from_html

from ponte.community.models import Role, RoleGrant
from ponte.core.worker import look_around
from ponte.editorial import tree
from ponte.editorial.menu import MENU
from ponte.editorial.models import ReasonedApproval
from ponte.library.models import SolutionSection
from ponte.news.models import NewsItem
from ponte.pages.models import StandardPage
from tests.factories.articles import make_news, make_solution
from tests.factories.events import make_event
from tests.factories.members import make_member
from tests.factories.practices import make_practice
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def officer(client, role):
    member = make_member(f"{role}@people.example")
    RoleGrant.objects.create(member=member, role=role)
    client.force_login(member, BACKEND)
    return member


def test_sections_are_there_once(db):
    tree.section(SolutionSection, slug="solutions", title="Again")

    assert SolutionSection.objects.get().slug == "solutions"


def test_a_page_appears_when_it_is_due(client):
    page = make_news(live=False)
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    page.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))

    look_around()

    assert client.get(page.get_absolute_url()).status_code == 200


def test_a_page_expires_when_it_is_due(client, indexed):
    page = make_news()
    indexed()
    NewsItem.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))

    look_around()
    indexed()

    assert client.get(page.get_absolute_url()).status_code == 404
    assert client.get("/news/").context["found"].total == 0


def test_a_page_that_moved_leads_on(client, django_capture_on_commit_callbacks):
    page = make_news(title="Old name")
    page.slug = "new-name"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()

    response = client.get("/news/old-name/")

    assert (response.status_code, response.url) == (301, "/news/new-name/")


def test_every_page_is_looked_at_by_a_second_person(db):
    page = make_news(live=False)

    workflow = page.get_workflow()

    assert workflow.name == "Check by a second person"
    assert [type(task.specific) for task in workflow.tasks] == [ReasonedApproval]


def test_a_workflow_that_an_operator_made_stays(db):
    Workflows.objects.update(name="Ours")

    call_command("migrate", verbosity=0)

    assert "Check by a second person" not in Workflows.objects.values_list("name", flat=True)


def handed_in(client):
    page = make_news(live=False)
    writer = officer(client, Role.EXPERT)
    state = page.get_workflow().start(page, writer)
    return page, state.current_task_state


def answer(client, page, task, action, **data):
    path = f"/admin/pages/workflow/action/{page.pk}/{action}/{task.pk}/"
    return client.post(path, data)


def test_a_page_goes_back_with_a_reason_only(client):
    page, task = handed_in(client)
    officer(client, Role.ADMINISTRATOR)

    answer(client, page, task, "reject", comment="")
    without = WorkflowState.objects.get().status
    answer(client, page, task, "reject", comment="Who says so?")

    assert (without, WorkflowState.objects.get().status) == ("in_progress", "needs_changes")
    task.refresh_from_db()
    assert task.get_comment() == "Who says so?"


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.ADMINISTRATOR])
def test_who_may_publish_lets_it_appear(client, role):
    page, task = handed_in(client)
    officer(client, role)

    answer(client, page, task, "approve", comment="")

    assert client.get(page.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("role", "publishes"),
    [(Role.EXPERT, False), (Role.SECRETARIAT, True), (Role.ADMINISTRATOR, True)],
)
def test_experts_write_and_others_publish(client, role, publishes):
    rights = make_news(live=False).permissions_for_user(officer(client, role))

    assert (rights.can_edit(), rights.can_publish()) == (True, publishes)


def test_the_back_office_of_topic_pages_opens(client):
    officer(client, Role.SECRETARIAT)

    assert client.get("/admin/topic-pages/add/").status_code == 200


def test_the_form_of_a_solution_takes_many_records_in_lines(client):
    officer(client, Role.EXPERT)
    one, two = make_practice(title="One"), make_practice(title="Two")
    project, event = make_project(acronym="SMARTY"), make_event(title="The webinar")
    page = make_solution(topics=["RSO1.3"], regions=["LV00"], practices=[one])
    address = f"/admin/pages/{page.pk}/edit/"
    data = querydict_from_html(client.get(address).content.decode(), form_id="page-edit-form")

    assert data["regions"].strip() == "Latvija (LV00)"
    assert data["practices"].strip() == f"One ({one.slug})"
    data["regions"] += "\r\nGirona, Spain\r\nAT11"
    data["practices"] = f"https://ponte.example/practices/{two.slug}/\r\none"
    data["projects"], data["events"], data["body-count"] = "smarty", "the WEBINAR", "0"
    client.post(address, data)
    page.refresh_from_db()
    saved = page.get_latest_revision_as_object()

    assert {region.code for region in saved.regions.all()} == {"LV00", "ES512", "AT11"}
    assert {each.pk for each in saved.practices.all()} == {one.pk, two.pk}
    assert [*saved.projects.all(), *saved.events.all()] == [project, event]
    assert [topic.code for topic in saved.topics.all()] == ["RSO1.3"]
    data["regions"], data["projects"] = "Atlantis", "nowhere"
    refused = client.post(address, data).content.decode()
    assert "Nothing has the address or title “nowhere”." in refused
    assert "Atlantis" in refused


def test_a_preview_shows_the_page_with_its_checker(client):
    officer(client, Role.ADMINISTRATOR)
    page = make_solution(live=False, title="Soon", practices=[])

    response = client.get(f"/admin/pages/{page.pk}/revisions/{page.latest_revision_id}/view/")

    assert response.status_code == 200
    html = response.content.decode()
    assert "Soon" in html
    assert "wcag22aa" in html


def test_pages_in_menus_are_in_the_footer(client, monkeypatch):
    root = Site.objects.get(is_default_site=True).root_page
    for title, in_menu in (("Contact", True), ("Hidden", False)):
        root.add_child(instance=StandardPage(title=title, show_in_menus=in_menu))
    monkeypatch.setattr(MENU, "until", 0.0)

    html = client.get("/about/").content.decode()

    assert 'href="/contact/"' in html
    assert "Hidden" not in html
    assert client.get("/contact/").status_code == 200


def test_the_sitemap_names_articles(client):
    make_solution(title="S"), make_news(title="N"), make_news(title="D", live=False)

    maps = {
        name: client.get(f"/sitemap-{name}.xml").content.decode() for name in ("solutions", "news")
    }

    assert "/solutions/s/" in maps["solutions"]
    assert "/news/n/" in maps["news"]
    assert "/news/d/" not in maps["news"]


def test_the_first_page_has_a_plain_name(db):
    assert Page.objects.filter(depth=2).values_list("title", flat=True)[0] == "Home"
