import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
)
from wagtail.snippets.views.snippets import SnippetViewSet

from ponte.core.listing import ListView
from ponte.core.permissions import DeleteUnusedOnly
from ponte.regions.forms import RegionForm
from ponte.regions.models import Region

SEARCHED = ("code", "name", "name_latin")

register_permission_policy(Region, DeleteUnusedOnly(Region))


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


class RegionChooserViewSet(SnippetChooserViewSet):
    choose_view_class = RegionChooseView
    choose_results_view_class = RegionChooseResultsView


class RegionFilterSet(WagtailFilterSet):
    country = django_filters.ModelChoiceFilter(
        queryset=Region.objects.of_level(Region.Level.COUNTRY).defer("outline"),
        label=_("Country"),
        method="filter_country",
    )

    class Meta:
        model = Region
        fields = ["level", "nuts_version", "is_extra_regio"]

    def filter_country(self, queryset, _name, country):
        return queryset.filter(code__startswith=country.code)


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
        "is_extra_regio",
    ]
    inspect_view_enabled = True
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("name_latin"),
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


register_snippet(RegionViewSet)
