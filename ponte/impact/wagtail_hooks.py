import django_filters
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from ponte.core.choosing import SnippetChooser
from ponte.core.listing import ListView
from ponte.core.permissions import ReadOnly
from ponte.impact.models import Claim
from ponte.projects.models import Programme
from ponte.topics.models import Topic

register_permission_policy(Claim, ReadOnly(Claim))


class ClaimFilterSet(WagtailFilterSet):
    topic = django_filters.ModelChoiceFilter(queryset=Topic.objects.hubs(), label=_("Topic"))
    programme = django_filters.ModelChoiceFilter(
        field_name="project__programme", queryset=Programme.objects.all(), label=_("Programme")
    )

    class Meta:
        model = Claim
        fields = ["state", "type"]


class ClaimViewSet(SnippetViewSet):
    """Claims change on their own pages, by the steps of their states, and nowhere else."""

    model = Claim
    index_view_class = ListView
    chooser_viewset_class = SnippetChooser
    export_filename = "improvements"
    icon = "doc-full-inverse"
    base_url_path = "improvements"
    menu_order = 122
    add_to_admin_menu = True
    list_display = [
        TitleColumn(
            "title",
            label=_("Title"),
            sort_key="title",
            get_url=lambda claim: claim.get_absolute_url(),
        ),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        "instrument",
        "project",
        Column("euro", label=_("Euro"), accessor="euro", sort_key="euro"),
        DateColumn("decided_at", label=_("Decided"), sort_key="decided_at"),
    ]
    filterset_class = ClaimFilterSet
    search_fields = ["title", "description", "instrument__name_en", "project__acronym"]
    search_backend_name = None
    ordering = ["-updated_at"]
    list_export = [
        "pk",
        "title",
        "state",
        "type",
        "topic",
        "instrument",
        "instrument.responsible_authority",
        "project",
        "euro",
        "beneficiaries",
        "effective_on",
        "claimed_by",
        "attestor",
        "sent_at",
        "attested_at",
        "decided_by",
        "decided_at",
        "corrects_id",
        "is_demonstration",
    ]
    copy_view_enabled = False

    def get_queryset(self, request):
        return Claim.objects.select_related(
            "instrument__responsible_authority",
            "project",
            "topic",
            "claimed_by",
            "attestor",
            "decided_by",
        ).annotate(euro=Sum("funds__amount"))


register_snippet(ClaimViewSet)
