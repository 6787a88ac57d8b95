"""The life of an action plan: one table, and the one door through it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from ponte import activity, search
from ponte.community.rules import is_secretariat
from ponte.core.fields import normalise_newlines
from ponte.core.states import IllegalMove, Who
from ponte.plans import content, notices
from ponte.plans.completeness import gaps
from ponte.plans.models import ActionPlan, Endorsement, Report, Version
from ponte.plans.models.plans import REASON_LIMIT
from ponte.plans.rules import is_authority, is_partner

State = ActionPlan.State


class Event(models.TextChoices):
    CONSULT = "consult", _("open the consultation of stakeholders")
    WITHDRAW = "withdraw", _("take it back to the draft")
    SUBMIT = "submit", _("send it to the secretariat")
    COMMENT = "comment", _("return it with comments")
    CLEAR = "clear", _("return it without comments")
    ENDORSE = "endorse", _("endorse it")
    REFUSE = "refuse", _("refuse to endorse it")
    BEGIN = "begin", pgettext_lazy("action plan", "begin to carry it out")
    COMPLETE = "complete", _("end it: completed")
    COMPLETE_PARTLY = "complete_partly", _("end it: partly completed")
    GIVE_UP = "give_up", _("end it: not implemented")


class Need(models.TextChoices):
    """What there must be before a step can be taken."""

    ACTION = "action", _("an action")
    COMPLETE = "complete", _("all parts filled in")
    SETTLED = "settled", _("every suggested change accepted or rejected")
    SIGNATURE = "signature", _("a signature under this version")
    REASON = "reason", _("a reason")
    REPORTS = "reports", _("an approved report that each action is completed")


class Signature(NamedTuple):
    """What the authority's member signs with, and the `lock_version` of the text they read."""

    name: str
    position: str
    seen: int


@dataclass(frozen=True)
class Words:
    """What goes with a step: why, and who signs."""

    reason: str = ""
    signature: Signature | None = None


PARTNERS = Who(pgettext_lazy("action plan", "partners"), is_partner)
SECRETARIAT = Who(_("secretariat"), is_secretariat)
AUTHORITY = Who(_("responsible authority"), is_authority)


@dataclass(frozen=True)
class Transition:
    """One row: from `source` by `event` to `to`."""

    source: State
    event: Event
    who: Who
    to: State
    needs: tuple[Need, ...] = field(default=())


S, E, T, N = State, Event, Transition, Need
TRANSITIONS = (
    T(S.DRAFT, E.CONSULT, PARTNERS, S.CONSULTATION, needs=(N.ACTION,)),
    T(S.CONSULTATION, E.WITHDRAW, PARTNERS, S.DRAFT),
    T(S.CONSULTATION, E.SUBMIT, PARTNERS, S.CHECK, needs=(N.COMPLETE, N.SETTLED)),
    T(S.CHECK, E.COMMENT, SECRETARIAT, S.REVISED, needs=(N.REASON,)),
    T(S.CHECK, E.CLEAR, SECRETARIAT, S.REVISED),
    T(S.REVISED, E.SUBMIT, PARTNERS, S.CHECK, needs=(N.COMPLETE, N.SETTLED)),
    T(S.REVISED, E.ENDORSE, AUTHORITY, S.ENDORSED, needs=(N.COMPLETE, N.SETTLED, N.SIGNATURE)),
    T(S.REVISED, E.REFUSE, AUTHORITY, S.DRAFT, needs=(N.REASON,)),
    T(S.ENDORSED, E.BEGIN, PARTNERS, S.IN_IMPLEMENTATION),
    T(S.ENDORSED, E.GIVE_UP, PARTNERS, S.NOT_IMPLEMENTED, needs=(N.REASON,)),
    T(S.IN_IMPLEMENTATION, E.COMPLETE, PARTNERS, S.COMPLETED, needs=(N.REPORTS,)),
    T(S.IN_IMPLEMENTATION, E.COMPLETE_PARTLY, PARTNERS, S.PARTLY, needs=(N.REASON,)),
    T(S.IN_IMPLEMENTATION, E.GIVE_UP, PARTNERS, S.NOT_IMPLEMENTED, needs=(N.REASON,)),
)


def find(plan: ActionPlan, event: str) -> Transition | None:
    """The row for `event` where `plan` stands."""
    rows = (row for row in TRANSITIONS if (row.source, row.event) == (plan.state, event))
    return next(rows, None)


def possible(plan: ActionPlan, actor) -> list[Transition]:
    """What `actor` may do with `plan` where it stands, whatever is still lacking."""
    rows = [row for row in TRANSITIONS if row.source == plan.state]
    return [row for row in rows if row.who.may.test(actor, plan)]


@transaction.atomic
def move(
    *,
    plan: ActionPlan,
    event: str,
    actor,
    reason: str = "",
    signature: Signature | None = None,
) -> ActionPlan:
    """Carry out `event` as `actor` and return the plan as it is afterwards.

    Raises IllegalMove, with nothing changed.
    """
    words = Words(normalise_newlines(reason).strip(), signature)
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    row = find(plan, event)
    if row is None:
        raise IllegalMove(_("This step is not possible any more: look at the page again."), "state")
    if not row.who.may.test(actor, plan):
        told = _("Only these may do this: %(who)s.") % {"who": row.who.label}
        raise IllegalMove(told, "right")
    for need in row.needs:
        CHECKS[need](plan, words)
    return carry_out(row, plan, actor, words)


