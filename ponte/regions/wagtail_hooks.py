import django_filters
from django import forms
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView
from wagtail.snippets.views.snippets import DeleteView, SnippetViewSet

from ponte.core.choosing import SnippetChooser
from ponte.core.listing import ListView
from ponte.core.permissions import DeleteUnusedOnly, ReadOnly
from ponte.regions.forms import RegionForm
from ponte.regions.models import Indicator, IndicatorValue, Region
from ponte.regions.standing import flag_text, number
from ponte.regions.themes import theme_name

SEARCHED = ("code", "name", "name_latin")

register_permission_policy(Region, DeleteUnusedOnly(Region))
register_permission_policy(IndicatorValue, ReadOnly(IndicatorValue))


class RegionSearchForm(BaseFilterForm):
    """The search box of the chooser: there are too many regions for a drop-down list."""

    q = forms.CharField(
        label=_("Name or code"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
    )

    def filter(self, objects):
        words = self.cleaned_data["q"].split()
        self.search_query, self.is_searching = self.cleaned_data["q"], bool(words)
        for word in words:
            matches = Q(code__istartswith=word)
            for name in SEARCHED:
                matches |= Q(**{f"{name}__icontains": word})
            objects = objects.filter(matches)
        return objects


class Choosable:
    """Regions that stand for a place, with what the list of the chooser shows."""

    filter_form_class = RegionSearchForm

    def get_object_list(self):
        return Region.objects.places().select_related("parent").defer("outline")

    @property
    def columns(self):
        return [*super().columns, Column("level", _("Level"), accessor="get_level_display")]


class RegionChooseView(Choosable, ChooseView):
    pass


class RegionChooseResultsView(Choosable, ChooseResultsView):
    pass


class RegionChooserViewSet(SnippetChooser):
    choose_view_class = RegionChooseView
    choose_results_view_class = RegionChooseResultsView


def country_filter(code):
    """Keeps the records whose region, known by the lookup `code`, is of a country."""
    return django_filters.ModelChoiceFilter(
        queryset=Region.objects.of_level(Region.Level.COUNTRY).defer("outline"),
        label=_("Country"),
        method=lambda records, _name, country: records.filter(
            **{f"{code}__startswith": country.code}
        ),
    )


class RegionFilterSet(WagtailFilterSet):
    country = country_filter("code")

    class Meta:
        model = Region
        fields = ["level", "category", "nuts_version", "is_extra_regio"]


class RegionViewSet(SnippetViewSet):
    model = Region
    index_view_class = ListView
    export_filename = "regions"
    icon = "globe"
    base_url_path = "regions"
    menu_order = 140
    add_to_admin_menu = True
    chooser_viewset_class = RegionChooserViewSet
    list_display = [
        "__str__",
        "name_latin",
        "level",
        "nuts_version",
        Column("parent", _("Part of"), accessor="parent"),
        UpdatedAtColumn(),
    ]
    filterset_class = RegionFilterSet
    search_fields = list(SEARCHED)
    search_backend_name = None
    ordering = ["code"]
    list_export = [
        "code",
        "nuts_version",
        "level",
        "name",
        "name_latin",
        "label",
        "parent",
        "category",
        "is_extra_regio",
    ]
    inspect_view_enabled = True
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("name_latin"),
            FieldPanel("category"),
            MultiFieldPanel(
                [
                    FieldPanel("code"),
                    FieldPanel("nuts_version"),
                    FieldPanel("level"),
                    FieldPanel("parent"),
                ],
                _("Identity"),
            ),
            FieldPanel("outline"),
        ],
        base_form_class=RegionForm,
    )

    def get_queryset(self, request):
        return Region.objects.select_related("parent").defer("outline", "parent__outline")


