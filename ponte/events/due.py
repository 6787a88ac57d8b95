"""Events to come on the dashboard of who has a place. Imported at the start."""

from django.utils import timezone
from django.utils.translation import gettext as _

from ponte.core.due import Due, register
from ponte.events.mails import path_of
from ponte.events.models import Event, Registration


@register
def events_to_come(member):
    mine = Registration.objects.filter(
        member=member,
        state=Registration.State.CONFIRMED,
        event__end__gte=timezone.now(),
        event__state=Event.State.ANNOUNCED,
    )
    for registration in mine.select_related("event"):
        yield Due(
            label=registration.event.title,
            url=path_of(registration),
            kind=_("Event"),
            due_on=registration.event.local_start.date(),
        )
