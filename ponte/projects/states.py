"""The life of a project from its approval on: one table, and the one door through it."""

from typing import NamedTuple

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ponte import activity
from ponte.core.states import IllegalMove
from ponte.projects.models import Project

State = Project.State


class Transition(NamedTuple):
    """One row: from `source` to `to`; `label` is what one does."""

    source: State
    to: State
    label: str | Promise


TRANSITIONS = (
    Transition(State.APPROVED, State.CONTRACTED, _("It is contracted: it begins")),
    Transition(State.CONTRACTED, State.IN_MODIFICATION, _("Open a modification")),
    Transition(State.IN_MODIFICATION, State.CONTRACTED, _("The modification is settled")),
    Transition(State.CONTRACTED, State.CLOSED, _("Close it")),
    Transition(State.CLOSED, State.CONTRACTED, _("Take the closure back")),
)


def possible(project: Project) -> list[Transition]:
    return [row for row in TRANSITIONS if row.source == project.state]


@transaction.atomic
def move(*, project: Project, to: str, by) -> Project:
    """Bring the project to another state and return it. Raises IllegalMove."""
    locked = Project.objects.select_for_update().get(pk=project.pk)
    if to not in {row.to for row in possible(locked)}:
        raise IllegalMove(_("The project cannot go there from where it stands."), code="state")
    was, locked.state = locked.state, to
    locked._stored_state = to
    locked.save(update_fields=["state", "updated_at"])
    activity.record(actor=by, verb="move", target=locked, from_state=was, to_state=to)
    return locked
