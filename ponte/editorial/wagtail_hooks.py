from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList, PageChooserPanel
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from ponte.core.choosing import SnippetChooser
from ponte.core.listing import ListView
from ponte.editorial.models import Hub

# What the checker beside a preview looks at: the rules of WCAG 2.2 at levels A and AA.
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ARTICLES = ["library.PolicySolution", "news.NewsItem"]


class HubViewSet(SnippetViewSet):
    model = Hub
    index_view_class = ListView
    chooser_viewset_class = SnippetChooser
    icon = "tag"
    base_url_path = "topic-pages"
    menu_order = 131
    add_to_admin_menu = True
    list_display = ["__str__"]
    search_fields = ["topic__name", "topic__code"]
    search_backend_name = None
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("topic"),
            FieldPanel("introduction"),
            InlinePanel(
                "picks",
                [
                    FieldPanel("practice"),
                    FieldPanel("project"),
                    PageChooserPanel("article", page_type=ARTICLES),
                    FieldPanel("event"),
                    FieldPanel("is_hidden"),
                ],
                heading=_("Chosen records"),
                label=_("Record"),
                help_text=_("One record in each. They come first in this order, or are hidden."),
            ),
            InlinePanel(
                "parts",
                [FieldPanel("name"), FieldPanel("is_hidden")],
                heading=_("Parts of the page"),
                label=_("Part"),
                help_text=_("Those named here come first in their column, in this order."),
            ),
        ]
    )

    def get_queryset(self, request):
        return Hub.objects.select_related("topic__parent")


register_snippet(HubViewSet)


class WcagCheck(ContentCheckerItem):
    """Wagtail's checker, with every rule of the level that the site promises."""

    axe_run_only = WCAG


@hooks.register("construct_wagtail_userbar")
def check_by_wcag(request, items, page):
    items[:] = [WcagCheck() if isinstance(item, ContentCheckerItem) else item for item in items]
