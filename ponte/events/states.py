"""The life of an event: one table, and the one door through it."""

from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ponte import activity, search
from ponte.core.fields import normalise_newlines
from ponte.core.states import IllegalMove
from ponte.events import registering, rules
from ponte.events.mails import About
from ponte.events.models import REASON_LIMIT, Event

State = Event.State


class Step(models.TextChoices):
    ANNOUNCE = "announce", pgettext_lazy("event", "announce it")
    POSTPONE = "postpone", pgettext_lazy("event", "postpone it")
    RESUME = "resume", _("announce the new date")
    CANCEL = "cancel", pgettext_lazy("event", "cancel it")


@dataclass(frozen=True)
class Transition:
    """One row: from `source` by `step` to `to`; whom it concerns reads `told`."""

    source: State
    step: Step
    to: State
    told: About | None = None
    needs_reason: bool = False
    needs_future: bool = False


S, P, T, A = State, Step, Transition, About
TRANSITIONS = (
    T(S.DRAFT, P.ANNOUNCE, S.ANNOUNCED),
    T(S.ANNOUNCED, P.POSTPONE, S.POSTPONED, A.POSTPONED, needs_reason=True, needs_future=True),
    T(S.POSTPONED, P.RESUME, S.ANNOUNCED, A.MOVED, needs_future=True),
    T(S.ANNOUNCED, P.CANCEL, S.CANCELLED, A.CANCELLED, needs_reason=True, needs_future=True),
    T(S.POSTPONED, P.CANCEL, S.CANCELLED, A.CANCELLED, needs_reason=True),
)


def find(event: Event, step: str) -> Transition | None:
    """The row for `step` where `event` stands."""
    rows = (row for row in TRANSITIONS if (row.source, row.step) == (event.state, step))
    return next(rows, None)


def possible(event: Event, actor) -> list[Transition]:
    """What `actor` may do with `event` where it stands."""
    if not rules.may_organise.test(actor, event):
        return []
    rows = [row for row in TRANSITIONS if row.source == event.state]
    return [row for row in rows if not (row.needs_future and event.is_over)]


@transaction.atomic
def move(*, event: Event, step: str, actor, reason: str = "") -> Event:
    """Carry out `step` as `actor`, tell who registered, and return the event as it is then.

    Raises IllegalMove, with nothing changed.
    """
    reason = normalise_newlines(reason).strip()
    event = registering.locked(event)
    row = find(event, step)
    if row is None:
        raise IllegalMove(_("This step is not possible any more: look at the page again."), "state")
    if not rules.may_organise.test(actor, event):
        raise IllegalMove(_("Only those who organise the event may do this."), "right")
    if row.needs_reason and not reason:
        raise IllegalMove(_("Say why: those who registered read it."), "reason")
    if len(reason) > REASON_LIMIT:
        told = _("The reason has more than %(limit)d characters.") % {"limit": REASON_LIMIT}
        raise IllegalMove(told, "reason")
    if row.needs_future and event.is_over:
        raise IllegalMove(_("The date has passed: change it first."), "date")
    # The plain query set: the model's own refuses to change a state.
    rows: models.QuerySet[Event] = models.QuerySet(Event).filter(pk=event.pk, state=row.source)
    rows.update(
        state=row.to,
        reason=reason if row.needs_reason else "",
        revision=F("revision") + 1,
        updated_at=timezone.now(),
    )
    event = Event.objects.get(pk=event.pk)
    activity.record(
        actor=actor,
        verb=row.step.value,
        target=event,
        from_state=row.source.value,
        to_state=row.to.value,
        detail={"reason": reason} if reason else {},
    )
    search.index(kind="event", object_ids=[event.pk])
    if row.told:
        registering.tell_all(event=event, about=row.told)
    return event
