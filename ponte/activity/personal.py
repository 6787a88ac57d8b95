from django.utils.translation import gettext_lazy as _

from ponte.activity.models import Entry
from ponte.core.personal import Fate, hold

hold(
    Entry,
    "actor",
    Fate.KEPT,
    _("What you did, in the activity log"),
    why=_("The log proves that practices were judged by the rules. Nobody can change it."),
)
