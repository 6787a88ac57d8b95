import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from ponte.core.choosing import SnippetChooser
from ponte.core.listing import ListView
from ponte.core.permissions import DeleteUnusedOnly
from ponte.topics.models import Topic

register_permission_policy(Topic, DeleteUnusedOnly(Topic))


class TopicForm(WagtailAdminModelForm):
    """Addresses, colours and imports hang on code and slug: fixed once the topic exists."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("code", "slug") if self.instance.pk else ():
            self.fields[name].disabled = True


class TopicFilterSet(WagtailFilterSet):
    parent = django_filters.ModelChoiceFilter(
        queryset=Topic.objects.filter(parent=None), label=_("Topic"), widget=forms.RadioSelect
    )

    class Meta:
        model = Topic
        fields = ["period"]


class TopicViewSet(SnippetViewSet):
    model = Topic
    index_view_class = ListView
    chooser_viewset_class = SnippetChooser
    export_filename = "topics"
    icon = "tag"
    base_url_path = "topics"
    menu_order = 130
    add_to_admin_menu = True
    list_display = ["__str__", "code", "period", "parent", "position", UpdatedAtColumn()]
    filterset_class = TopicFilterSet
    search_fields = ["name", "code", "description"]
    search_backend_name = None
    ordering = ["-period", "code"]
    list_export = ["code", "slug", "period", "name", "description", "parent", "position"]
    inspect_view_enabled = True
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("description"),
            MultiFieldPanel(
                [FieldPanel("period"), FieldPanel("code"), FieldPanel("slug")], _("Identity")
            ),
            MultiFieldPanel(
                [
                    FieldPanel("parent"),
                    FieldPanel("position"),
                    FieldPanel("maps_to", widget=forms.CheckboxSelectMultiple),
                ],
                _("Place in the list"),
            ),
        ],
        base_form_class=TopicForm,
    )

    def get_queryset(self, request):
        return Topic.objects.select_related("parent")


register_snippet(TopicViewSet)
