"""Practices in the back office: list, filters, form and bulk actions."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets import AdminAutoHeightTextInput, BooleanRadioSelect, Button
from wagtail.log_actions import log
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.views.snippets import CopyView, CreateView, EditView, SnippetViewSet

from ponte.core.bulk import WholeListing
from ponte.core.choosing import SnippetChooser
from ponte.core.listing import ListView
from ponte.practices import export
from ponte.practices.columns import COLUMNS
from ponte.practices.forms import PracticeForm
from ponte.practices.models import Practice
from ponte.practices.states import Event, move
from ponte.regions.models import Region
from ponte.topics.models import Topic

GENERAL = [
    FieldPanel("title", widget=forms.TextInput),
    FieldPanel("short_summary", widget=AdminAutoHeightTextInput),
    MultiFieldPanel(
        [
            FieldPanel("institution_name", widget=forms.TextInput),
            FieldPanel("institution_region"),
            FieldPanel("institution_city"),
        ],
        _("Who runs it"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("region"),
            FieldPanel("city"),
            FieldPanel("scope"),
            FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
        ],
        _("Where it is"),
    ),
    MultiFieldPanel([FieldPanel("topics"), FieldPanel("keywords")], _("What it is about")),
]
DETAILS = [
    FieldPanel("detailed_information"),
    FieldPanel("resources_needed"),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("start_year"), FieldPanel("start_month")]),
            FieldRowPanel([FieldPanel("end_year"), FieldPanel("end_month")]),
            FieldPanel("ongoing"),
        ],
        _("When"),
    ),
    FieldPanel("evidence_of_success"),
    FieldPanel("challenges_encountered"),
    FieldPanel("potential_for_learning_or_transfer"),
    MultiFieldPanel(
        [
            FieldPanel("image"),
            FieldPanel("image_alt", widget=forms.TextInput),
            FieldPanel("image_credit", widget=forms.TextInput),
            FieldPanel("image_rights"),
        ],
        _("Picture"),
    ),
    MultiFieldPanel(
        [FieldPanel("further_information"), FieldPanel("attachments")], _("Where to read more")
    ),
]
PROGRAMME = [
    FieldPanel("author"),
    FieldPanel("project"),
    FieldPanel("public_intervention"),
    FieldPanel("inspired_public_policy"),
    FieldPanel("outside_partnership_justification"),
    FieldPanel("counts_for_indicator", help_text=_("The secretariat decides it.")),
    MultiFieldPanel(
        [
            FieldPanel("expert_opinion", read_only=True),
            FieldPanel("expert", read_only=True),
            FieldPanel("expert_opinion_date", read_only=True),
            FieldPanel("opinion_hidden_at", read_only=True),
            FieldPanel("opinion_hidden_reason", read_only=True),
        ],
        _("The expert's word"),
        help_text=_(
            "It is the expert's own and stays as it was written. The secretariat can hide it from "
            "members, with a reason, on the page of the practice."
        ),
    ),
]
RECORD = [
    FieldPanel(
        "state",
        read_only=True,
        help_text=_("It changes on the practice's own pages, by those whose turn it is."),
    ),
    FieldPanel("published_at", help_text=_("Empty: the moment of validation.")),
    FieldPanel(
        "slug",
        help_text=_("The address. Empty: made from the title. A former address keeps working."),
    ),
    FieldPanel("language"),
    FieldRowPanel([FieldPanel("source"), FieldPanel("external_id")]),
]


class PracticeFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        choices=Practice.State, label=_("State"), widget=forms.CheckboxSelectMultiple
    )
    topics = django_filters.ModelChoiceFilter(
        queryset=Topic.objects.hubs(), label=_("Topic"), method="filter_topic"
    )
    country = django_filters.ModelChoiceFilter(
        queryset=Region.objects.of_level(Region.Level.COUNTRY).defer("outline"),
        label=_("Country"),
        method="filter_country",
    )
    level = django_filters.ChoiceFilter(
        field_name="region__level",
        choices=Region.Level,
        label=_("Level of the location"),
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    evidence = django_filters.BooleanFilter(
        label=_("Evidence of success stated"),
        widget=BooleanRadioSelect,
        method="filter_evidence",
    )
    source = django_filters.AllValuesFilter(label=_("Source"))
    published_at = django_filters.DateFromToRangeFilter(
        label=_("Published"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Practice
        fields = ["state", "topics", "country", "level", "scope", "evidence", "project", "language"]

    def filter_topic(self, queryset, _name, hub):
        return queryset.filter(pk__in=Practice.objects.on_topic(hub).values("pk"))

    def filter_country(self, queryset, _name, country):
        return queryset.filter(region__code__startswith=country.code)

    def filter_evidence(self, queryset, _name, stated):
        empty = {"evidence_of_success": ""}
        return queryset.exclude(**empty) if stated else queryset.filter(**empty)


class PracticeListView(ListView):
    """Exports what the public export has and what only staff may see; it imports back."""

    def to_row_dict(self, practice):
        return export.row(practice, self.list_export)

    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        if self.request.user.has_perms(["practices.add_practice", "practices.change_practice"]):
            label, url = _("Import from a file"), reverse("practices_import")
            buttons.append(Button(label, url=url, icon_name="upload", priority=90))
        return buttons


class SavedByHand:
    """There is no draft beside the public text: saving while somebody types would publish."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False


