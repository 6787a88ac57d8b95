import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.tables import DateColumn
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from ponte.core.listing import ListView
from ponte.core.permissions import DeleteUnusedOnly
from ponte.projects.forms import ProjectForm
from ponte.projects.models import Project
from ponte.regions.models import Region
from ponte.topics.models import Topic


class ProjectPolicy(DeleteUnusedOnly):
    """Partners and people are part of the project: they do not keep it from being deleted."""

    parts = ("partners", "project_members")


register_permission_policy(Project, ProjectPolicy(Project))

GENERAL = [
    FieldPanel("acronym"),
    FieldPanel("title"),
    FieldPanel("summary"),
    MultiFieldPanel([FieldPanel("topics"), FieldPanel("themes")], _("What it is about")),
    FieldPanel("regions"),
]
FACTS = [
    FieldRowPanel([FieldPanel("programme"), FieldPanel("period")]),
    FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
    FieldRowPanel([FieldPanel("total_budget"), FieldPanel("erdf")]),
    FieldPanel("website"),
    MultiFieldPanel(
        [FieldPanel("slug"), FieldPanel("source"), FieldPanel("external_id")], _("Record")
    ),
]
PARTNERS = [
    FieldPanel("partner_count"),
    InlinePanel(
        "partners",
        panels=[
            FieldPanel("name"),
            FieldPanel("organisation"),
            FieldPanel("role"),
            FieldPanel("region"),
        ],
        label=_("partner"),
        heading=_("Partners"),
    ),
]

PEOPLE = [
    InlinePanel(
        "project_members",
        panels=[FieldPanel("member"), FieldPanel("role")],
        label=_("person"),
        heading=_("People"),
        help_text=_("Web admins check what is told on the project's page."),
    ),
]


class ProjectFilterSet(WagtailFilterSet):
    topics = django_filters.ModelChoiceFilter(
        queryset=Topic.objects.hubs(), label=_("Topic"), method="filter_topic"
    )
    country = django_filters.ModelChoiceFilter(
        queryset=Region.objects.of_level(Region.Level.COUNTRY).defer("outline"),
        label=_("Country"),
        method="filter_country",
    )

    class Meta:
        model = Project
        fields = ["period", "topics", "country"]

    def filter_topic(self, queryset, _name, hub):
        found = Project.objects.filter(topics__parent=hub) | Project.objects.filter(topics=hub)
        return queryset.filter(pk__in=found.values("pk"))

    def filter_country(self, queryset, _name, country):
        found = Project.objects.filter(regions__code__startswith=country.code)
        return queryset.filter(pk__in=found.values("pk"))


class ProjectViewSet(SnippetViewSet):
    model = Project
    index_view_class = ListView
    export_filename = "projects"
    icon = "group"
    base_url_path = "projects"
    menu_order = 120
    add_to_admin_menu = True
    list_display = [
        "acronym",
        "title",
        "programme",
        "period",
        "start",
        "end",
        DateColumn("updated_at", label=_("Updated"), sort_key="updated_at"),
    ]
    filterset_class = ProjectFilterSet
    search_fields = ["acronym", "title", "programme", "external_id"]
    search_backend_name = None
    ordering = ["acronym"]
    list_export = [
        "slug",
        "acronym",
        "title",
        "programme",
        "period",
        "themes",
        "start",
        "end",
        "total_budget",
        "erdf",
        "partner_count",
        "website",
        "source",
        "external_id",
        "updated_at",
    ]
    inspect_view_enabled = True
    copy_view_enabled = False
    edit_handler = TabbedInterface(
        [
            ObjectList(GENERAL, heading=_("General")),
            ObjectList(FACTS, heading=_("Facts")),
            ObjectList(PARTNERS, heading=_("Partners")),
            ObjectList(PEOPLE, heading=_("People")),
        ],
        base_form_class=ProjectForm,
    )


register_snippet(ProjectViewSet)
