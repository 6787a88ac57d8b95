from django.utils.translation import gettext_lazy as _

from ponte.core.personal import Fate, hold
from ponte.matching.models import Declaration, Requirements

hold(
    Declaration,
    "declared_by",
    Fate.KEPT,
    _("What you declared for your region"),
    why=_("It is the word of your authority, not yours alone."),
)
hold(
    Requirements,
    "stated_by",
    Fate.KEPT,
    _("What you said a practice requires"),
    why=_("It belongs to the practice, and others count with it."),
)