def carry_out(row: Transition, plan: ActionPlan, actor, words: Words) -> ActionPlan:
    """Change the state, keep the version, log it, and tell those concerned."""
    # The plain query set: the model's own refuses to change a state.
    rows: models.QuerySet[ActionPlan] = models.QuerySet(ActionPlan).filter(
        pk=plan.pk, state=row.source, lock_version=plan.lock_version
    )
    swapped = rows.update(
        state=row.to,
        lock_version=F("lock_version") + 1,
        updated_at=timezone.now(),
        **effects(row, words),
    )
    if not swapped:
        raise IllegalMove(_("Somebody else was quicker: look at the page again."), "state")
    plan = ActionPlan.objects.get(pk=plan.pk)
    search.index([plan])
    version = keep_version(plan)
    if words.signature and row.event == Event.ENDORSE:
        sign(plan, version, actor, words.signature)
    entry = activity.record(
        actor=actor,
        verb=row.event.value,
        target=plan,
        from_state=row.source.value,
        to_state=row.to.value,
        detail={"reason": words.reason, "of_version": version.number}
        if words.reason
        else {"of_version": version.number},
    )
    notices.tell_of_move(plan, event=row.event, actor=actor, reason=words.reason, key=entry.pk)
    return plan


def effects(row: Transition, words: Words) -> dict[str, Any]:
    """What changes beside the state."""
    today = timezone.localdate()
    if row.to == State.ENDORSED:
        return {"endorsed_on": today}
    if row.to == State.IN_IMPLEMENTATION:
        return {"implementing_since": today}
    if row.to in ActionPlan.ENDED:
        return {"ended_on": today, "end_reason": words.reason}
    return {}


def keep_version(plan: ActionPlan) -> Version:
    """The version of the text as it is now: the last one if nothing differs from it."""
    said = content.of_plan(plan)
    last = plan.versions.last()
    if last is not None and last.content == said:
        return last
    number = last.number + 1 if last else 1
    return plan.versions.create(number=number, state=plan.state, content=said)


def sign(plan: ActionPlan, version: Version, actor, signature: Signature) -> Endorsement:
    body = plan.instrument.responsible_authority
    return Endorsement.objects.create(
        plan=plan,
        version=version,
        organisation=body,
        body=body.name_original,
        signed_by=actor,
        name=signature.name,
        position=signature.position,
        signed_on=timezone.localdate(),
    )


def check_action(plan: ActionPlan, _words: Words) -> None:
    if not plan.actions.exists():
        raise IllegalMove(_("Write an action first."), Need.ACTION)


def check_complete(plan: ActionPlan, _words: Words) -> None:
    if missing := len(gaps(plan)):
        told = ngettext_lazy(
            "One thing is missing yet: see “Check”.",
            "%(count)d things are missing yet: see “Check”.",
            missing,
        )
        raise IllegalMove(told % {"count": missing}, Need.COMPLETE)


def check_settled(plan: ActionPlan, _words: Words) -> None:
    if waiting := plan.suggestions.open().count():
        told = ngettext_lazy(
            "One suggested change is to be accepted or rejected first.",
            "%(count)d suggested changes are to be accepted or rejected first.",
            waiting,
        )
        raise IllegalMove(told % {"count": waiting}, Need.SETTLED)


def check_signature(plan: ActionPlan, words: Words) -> None:
    signature = words.signature
    if signature is None or not signature.name.strip() or not signature.position.strip():
        raise IllegalMove(_("Sign with your name and your position."), Need.SIGNATURE)
    if signature.seen != text_version(plan):
        raise IllegalMove(
            _("The text was changed since you opened it: read it again, then sign."), "changed"
        )


def check_reason(_plan: ActionPlan, words: Words) -> None:
    if not words.reason:
        raise IllegalMove(_("Say why."), Need.REASON)
    if len(words.reason) > REASON_LIMIT:
        told = _("The reason has more than %(limit)d characters.") % {"limit": REASON_LIMIT}
        raise IllegalMove(told, Need.REASON)


def check_reports(plan: ActionPlan, _words: Words) -> None:
    """Of each action the latest approved report says that it is completed."""
    approved = Report.objects.filter(action__plan=plan, state=Report.State.APPROVED)
    latest = dict(approved.order_by("semester").values_list("action", "status"))
    done = {action for action, status in latest.items() if status == Report.Status.COMPLETED}
    waiting = plan.actions.exclude(pk__in=done).count()
    if waiting:
        told = ngettext_lazy(
            "Of one action no approved report says that it is completed.",
            "Of %(count)d actions no approved report says that they are completed.",
            waiting,
        )
        raise IllegalMove(told % {"count": waiting}, Need.REPORTS)


def text_version(plan: ActionPlan) -> int:
    """Rises with every change of the text, of the plan or of an action."""
    parts = plan.actions.aggregate(versions=models.Sum("lock_version"), count=models.Count("pk"))
    return plan.lock_version + (parts["versions"] or 0) + parts["count"]


CHECKS: dict[Need, Callable[[ActionPlan, Words], None]] = {
    Need.ACTION: check_action,
    Need.COMPLETE: check_complete,
    Need.SETTLED: check_settled,
    Need.SIGNATURE: check_signature,
    Need.REASON: check_reason,
    Need.REPORTS: check_reports,
}
