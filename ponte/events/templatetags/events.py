"""Events on the pages of other apps."""

from dataclasses import dataclass

from django import template

from ponte.events.models import Event

register = template.Library()


@dataclass(frozen=True, slots=True)
class Listed:
    """The first events of something, ready for lines, and how many there are in all."""

    events: list[Event]
    total: int


def listed(events, limit, without=()) -> Listed:
    """Those whose ids are in `without` are counted, but not given."""
    shown = events.exclude(pk__in=without) if without else events
    return Listed(events=list(shown.for_list()[:limit]), total=events.count())


@register.simple_tag
def events_to_come(limit=3):
    return listed(Event.objects.public().to_come(), limit)


@register.simple_tag
def events_on_topic(topic, limit=3, without=()):
    """Events to come on `topic`, on one of its sub-topics, or on what it continues."""
    return listed(Event.objects.public().on_topic(topic).to_come(), limit, without)


@register.simple_tag
def events_of_project(project, limit=3):
    """Events of `project`, those to come with the next first, then the latest past."""
    events = Event.objects.public().filter(project=project)
    first = list(events.to_come().for_list()[:limit])
    last = list(events.past().for_list()[: limit - len(first)]) if len(first) < limit else []
    return Listed(events=first + last, total=events.count())
