from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from ponte.core.choosing import SnippetChooser
from ponte.core.listing import ListView
from ponte.core.permissions import DeleteUnusedOnly
from ponte.instruments.forms import PolicyInstrumentForm
from ponte.instruments.models import PolicyInstrument

register_permission_policy(PolicyInstrument, DeleteUnusedOnly(PolicyInstrument))


class PolicyInstrumentFilterSet(WagtailFilterSet):
    class Meta:
        model = PolicyInstrument
        fields = ["type", "period"]


class PolicyInstrumentViewSet(SnippetViewSet):
    model = PolicyInstrument
    index_view_class = ListView
    chooser_viewset_class = SnippetChooser
    export_filename = "instruments"
    icon = "doc-full"
    base_url_path = "instruments"
    menu_order = 121
    add_to_admin_menu = True
    list_display = ["name_en", "type", "territory", "responsible_authority", UpdatedAtColumn()]
    filterset_class = PolicyInstrumentFilterSet
    search_fields = ["name_en", "name_original", "cci"]
    search_backend_name = None
    ordering = ["name_en"]
    list_export = [
        "slug",
        "name_en",
        "name_original",
        "type",
        "cci",
        "period",
        "territory",
        "responsible_authority",
        "total_budget",
        "addressed_budget",
        "priority",
        "baseline_weakness",
        "expected_improvement",
        "updated_at",
    ]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("name_en"),
                    FieldPanel("name_original"),
                    FieldPanel("type"),
                    FieldRowPanel([FieldPanel("cci"), FieldPanel("period")]),
                    FieldPanel("responsible_authority"),
                    FieldPanel("territory"),
                    FieldPanel("homepage"),
                ],
                _("What it is"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("total_budget"), FieldPanel("addressed_budget")]),
                    FieldPanel("priority"),
                ],
                _("Money, in euro"),
            ),
            MultiFieldPanel(
                [FieldPanel("baseline_weakness"), FieldPanel("expected_improvement")],
                _("What is to become better"),
            ),
        ],
        base_form_class=PolicyInstrumentForm,
    )

    def get_queryset(self, request):
        return PolicyInstrument.objects.select_related("territory", "responsible_authority")


register_snippet(PolicyInstrumentViewSet)
