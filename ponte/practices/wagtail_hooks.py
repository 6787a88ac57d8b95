from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet

from ponte.practices import import_view
from ponte.practices.admin import ArchivePractices, PracticeViewSet
from ponte.practices.models import Practice

register_snippet(PracticeViewSet)
hooks.register("register_bulk_action", ArchivePractices)


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
