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

from ponte.core.choosing import SnippetChooser
from ponte.core.listing import ListView
from ponte.core.permissions import DeleteUnusedOnly
from ponte.projects.forms import ProjectForm
from ponte.projects.models import Programme, Project
from ponte.regions.models import Region
from ponte.topics.models import Topic


class ProjectPolicy(DeleteUnusedOnly):
    """Partners and people are part of the project: they do not keep it from being deleted."""

    parts = (
        "partners",
        "project_members",
        "indicators",
        "invitations",
        "spending_plan",
        "stakeholder_groups",
        "associated_authorities",
    )


register_permission_policy(Project, ProjectPolicy(Project))

GENERAL = [
    FieldPanel("acronym"),
    FieldPanel("title"),
    FieldPanel("summary"),
    FieldPanel("language"),
    FieldPanel("objective"),
    FieldPanel("issue_addressed"),
    MultiFieldPanel([FieldPanel("topics"), FieldPanel("themes")], _("What it is about")),
    FieldPanel("regions"),
]
FACTS = [
    FieldRowPanel([FieldPanel("programme"), FieldPanel("period")]),
    FieldRowPanel([FieldPanel("call"), FieldPanel("fund")]),
    FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
    FieldPanel("follow_up_from"),
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
            FieldPanel("legal_status"),
        ],
        label=_("partner"),
        heading=_("Partners"),
    ),
]

RESULTS = [
    InlinePanel(
        "indicators",
        panels=[
            FieldRowPanel([FieldPanel("kind"), FieldPanel("unit")]),
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("baseline"), FieldPanel("target"), FieldPanel("achieved")]),
        ],
        label=_("indicator"),
        heading=_("Results against targets"),
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
    chooser_viewset_class = SnippetChooser
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
    search_fields = ["acronym", "title", "programme__name", "external_id"]
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

    def get_queryset(self, request):
        return Project.objects.select_related("programme")

    edit_handler = TabbedInterface(
        [
            ObjectList(GENERAL, heading=_("General")),
            ObjectList(FACTS, heading=_("Facts")),
            ObjectList(PARTNERS, heading=_("Partners")),
            ObjectList(RESULTS, heading=_("Results")),
            ObjectList(PEOPLE, heading=_("People")),
        ],
        base_form_class=ProjectForm,
    )


class ProgrammePolicy(DeleteUnusedOnly):
    parts = ("rates",)


register_permission_policy(Programme, ProgrammePolicy(Programme))


class ProgrammeViewSet(SnippetViewSet):
    model = Programme
    index_view_class = ListView
    chooser_viewset_class = SnippetChooser
    export_filename = "programmes"
    icon = "folder-open-inverse"
    base_url_path = "programmes"
    menu_order = 122
    add_to_admin_menu = True
    list_display = ["name", "period", "cci"]
    list_filter = ["period"]
    list_export = ["slug", "name", "period", "cci", "office_rate"]
    search_fields = ["name", "cci"]
    search_backend_name = None
    ordering = ["name", "-period"]
    copy_view_enabled = False
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("period"), FieldPanel("cci")]),
        FieldPanel("slug"),
        FieldPanel("office_rate"),
        InlinePanel(
            "rates",
            panels=[FieldRowPanel([FieldPanel("legal_status"), FieldPanel("rate")])],
            label=_("rate"),
            heading=_("Co-financing rates by legal status"),
        ),
    ]


register_snippet(ProjectViewSet)
register_snippet(ProgrammeViewSet)
