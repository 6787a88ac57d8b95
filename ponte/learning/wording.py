"""How what was done to activities is told."""

from django.utils.translation import gettext_lazy as _

from ponte.activity import kind_of, wording
from ponte.activity.wording import Wording
from ponte.learning.models import Activity

wording.register(
    kind_of(Activity),
    Wording(
        {
            "add": _("Added the activity"),
            "change": _("Changed the activity"),
            "delete": _("Deleted the activity"),
            "present": _("Added a presentation"),
            "lesson": _("Wrote down a lesson"),
        }
    ),
)
