import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from ponte.core.choosing import SnippetChooser
from ponte.core.listing import ListView
from ponte.core.permissions import ReadOnly
from ponte.events.models import Event
from ponte.topics.models import Topic

register_permission_policy(Event, ReadOnly(Event))


class EventFilterSet(WagtailFilterSet):
    topics = django_filters.ModelChoiceFilter(queryset=Topic.objects.hubs(), label=_("Topic"))

    class Meta:
        model = Event
        fields = ["state", "kind", "mode"]


class EventViewSet(SnippetViewSet):
    """Events change on their own pages, by the steps of their states, and nowhere else."""

    model = Event
    index_view_class = ListView
    chooser_viewset_class = SnippetChooser
    export_filename = "events"
    icon = "date"
    base_url_path = "events"
    menu_order = 123
    add_to_admin_menu = True
    list_display = [
        TitleColumn(
            "title",
            label=_("Title"),
            sort_key="title",
            get_url=lambda event: event.get_absolute_url(),
        ),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        "project",
        DateColumn("start", label=_("Begins"), sort_key="start"),
        Column("confirmed", label=_("Registered"), accessor="confirmed", sort_key="confirmed"),
        Column("waiting", label=_("Waiting"), accessor="waiting"),
        Column("attended", label=_("Came"), accessor="attended"),
    ]
    filterset_class = EventFilterSet
    search_fields = ["title", "summary", "place", "project__acronym"]
    search_backend_name = None
    ordering = ["-start"]
    list_export = [
        "slug",
        "title",
        "state",
        "kind",
        "mode",
        "start",
        "end",
        "zone",
        "place",
        "region",
        "project",
        "capacity",
        "confirmed",
        "waiting",
        "attended",
        "past_confirmed",
        "past_attended",
        "is_demonstration",
    ]
    copy_view_enabled = False

    def get_queryset(self, request):
        return Event.objects.select_related("project", "region").with_counts()


register_snippet(EventViewSet)