class IndicatorForm(WagtailAdminModelForm):
    """Imports, settings and addresses hang on the code: it is fixed once there is one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = self.instance.pk is not None


class IndicatorDeleteView(DeleteView):
    """Says how many figures go, where Wagtail would say that nothing refers to the record."""

    def get_usage_url(self):
        return None

    @property
    def confirmation_message(self):
        figures = self.object.values.count()
        return ngettext(
            "Delete this indicator? Its one figure goes with it.",
            "Delete this indicator? Its %(count)d figures go with it.",
            figures,
        ) % {"count": figures}


class IndicatorFilterSet(WagtailFilterSet):
    theme = django_filters.ChoiceFilter(
        label=_("Theme"),
        choices=lambda: [
            (theme, theme_name(theme))
            for theme in Indicator.objects.exclude(theme="")
            .order_by("theme")
            .values_list("theme", flat=True)
            .distinct()
        ],
    )

    class Meta:
        model = Indicator
        fields = ["group", "direction"]


class IndicatorViewSet(SnippetViewSet):
    model = Indicator
    index_view_class = ListView
    chooser_viewset_class = SnippetChooser
    delete_view_class = IndicatorDeleteView
    export_filename = "indicators"
    icon = "list-ul"
    base_url_path = "indicators"
    menu_order = 150
    add_to_admin_menu = True
    list_display = [
        "name",
        "unit",
        "group",
        "direction",
        "dataset",
        Column("shown_year", _("Year shown"), accessor="shown_year"),
    ]
    filterset_class = IndicatorFilterSet
    search_fields = ["name", "code", "dataset"]
    search_backend_name = None
    ordering = ["position", "code"]
    list_export = [
        "code",
        "name",
        "unit",
        "source",
        "dataset",
        "direction",
        "group",
        "theme",
        "decimals",
        "additive",
        "position",
        "revised_at",
    ]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("unit"),
            FieldPanel("decimals"),
            FieldPanel("direction"),
            MultiFieldPanel(
                [FieldPanel("group"), FieldPanel("theme"), FieldPanel("position")],
                _("Place in the list"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("code"),
                    FieldPanel("source"),
                    FieldPanel("dataset"),
                    FieldPanel("additive"),
                ],
                _("Import"),
            ),
        ],
        base_form_class=IndicatorForm,
    )

    def get_queryset(self, request):
        return Indicator.objects.with_years()


class FigureFilterSet(WagtailFilterSet):
    indicator = django_filters.ModelChoiceFilter(
        queryset=Indicator.objects.all(), label=_("Indicator")
    )
    country = country_filter("region__code")
    level = django_filters.ChoiceFilter(
        field_name="region__level", label=_("Level"), choices=Region.Level.choices
    )

    class Meta:
        model = IndicatorValue
        fields = ["year", "flag"]


class FigureViewSet(SnippetViewSet):
    """Figures are imported, and looked at here: an edited one could not be traced."""

    model = IndicatorValue
    index_view_class = ListView
    chooser_viewset_class = SnippetChooser
    export_filename = "figures"
    icon = "table"
    base_url_path = "figures"
    menu_order = 160
    add_to_admin_menu = True
    add_to_reference_index = False
    list_display = [
        "region",
        "indicator",
        "year",
        Column("value", _("Value"), accessor=lambda figure: number(figure.value, figure.indicator)),
        Column("unit", _("Unit"), accessor="indicator.unit"),
        Column("flag", _("Flag"), accessor=lambda figure: flag_text(figure.flag)),
        "nuts_version",
    ]
    filterset_class = FigureFilterSet
    # As the index on them is sorted: the list may have a million rows.
    ordering = ["indicator_id", "year", "region_id"]
    list_export = [
        "code",
        "source",
        "dataset",
        "unit",
        "geo",
        "year",
        "value",
        "flag",
        "nuts_version",
    ]
    copy_view_enabled = False

    def get_queryset(self, request):
        figures = IndicatorValue.objects.select_related("indicator", "region")
        return figures.defer("region__outline").annotate(
            code=F("indicator__code"),
            source=F("indicator__source"),
            dataset=F("indicator__dataset"),
            unit=F("indicator__unit"),
            geo=F("region__code"),
        )


for viewset in (RegionViewSet, IndicatorViewSet, FigureViewSet):
    register_snippet(viewset)
