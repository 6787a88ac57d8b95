"""How a news item becomes a search document."""

from django.utils.translation import gettext_lazy as _

from ponte.editorial import finding
from ponte.editorial.noting import follow
from ponte.news.models import NewsItem
from ponte.search.documents import SearchDocument
from ponte.search.registry import Kind, register


def searchable():
    return finding.searchable(NewsItem).select_related("project")


def document(item: NewsItem) -> SearchDocument:
    facets = {"project": (item.project.slug,) if item.project else ()}
    return finding.document(item, kind="news", keywords=(item.told_by,), facets=facets)


register(
    Kind(
        name="news",
        label=_("News"),
        model=NewsItem,
        queryset=searchable,
        document=document,
        facets=(*finding.FACETS, "project"),
        has_meaning=True,
    )
)
follow(NewsItem)
