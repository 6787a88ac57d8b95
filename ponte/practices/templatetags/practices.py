"""Practices on the pages of other apps, without those apps knowing of practices."""

from dataclasses import dataclass

from django import template

from ponte.practices.models import Practice

register = template.Library()


@dataclass(frozen=True, slots=True)
class Cards:
    """The newest practices of something, ready for cards, and how many there are in all."""

    practices: list[Practice]
    total: int


def cards(practices, limit) -> Cards:
    return Cards(
        practices=list(practices.for_cards().order_by("-published_at", "-pk")[:limit]),
        total=practices.count(),
    )


@register.simple_tag
def practice_cards_in_region(region, limit=6):
    """Published practices located in `region` or below it."""
    return cards(Practice.objects.published().in_region(region), limit)


@register.simple_tag
def practice_cards_on_topic(topic, limit=6):
    """Published practices on `topic`, on one of its sub-topics, or on what it continues."""
    return cards(Practice.objects.published().on_topic(topic), limit)


@register.simple_tag
def practice_cards_of_project(project, limit=6):
    """Published practices that were identified in `project`."""
    return cards(Practice.objects.published().filter(project=project), limit)
