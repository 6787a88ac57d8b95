"""Events as iCalendar (RFC 5545). Times are in UTC: a calendar shows them in its owner's zone."""

from collections.abc import Iterable
from datetime import UTC
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar
from icalendar import Event as Entry

from ponte.events.models import Event

MEDIA_TYPE = "text/calendar"
STATUS = {Event.State.CANCELLED: "CANCELLED", Event.State.POSTPONED: "TENTATIVE"}


def calendar_of(events: Iterable[Event], *, name: str = "", is_inside: bool = False) -> str:
    """A calendar of `events`; `is_inside` tells where people meet online. Topics are read."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//events//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("x-published-ttl", "PT6H")
    for event in events:
        calendar.add_component(entry_of(event, is_inside=is_inside))
    return calendar.to_ical().decode()


def entry_of(event: Event, *, is_inside: bool) -> Entry:
    address = settings.SITE_URL + event.get_absolute_url()
    room = event.online_url if is_inside else ""
    entry = Entry()
    entry.add("uid", f"event-{event.pk}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("sequence", event.revision)
    entry.add("dtstamp", event.updated_at.astimezone(UTC))
    entry.add("dtstart", event.start.astimezone(UTC))
    entry.add("dtend", event.end.astimezone(UTC))
    entry.add("summary", event.title)
    entry.add("description", "\n".join(filter(None, (event.summary, room, address))))
    entry.add("url", address)
    entry.add("status", STATUS.get(Event.State(event.state), "CONFIRMED"))
    if event.place or room:
        entry.add("location", event.place or room)
    if topics := [topic.label for topic in event.topics.all()]:
        entry.add("categories", topics)
    return entry
