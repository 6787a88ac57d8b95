"""News on the pages of other apps, and on their own."""

from django import template

from ponte import search
from ponte.editorial.cards import cards
from ponte.news.linked_data import as_linked_data
from ponte.news.models import NewsItem
from ponte.news.shelf import SHELF
from ponte.search.documents import SearchUnavailable

register = template.Library()
RELATED = 3


def published():
    return NewsItem.objects.published().select_related("project")


@register.simple_tag
def newest_news(limit=3):
    return cards(published(), limit)


@register.simple_tag
def news_on_topic(topic, limit=3, without=()):
    """News on `topic`, on one of its sub-topics, or on what it continues."""
    return cards(published().on_topic(topic), limit, without)


@register.simple_tag
def news_in_region(region, limit=3):
    """News about `region` or a place in it."""
    return cards(published().in_region(region), limit)


@register.simple_tag
def news_of_project(project, limit=3):
    return cards(published().filter(project=project), limit)


@register.simple_tag
def related_news(item):
    """News much like this one; none while the search engine is away."""
    try:
        hits = search.similar("news", item.pk, limit=RELATED)
    except SearchUnavailable:
        return []
    keys = [hit.object_id for hit in hits]
    found = published().for_cards().in_bulk(keys)
    return [found[key] for key in keys if key in found]


@register.simple_tag
def news_crumbs(item):
    return SHELF.crumbs(item)


@register.simple_tag
def news_linked_data(item):
    return as_linked_data(item)
