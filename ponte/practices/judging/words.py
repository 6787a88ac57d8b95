"""Grades, what lowers them and what a record lacks, in people's words."""

from django.utils.translation import gettext_lazy as _

from ponte.practices.judging.grading import MAX_AGE, Lowered, Step

# Why a practice has reached a step; the same sentences state the rules.
CONDITIONS = {
    Step.NONE: _("Nobody has stated a result yet."),
    Step.CLAIMED: _("A success is stated, without a figure and the year it is about."),
    Step.MEASURED: _("A result has a figure and the year it is about."),
    Step.COMPARED: _(
        "A measured result is compared with the time before, or with a place or group "
        "without the practice."
    ),
    Step.REPLICATED: _(
        "Compared results, or reports with evidence from regions that tried it, show it in "
        "at least two regions."
    ),
    Step.INDEPENDENT: _(
        "A compared result was found by an evaluator who neither runs nor pays for the practice."
    ),
}
WAYS_DOWN = {
    Lowered.WEAK: _("One step lower: no such result names a source that can be checked."),
    Lowered.OLD: _("One step lower: no such result is about the last %(years)d years."),
    Lowered.CONTRADICTED: _(
        "One step lower: at least as many results and reports speak against it as for it."
    ),
}
FIXES = {
    "complete": _("Fill the parts of the template that are empty."),
    "figure": _("State a result with a figure, its unit and the year."),
    "source": _("Name a source where a result can be checked."),
    "resources": _("Say what it takes: money and staff."),
    "detail": _("Describe how it works in more detail."),
    "readable": _("Write shorter sentences in the description."),
    "fresh": _("Confirm that it is still valid."),
    "link": _("Add an address with further information."),
    "image": _("Add an image."),
}


def way_down(lowered: Lowered) -> str:
    return WAYS_DOWN[lowered] % {"years": MAX_AGE}
