"""The life of a selection round: one table, and the one door through it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ponte import activity
from ponte.core.states import IllegalMove, Who
from ponte.practices.judging.rules import is_near
from ponte.selection import notices
from ponte.selection.models import Round
from ponte.selection.rules import runs_its_project

State = Round.State


class Event(models.TextChoices):
    OPEN = "open", pgettext_lazy("selection", "open it for scores")
    CLOSE = "close", pgettext_lazy("selection", "close it")
    REOPEN = "reopen", pgettext_lazy("selection", "open it again")
    DECIDE = "decide", pgettext_lazy("selection", "decide")
    CORRECT = "correct", pgettext_lazy("selection", "correct the decision")


class Need(models.TextChoices):
    """What there must be before a step can be taken."""

    TABLE = "table", _("practices, regions and scorers for each")
    DECISION = "decision", _("a decision with a reason on each practice")


RUNNERS = Who(_("web admin or lead partner"), runs_its_project)


@dataclass(frozen=True)
class Transition:
    """One row: from `source` by `event` to `to`."""

    source: State
    event: Event
    who: Who
    to: State
    needs: tuple[Need, ...] = ()


S, E, T, N = State, Event, Transition, Need
TRANSITIONS = (
    T(S.DRAFT, E.OPEN, RUNNERS, S.OPEN, needs=(N.TABLE,)),
    T(S.OPEN, E.CLOSE, RUNNERS, S.CLOSED),
    T(S.CLOSED, E.REOPEN, RUNNERS, S.OPEN),
    T(S.CLOSED, E.DECIDE, RUNNERS, S.DECIDED, needs=(N.DECISION,)),
    T(S.DECIDED, E.CORRECT, RUNNERS, S.DECIDED, needs=(N.DECISION,)),
)


def find(round: Round, event: str) -> Transition | None:
    """The row for `event` where `round` stands."""
    rows = (row for row in TRANSITIONS if (row.source, row.event) == (round.state, event))
    return next(rows, None)


def possible(round: Round, actor) -> list[Transition]:
    """What `actor` may do with `round` where it stands, whatever is still lacking."""
    rows = [row for row in TRANSITIONS if row.source == round.state]
    return [row for row in rows if row.who.may.test(actor, round)]


@transaction.atomic
def move(*, round: Round, event: str, actor, detail: Mapping[str, Any] | None = None) -> Round:
    """Carry out `event` as `actor` and return the round as it is afterwards.

    `detail` is kept in the log: at a decision, all that was known then. Raises IllegalMove,
    with nothing changed.
    """
    round = Round.objects.select_for_update().get(pk=round.pk)
    row = find(round, event)
    if row is None:
        raise IllegalMove(_("This step is not possible any more: look at the page again."), "state")
    if not row.who.may.test(actor, round):
        raise IllegalMove(_("Only those who run the project may do this."), "right")
    for need in row.needs:
        CHECKS[need](round)
    # The plain query set: the model's own refuses to change a state.
    models.QuerySet(Round).filter(pk=round.pk).update(
        state=row.to,
        lock_version=F("lock_version") + 1,
        updated_at=timezone.now(),
        **effects(row),
    )
    round = Round.objects.select_related("project").get(pk=round.pk)
    entry = activity.record(
        actor=actor,
        verb=row.event.value,
        target=round,
        from_state=row.source.value,
        to_state=row.to.value,
        detail=dict(detail or {}),
    )
    notices.tell_of_move(round, event=row.event, actor=actor, key=entry.pk)
    return round


def effects(row: Transition) -> dict[str, Any]:
    """What changes beside the state."""
    if row.event == Event.CLOSE:
        return {"closed_at": timezone.now()}
    return {"closed_at": None} if row.event == Event.REOPEN else {}


def check_table(round: Round) -> None:
    """Each practice has somebody to score it, each region somebody to score for it."""
    lacking = gaps(round)
    if lacking:
        raise IllegalMove(" ".join(map(str, lacking)), Need.TABLE)


def gaps(round: Round) -> list[str | Promise]:
    """What is lacking before scores can be given, in words."""
    candidates = list(round.candidates.select_related("practice__region"))
    regions = list(round.regions.all())
    scoring = {scorer.region_id for scorer in round.scorers.all()}
    if not candidates:
        return [_("Choose practices first.")]
    found: list[str | Promise] = [
        _("Nobody scores for %(region)s.") % {"region": region.label}
        for region in regions
        if region.pk not in scoring
    ]
    for candidate in candidates:
        if all(is_near(region, candidate.practice.region) for region in regions):
            told = _("No other region takes part that could score “%(title)s”.")
            found.append(told % {"title": candidate.practice.title})
    return found


def check_decision(round: Round) -> None:
    if round.candidates.filter(is_selected=None).exists():
        raise IllegalMove(_("Decide on each practice, and say why."), Need.DECISION)


CHECKS: dict[Need, Callable[[Round], None]] = {
    Need.TABLE: check_table,
    Need.DECISION: check_decision,
}
