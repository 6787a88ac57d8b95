from django.utils.translation import gettext_lazy as _

from ponte.core.personal import Fate, hold
from ponte.events.models import Event, Registration

hold(Registration, "member", Fate.ERASED, _("Events for which you registered"))
hold(
    Event,
    "created_by",
    Fate.KEPT,
    _("Events you made"),
    why=_("Others registered for them."),
)
