"""How many people a project has trained, each counted once."""

from typing import NamedTuple

from ponte.learning.models import Activity, Participant
from ponte.projects.models import Project


class Counted(NamedTuple):
    """What a project's activities come to."""

    activities: int
    people: int
    organisations: int
    practices: int


def count(project: Project) -> Counted:
    """People: those named at an activity that trains, each once, however often they came.

    Who is told of only in words ("more than forty") cannot be told apart and does not count.
    """
    trained = Participant.objects.filter(
        project=project, participations__activity__kind__in=Activity.TRAINING
    ).distinct()
    shown = Activity.practices.through.objects.filter(activity__project=project)
    return Counted(
        activities=project.activities.count(),
        people=trained.count(),
        organisations=trained.values("organisation").distinct().count(),
        practices=shown.values("practice").distinct().count(),
    )
