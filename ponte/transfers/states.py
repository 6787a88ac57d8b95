"""The life of a transfer: one table, and the one door through it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from ponte import activity
from ponte.core.fields import normalise_newlines
from ponte.core.states import IllegalMove, Who
from ponte.transfers import notices, planning
from ponte.transfers.comparison import compare
from ponte.transfers.models import Transfer
from ponte.transfers.models.transfers import REASON_LIMIT
from ponte.transfers.rules import is_in_team

State = Transfer.State


class Event(models.TextChoices):
    CONCLUDE = "conclude", _("conclude the assessment")
    REOPEN = "reopen", _("open the assessment again")
    PLAN = "plan", _("plan it")
    BEGIN = "begin", _("begin to adopt it")
    ADOPT = "adopt", _("end it, adopted as it is")
    ADAPT = "adapt", _("end it, adopted with changes")
    STOP = "stop", _("stop it")
    RESUME = "resume", _("take it up again")


class Need(models.TextChoices):
    """What there must be before a step can be taken."""

    ANSWERS = "answers", _("answers of the region")
    MITIGATIONS = "mitigations", _("a mitigation of each constraint")
    REASON = "reason", _("a reason")
    REPORT = "report", _("the report of having tried it")


class Condition(NamedTuple):
    """When a row of the table holds."""

    label: str | Promise
    holds: Callable[[Transfer], bool]


TEAM = Who(pgettext_lazy("transfer", "team"), is_in_team)
NOT_TRIED = Condition(_("adoption had not begun"), lambda transfer: transfer.adopting_since is None)


@dataclass(frozen=True)
class Transition:
    """One row: from `source` by `event` to `to`."""

    source: State
    event: Event
    who: Who
    to: State
    needs: tuple[Need, ...] = ()
    when: Condition | None = None

    def holds(self, transfer: Transfer) -> bool:
        return self.when is None or self.when.holds(transfer)


S, E, T, N = State, Event, Transition, Need
TRANSITIONS = (
    T(S.CONSIDERED, E.CONCLUDE, TEAM, S.ASSESSED, needs=(N.ANSWERS,)),
    T(S.ASSESSED, E.REOPEN, TEAM, S.CONSIDERED),
    T(S.ASSESSED, E.PLAN, TEAM, S.PLANNED, needs=(N.MITIGATIONS,)),
    T(S.PLANNED, E.BEGIN, TEAM, S.ADOPTING),
    T(S.ADOPTING, E.ADOPT, TEAM, S.ADOPTED, needs=(N.REPORT,)),
    T(S.ADOPTING, E.ADAPT, TEAM, S.ADAPTED, needs=(N.REPORT,)),
    T(S.CONSIDERED, E.STOP, TEAM, S.STOPPED, needs=(N.REASON,)),
    T(S.ASSESSED, E.STOP, TEAM, S.STOPPED, needs=(N.REASON,)),
    T(S.PLANNED, E.STOP, TEAM, S.STOPPED, needs=(N.REASON,)),
    T(S.ADOPTING, E.STOP, TEAM, S.STOPPED, needs=(N.REASON, N.REPORT)),
    T(S.STOPPED, E.RESUME, TEAM, S.CONSIDERED, when=NOT_TRIED),
)


def find(transfer: Transfer, event: str) -> Transition | None:
    """The row for `event` where `transfer` stands."""
    for row in TRANSITIONS:
        if (row.source, row.event) == (transfer.state, event) and row.holds(transfer):
            return row
    return None


def possible(transfer: Transfer, actor) -> list[Transition]:
    """What `actor` may do with `transfer` where it stands, whatever is still lacking."""
    rows = [row for row in TRANSITIONS if row.source == transfer.state and row.holds(transfer)]
    return [row for row in rows if row.who.may.test(actor, transfer)]


@transaction.atomic
def move(*, transfer: Transfer, event: str, actor, reason: str = "") -> Transfer:
    """Carry out `event` as `actor` and return the transfer as it is afterwards.

    `reason` says why it is stopped. Raises IllegalMove, with nothing changed.
    """
    reason = normalise_newlines(reason).strip()
    transfer = Transfer.objects.select_for_update().get(pk=transfer.pk)
    row = find(transfer, event)
    if row is None:
        raise IllegalMove(_("This step is not possible any more: look at the page again."), "state")
    if not row.who.may.test(actor, transfer):
        raise IllegalMove(_("Only the team of this transfer may do this."), "right")
    for need in row.needs:
        CHECKS[need](transfer, reason)
    return carry_out(row, transfer, actor, reason)


@transaction.atomic
def abandon(transfer: Transfer, *, reason: str) -> Transfer:
    """Stop an open transfer by itself, without a report: nobody is there to give one."""
    transfer = Transfer.objects.select_for_update().get(pk=transfer.pk)
    row = next(row for row in TRANSITIONS if row.source == transfer.state and row.event == E.STOP)
    return carry_out(row, transfer, None, reason)


def carry_out(row: Transition, transfer: Transfer, actor, reason: str) -> Transfer:
    """Change the state, log it, and do and tell what follows."""
    # The plain query set: the model's own refuses to change a state.
    rows: models.QuerySet[Transfer] = models.QuerySet(Transfer).filter(
        pk=transfer.pk, state=row.source, lock_version=transfer.lock_version
    )
    swapped = rows.update(
        state=row.to,
        lock_version=F("lock_version") + 1,
        updated_at=timezone.now(),
        **effects(row, transfer, reason),
    )
    if not swapped:
        raise IllegalMove(_("Somebody else was quicker: look at the page again."), "state")
    transfer = Transfer.objects.get(pk=transfer.pk)
    if row.event == Event.PLAN:
        planning.fill_in(transfer)
    entry = activity.record(
        actor=actor,
        verb=row.event.value,
        target=transfer,
        from_state=row.source.value,
        to_state=row.to.value,
        detail={"reason": reason} if reason else {},
    )
    notices.tell_of_move(transfer, event=row.event, actor=actor, reason=reason, key=entry.pk)
    return transfer


def effects(row: Transition, transfer: Transfer, reason: str) -> dict:
    """What changes beside the state."""
    today = timezone.localdate()
    if row.event in {Event.CONCLUDE, Event.PLAN}:
        found = compare(transfer).outcome
        return {
            "expected_score": None if found.score is None else float(found.score),
            "expected_coverage": float(found.coverage),
            "expected_verdict": found.verdict.value,
        }
    if row.event == Event.BEGIN:
        return {"adopting_since": today, "year": today.year}
    if row.to in {State.ADOPTED, State.ADAPTED, State.STOPPED}:
        return {"ended_on": today, "stop_reason": reason}
    if row.event == Event.RESUME:
        return {"ended_on": None, "stop_reason": ""}
    return {}


def check_answers(transfer: Transfer, _reason: str) -> None:
    if not transfer.sheets.sent().filter(runs_practice=False).exists():
        raise IllegalMove(_("Nobody of your region has sent answers yet."), Need.ANSWERS)


def check_mitigations(transfer: Transfer, _reason: str) -> None:
    lacking = compare(transfer).open_count
    if lacking:
        told = ngettext_lazy(
            "Say first what is done about the constraint that is still open.",
            "Say first what is done about the %(count)d constraints that are still open.",
            lacking,
        )
        raise IllegalMove(told % {"count": lacking}, Need.MITIGATIONS)


def check_reason(_transfer: Transfer, reason: str) -> None:
    if not reason:
        raise IllegalMove(_("Say why it is stopped: others learn from it."), Need.REASON)
    if len(reason) > REASON_LIMIT:
        told = _("The reason has more than %(limit)d characters.") % {"limit": REASON_LIMIT}
        raise IllegalMove(told, Need.REASON)


def check_report(transfer: Transfer, _reason: str) -> None:
    if transfer.adoption_id is None:
        raise IllegalMove(_("Report first what came of it."), Need.REPORT)


CHECKS: dict[Need, Callable[[Transfer, str], None]] = {
    Need.ANSWERS: check_answers,
    Need.MITIGATIONS: check_mitigations,
    Need.REASON: check_reason,
    Need.REPORT: check_report,
}