class PracticeCreateView(SavedByHand, CreateView):
    pass


class PracticeEditView(SavedByHand, EditView):
    pass


class PracticeCopyView(SavedByHand, CopyView):
    pass


class PracticeViewSet(SnippetViewSet):
    model = Practice
    add_view_class = PracticeCreateView
    edit_view_class = PracticeEditView
    copy_view_class = PracticeCopyView
    index_view_class = PracticeListView
    chooser_viewset_class = SnippetChooser
    list_export = COLUMNS
    icon = "openquote"
    base_url_path = "practices"
    menu_order = 110
    add_to_admin_menu = True
    list_display = [
        "title",
        "state",
        Column("region", _("Location"), accessor="region"),
        Column("project", _("Project"), accessor="project", sort_key="project__acronym"),
        DateColumn("published_at", label=_("Published"), sort_key="published_at"),
        DateColumn("updated_at", label=_("Updated"), sort_key="updated_at"),
    ]
    filterset_class = PracticeFilterSet
    search_fields = [
        "title",
        "short_summary",
        "institution_name",
        "city",
        "slug",
        "external_id",
        "region__name",
    ]
    search_backend_name = None
    ordering = ["-updated_at", "-pk"]
    export_filename = "practices"
    inspect_view_enabled = True
    edit_handler = TabbedInterface(
        [
            ObjectList(GENERAL, heading=_("General information")),
            ObjectList(DETAILS, heading=_("Detailed information")),
            ObjectList(PROGRAMME, heading=_("Programme")),
            ObjectList(RECORD, heading=_("Publication")),
        ],
        base_form_class=PracticeForm,
    )

    def get_queryset(self, request):
        practices = Practice.objects.select_related("region", "institution_region", "project")
        return practices.prefetch_related("topics")


class ArchivePractices(WholeListing, SnippetBulkAction):
    """Archive the selected practices: each that is public, if the member may."""

    models = [Practice]
    template_name = "practices/confirm_bulk.html"
    display_name = _("Archive")
    aria_label = _("Archive the selected good practices")
    action_type = "archive"
    action_priority = 20

    def check_perm(self, practice):
        return self.permission_policy.user_has_permission_for_instance(
            self.request.user, "change", practice
        )

    def get_execution_context(self):
        return {**super().get_execution_context(), "user": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, question=self.display_name)

    @classmethod
    def execute_action(cls, objects, *, user, self, **_kwargs):
        """Return how many practices changed, and 0 as they have no children."""
        changed = 0
        for practice in objects:
            try:
                archived = move(practice=practice, event=Event.ARCHIVE, actor=user)
            except ValidationError as error:
                text = f"{practice}: {' '.join(error.messages)}"
                messages.error(self.request, text)
            else:
                log(archived, "wagtail.unpublish", user=user)
                changed += 1
        return changed, 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        if not num_parent_objects:
            return None
        text = ngettext(
            "%(count)d good practice changed.",
            "%(count)d good practices changed.",
            num_parent_objects,
        )
        return text % {"count": num_parent_objects}
