"""How what was done to events is told. Imported at the start."""

from django.utils.translation import gettext_lazy as _

from ponte.activity import kind_of, wording
from ponte.activity.wording import Wording
from ponte.events.models import Event

wording.register(
    kind_of(Event),
    Wording(
        {
            "add": _("Added the event"),
            "change": _("Changed the event"),
            "material": _("Added material"),
            "announce": _("Announced the event"),
            "postpone": _("Postponed the event"),
            "resume": _("Announced the new date"),
            "cancel": _("Cancelled the event"),
        },
        states=dict(Event.State.choices),
    ),
)
