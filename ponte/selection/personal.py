from django.utils.translation import gettext_lazy as _

from ponte.core.personal import Fate, hold
from ponte.selection.models import Scorer

hold(
    Scorer,
    "member",
    Fate.KEPT,
    _("Selections you scored in"),
    why=_("A project chose its practices by these scores."),
)
