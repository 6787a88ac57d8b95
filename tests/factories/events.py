"""Events for tests."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from ponte.events.models import Event
from ponte.topics.models import Topic

numbers = count(1)


def make_event(*, topics=(), days=10, hours=2, **fields):
    """A saved event, announced, that begins in so many days. `topics` are slugs of hubs."""
    number = next(numbers)
    start = fields.pop("start", timezone.now() + timedelta(days=days))
    given = {
        "title": f"Event {number}",
        "slug": f"event-{number}",
        "summary": "We meet.",
        "kind": "webinar",
        "mode": "online",
        "state": Event.State.ANNOUNCED,
        "start": start,
        "end": start + timedelta(hours=hours),
    }
    event = Event.objects.create(**{**given, **fields})
    event.topics.set(Topic.objects.filter(slug__in=topics))
    return event
