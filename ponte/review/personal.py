from django.utils.translation import gettext_lazy as _

from ponte.core.personal import Fate, hold
from ponte.review.models import Assignment, DeclaredConflict, FormerAffiliation

OUTCOME_RESTS_ON_IT = _("A practice was validated, or not, because of it.")

hold(Assignment, "expert", Fate.KEPT, _("Reviews you were asked for"), why=OUTCOME_RESTS_ON_IT)
hold(Assignment, "assigned_by", Fate.KEPT, _("Reviews you assigned"), why=OUTCOME_RESTS_ON_IT)
hold(DeclaredConflict, "expert", Fate.ERASED, _("Conflicts of interest you declared"))
hold(
    DeclaredConflict,
    "member",
    Fate.ERASED,
    _("Conflicts of interest that experts declared about you"),
    secret=("expert", "reason"),
)
hold(FormerAffiliation, "member", Fate.ERASED, _("Where you belonged before"))
