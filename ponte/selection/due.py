"""What is due in selections, for the dashboard."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ponte.assessment.models import Assessment
from ponte.core import due
from ponte.core.due import Due
from ponte.practices.judging.rules import is_near
from ponte.projects.models import ProjectMember
from ponte.selection.models import Round, Scorer

Role = ProjectMember.Role


@due.register
def scores_due(member) -> list[Due]:
    """Rounds in which scores of `member` are missing."""
    places = (
        Scorer.objects.filter(member=member, round__state=Round.State.OPEN)
        .select_related("round__project", "region")
        .prefetch_related("round__candidates__practice__region")
    )
    if not places:
        return []
    given = set(
        Assessment.objects.submitted()
        .filter(assessor=member)
        .values_list("rubric", "region", "practice")
    )
    found = [(place.round, owed(place, given)) for place in places]
    return [
        Due(
            label=ngettext(
                "Score %(count)d practice: “%(title)s”",
                "Score %(count)d practices: “%(title)s”",
                count,
            )
            % {"count": count, "title": round.title},
            url=round.get_absolute_url(),
            kind=_("Selection"),
            due_on=round.deadline,
        )
        for round, count in found
        if count
    ]


def owed(place: Scorer, given) -> int:
    """How many practices wait for the scores of a scorer who has handed in `given`."""
    return sum(
        (place.round.rubric_id, place.region_id, each.practice_id) not in given
        and not is_near(place.region, each.practice.region)
        for each in place.round.candidates.all()
    )


@due.register
def decisions_due(member) -> list[Due]:
    """Rounds of projects that `member` runs: to be closed, or to be decided."""
    roles = ProjectMember.objects.filter(member=member)
    running = roles.filter(role__in=[Role.WEB_ADMIN, Role.LEAD_PARTNER])
    rounds = Round.objects.undecided().filter(project__in=running.values("project"))
    found = []
    for round in rounds.select_related("project"):
        if round.is_late:
            label, on = _("Close “%(title)s”: its day has passed"), round.deadline
        elif round.is_over:
            label, on = _("Decide on “%(title)s”"), None
        else:
            continue
        found.append(
            Due(
                label=label % {"title": round.title},
                url=reverse("selection:detail", args=[round.project.slug, round.pk]),
                kind=_("Selection"),
                due_on=on,
            )
        )
    return found
