from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ponte.core.personal import Fate, hold
from ponte.review.models import Assignment, DeclaredConflict, FormerAffiliation

PROOF = _("It must remain possible to check that the rules were followed.")
ANSWERED = ~Q(state=Assignment.State.ASKED)

hold(Assignment, "expert", Fate.ERASED, _("Reviews you have not begun"), only=~ANSWERED)
hold(Assignment, "expert", Fate.KEPT, _("Reviews you did"), why=PROOF, only=ANSWERED)
hold(Assignment, "assigned_by", Fate.KEPT, _("Reviews you gave to experts"), why=PROOF)
hold(DeclaredConflict, "expert", Fate.ERASED, _("Conflicts of interest you declared"))
# What an expert declares about others is the expert's; it goes when it is about nobody.
hold(DeclaredConflict, "member", Fate.ERASED, _("Conflicts about you"), secret=("expert", "reason"))
hold(FormerAffiliation, "member", Fate.ERASED, _("Where you worked before"))
