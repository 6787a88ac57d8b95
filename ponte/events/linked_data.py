"""An event in the words of schema.org, for machines."""

from ponte.events.models import Event

MODES = {
    Event.Mode.ON_SITE: "OfflineEventAttendanceMode",
    Event.Mode.ONLINE: "OnlineEventAttendanceMode",
    Event.Mode.HYBRID: "MixedEventAttendanceMode",
}
STATES = {
    Event.State.POSTPONED: "EventPostponed",
    Event.State.CANCELLED: "EventCancelled",
}


def of(event: Event, absolute) -> dict:
    """The event as a mapping for JSON-LD; what is unknown is left out.

    `absolute` makes an address whole.
    """
    address = absolute(event.get_absolute_url())
    place = {"@type": "Place", "name": event.place, "address": event.place}
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": address,
        "name": event.title,
        "description": event.summary,
        "startDate": event.local_start.isoformat(),
        "endDate": event.local_end.isoformat(),
        "eventStatus": f"https://schema.org/{STATES.get(event.state, 'EventScheduled')}",
        "eventAttendanceMode": f"https://schema.org/{MODES[Event.Mode(event.mode)]}",
        "location": place if event.place else {"@type": "VirtualLocation", "url": address},
        "inLanguage": event.languages,
        "maximumAttendeeCapacity": event.capacity,
        "organizer": event.project and {"@type": "Organization", "name": event.project.name},
    }
    return {name: value for name, value in data.items() if value}
