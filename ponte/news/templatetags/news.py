"""News on the pages of other apps, and on their own."""

from django import template

from ponte.editorial.cards import cards, related
from ponte.news.linked_data import as_linked_data
from ponte.news.models import NewsItem
from ponte.news.shelf import SHELF

register = template.Library()


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
    return related(published(), "news", item)


@register.simple_tag
def news_crumbs(item):
    return SHELF.crumbs(item)


@register.simple_tag
def news_linked_data(item):
    return as_linked_data(item)
