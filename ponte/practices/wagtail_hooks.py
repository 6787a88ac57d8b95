from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.snippets.models import register_snippet

from ponte.core.permissions import DeleteUnusedOnly
from ponte.practices import import_view
from ponte.practices.admin import ArchivePractices, PracticeViewSet
from ponte.practices.files.keeping import came_with_a_practice
from ponte.practices.models import Practice
from ponte.practices.rules import may_read


class PracticePolicy(DeleteUnusedOnly):
    """Nobody deletes what is on its way or public, nor what has a version on its way."""

    refusal = _("“%(record)s” cannot be deleted where it stands: withdraw or archive it first.")

    def protects(self, instance):
        on_their_way = Practice.objects.filter(Q(pk=instance.pk) | Q(revision_of=instance))
        return on_their_way.exclude(state__in=Practice.AT_REST).exists()


register_permission_policy(Practice, PracticePolicy(Practice))
register_snippet(PracticeViewSet)
hooks.register("register_bulk_action", ArchivePractices)


@hooks.register("before_serve_document")
def serve_to_who_may_read(document, request):
    """A file that came with a practice is there for whoever may read one that has it.

    Raises Http404 for others.
    """
    if not came_with_a_practice(document):
        return
    practices = Practice.objects.filter(attachments=document).select_related("project")
    if not any(may_read(request.user, practice) for practice in practices):
        raise Http404


class PracticeSummary(SummaryItem):
    """How many practices there are, on the first page of the back office."""

    order = 50
    template_name = "practices/summary_item.html"

    def get_context_data(self, parent_context):
        return {"count": Practice.objects.count()}

    def is_shown(self):
        policy = policy_registry.get_by_type(Practice)
        return policy.user_has_any_permission(self.request.user, {"add", "change", "view"})


@hooks.register("construct_homepage_summary_items")
def add_practices(request, items):
    items.append(PracticeSummary(request))


@hooks.register("register_admin_urls")
def import_pages():
    return import_view.urlpatterns
