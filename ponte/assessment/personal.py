from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ponte.assessment.models import Assessment
from ponte.core.personal import Fate, hold

SUBMITTED = Q(submitted_at__isnull=False)

hold(Assessment, "assessor", Fate.ERASED, _("Assessments you began"), only=~SUBMITTED)
hold(
    Assessment,
    "assessor",
    Fate.KEPT,
    _("Assessments you submitted"),
    why=_("A practice was validated, or not, because of them."),
    only=SUBMITTED,
)
hold(
    Assessment,
    "hidden_by",
    Fate.KEPT,
    _("Assessments whose comments you hid"),
    why=_("It must remain possible to check that the rules were followed."),
)
