from django.utils.translation import gettext_lazy as _

from ponte.core.personal import Fate, hold
from ponte.learning.models import Lesson, RegionalAnalysis

FOR_THE_REGION = _("It is the word of the region: others learn from it.")

hold(Lesson, "written_by", Fate.KEPT, _("Lessons you wrote for a region"), why=FOR_THE_REGION)
hold(
    RegionalAnalysis,
    "written_by",
    Fate.KEPT,
    _("Analyses of a region that you changed last"),
    why=FOR_THE_REGION,
)
