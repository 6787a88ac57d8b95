"""The way of a practice from draft to validated: one table, and the one door through it.

A practice is created in any state, because imports and the demonstration bring what was
validated elsewhere. From then on only `move` changes its state: saving, updating and
importing refuse to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import F
from django.dispatch import Signal
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ponte import activity, search
from ponte.activity.models import Entry
from ponte.core.fields import normalise_newlines
from ponte.core.states import IllegalMove, Who
from ponte.practices.completeness import gaps
from ponte.practices.content import changes_between, snapshot
from ponte.practices.models import Practice
from ponte.practices.rules import may_archive, may_check_for_project, may_judge, writes_it
from ponte.practices.slugs import make_slug
from ponte.practices.versions import begin_version, take_over

REASON_LIMIT = 1000
State = Practice.State

# Sent inside the transaction of a move, before anything is changed, with `practice`, `event`,
# `actor`, `reason` and `text`. A receiver that raises IllegalMove stops the move.
moving = Signal()
# Sent inside the same transaction afterwards, with the practice as it is now, `event`,
# `actor`, `from_state`, `to_state`, `reason`, `text` and the `entry` in the activity log.
moved = Signal()


class Event(models.TextChoices):
    SUBMIT = "submit", _("submit")
    ASK = "ask", _("ask for information")
    RESUBMIT = "resubmit", _("resubmit")
    DECLINE = "decline", _("decline")
    APPROVE = "approve", _("approve")
    NOT_SELECT = "not_select", _("do not select")
    VALIDATE = "validate", _("validate")
    REVISE = "revise", _("revise")
    ARCHIVE = "archive", _("archive")
    WITHDRAW = "withdraw", _("withdraw")
    FORWARD = "forward", _("pass on to the experts")
    TAKE_OVER = "take_over", _("put in place of the former version")


class Condition(NamedTuple):
    """When a row of the table holds."""

    label: str | Promise
    holds: Callable[[Practice], bool]


AUTHORS = Who(_("author"), writes_it)
WEB_ADMIN = Who(_("web admin of the project"), may_check_for_project)
EXPERT = Who(_("expert on the topic"), may_judge)
KEEPERS = Who(_("web admin or secretariat"), may_archive)

TO_PROJECT = Condition(
    _("from a project"), lambda practice: bool(practice.project_id and not practice.revision_of_id)
)
TO_EXPERTS = Condition(
    _("from no project, or a new version"),
    lambda practice: not practice.project_id or bool(practice.revision_of_id),
)
ON_PROJECT_PAGE = Condition(
    _("on the project's page"), lambda practice: practice.project_approved_at is not None
)
NOT_ON_PROJECT_PAGE = Condition(
    _("not on a project's page"), lambda practice: practice.project_approved_at is None
)
NEW_VERSION = Condition(_("a new version"), lambda practice: bool(practice.revision_of_id))


@dataclass(frozen=True)
class Transition:
    """One row: from `source` by `event` to `to`.

    `who` is None for what follows by itself. `needs` names what the actor must give:
    "reason" or "text" (the expert's opinion). `then` follows by itself where its row holds. With
    `copy` the practice stays where it is and its new version begins in `to`.
    """

    source: State
    event: Event
    who: Who | None
    to: State
    needs: str = ""
    when: Condition | None = None
    then: Event | None = None
    copy: bool = False

    def holds(self, practice: Practice) -> bool:
        return self.when is None or self.when.holds(practice)

    def may(self, actor, practice: Practice) -> bool:
        return self.who is not None and self.who.may.test(actor, practice)


S, E, T = State, Event, Transition
TRANSITIONS = (
    T(S.DRAFT, E.SUBMIT, AUTHORS, S.PROJECT_CHECK, when=TO_PROJECT),
    T(S.DRAFT, E.SUBMIT, AUTHORS, S.EXPERT_REVIEW, when=TO_EXPERTS),
    T(S.PROJECT_CHECK, E.ASK, WEB_ADMIN, S.PROJECT_INFO_REQUESTED, needs="reason"),
    T(S.PROJECT_INFO_REQUESTED, E.RESUBMIT, AUTHORS, S.PROJECT_CHECK),
    T(S.PROJECT_CHECK, E.DECLINE, WEB_ADMIN, S.DECLINED, needs="reason"),
    T(S.PROJECT_CHECK, E.APPROVE, WEB_ADMIN, S.PROJECT_PUBLISHED, then=E.FORWARD),
    T(S.PROJECT_PUBLISHED, E.FORWARD, None, S.EXPERT_REVIEW),
    T(S.EXPERT_REVIEW, E.ASK, EXPERT, S.EXPERT_INFO_REQUESTED, needs="reason"),
    T(S.EXPERT_INFO_REQUESTED, E.RESUBMIT, AUTHORS, S.EXPERT_REVIEW),
    T(S.EXPERT_REVIEW, E.NOT_SELECT, EXPERT, S.PROJECT_PUBLISHED, "reason", ON_PROJECT_PAGE),
    T(S.EXPERT_REVIEW, E.NOT_SELECT, EXPERT, S.DECLINED, "reason", NOT_ON_PROJECT_PAGE),
    T(S.EXPERT_REVIEW, E.VALIDATE, EXPERT, S.VALIDATED, needs="text", then=E.TAKE_OVER),
    T(S.VALIDATED, E.TAKE_OVER, None, S.ARCHIVED, when=NEW_VERSION),
    T(S.DECLINED, E.REVISE, AUTHORS, S.DRAFT),
    T(S.VALIDATED, E.REVISE, AUTHORS, S.DRAFT, copy=True),
    T(S.VALIDATED, E.ARCHIVE, KEEPERS, S.ARCHIVED),
    T(S.PROJECT_PUBLISHED, E.ARCHIVE, KEEPERS, S.ARCHIVED),
    T(S.PROJECT_CHECK, E.WITHDRAW, AUTHORS, S.DRAFT),
    T(S.PROJECT_INFO_REQUESTED, E.WITHDRAW, AUTHORS, S.DRAFT),
    T(S.EXPERT_REVIEW, E.WITHDRAW, AUTHORS, S.DRAFT),
    T(S.EXPERT_INFO_REQUESTED, E.WITHDRAW, AUTHORS, S.DRAFT),
)


def possible(practice: Practice, actor) -> list[Transition]:
    """What `actor` may do with `practice` where it stands."""
    return [
        row
        for row in TRANSITIONS
        if row.source == practice.state and row.holds(practice) and row.may(actor, practice)
    ]


def find(practice: Practice, event: Event) -> Transition | None:
    """The row for `event` where `practice` stands."""
    return next(
        (
            row
            for row in TRANSITIONS
            if row.source == practice.state and row.event == event and row.holds(practice)
        ),
        None,
    )


@transaction.atomic
def move(*, practice: Practice, event: str, actor, reason: str = "", text: str = "") -> Practice:
    """Carry out `event` as `actor` and return the practice as it is afterwards.

    For a new version of a validated practice the version is returned. `reason` is the question
    or why something was turned down, `text` the expert's opinion. What follows by itself
    follows at once. Raises IllegalMove, with nothing changed.
    """
    event = Event(event)
    reason, text = normalise_newlines(reason).strip(), normalise_newlines(text).strip()
    practice = Practice.objects.select_for_update().get(pk=practice.pk)
    row = find(practice, event)
    if row is None or row.who is None:
        raise IllegalMove(_("This step is not possible any more: look at the page again."), "state")
    if not row.may(actor, practice):
        raise IllegalMove(_("You may not do this with this practice."), "right")
    check_words(row, reason, text)
    if event in {Event.SUBMIT, Event.RESUBMIT} and (missing := gaps(practice)):
        raise IllegalMove([gap.text for gap in missing], "gaps")
    moving.send(Practice, practice=practice, event=event, actor=actor, reason=reason, text=text)
    if row.copy:
        return start_version(row, practice, actor)
    practice = carry_out(row, practice, actor, reason=reason, text=text)
    follow = find(practice, row.then) if row.then else None
    return carry_out(follow, practice, None) if follow else practice


def check_words(row: Transition, reason: str, text: str) -> None:
    if row.needs == "reason" and not reason:
        raise IllegalMove(_("Give a reason: the author needs to know what to do."), "reason")
    if len(reason) > REASON_LIMIT:
        told = _("The reason has more than %(limit)d characters.") % {"limit": REASON_LIMIT}
        raise IllegalMove(told, "reason")
    if row.needs == "text" and not text:
        raise IllegalMove(_("Write the expert opinion: members read it."), "text")
    limit = Practice._meta.get_field("expert_opinion").limit
    if len(text) > limit:
        told = _("The opinion has more than %(limit)d characters.") % {"limit": limit}
        raise IllegalMove(told, "text")


def carry_out(row: Transition, practice: Practice, actor, *, reason="", text="") -> Practice:
    """Compare and swap the state, log it and tell who listens."""
    changes = effects(row, practice, actor, text)
    # The plain query set: the model's own refuses to change a state.
    rows: models.QuerySet[Practice] = models.QuerySet(Practice).filter(
        pk=practice.pk, state=row.source
    )
    swapped = rows.filter(lock_version=practice.lock_version).update(
        state=row.to, lock_version=F("lock_version") + 1, updated_at=timezone.now(), **changes
    )
    if not swapped:
        raise IllegalMove(_("Somebody else was quicker: look at the page again."), "state")
    practice = Practice.objects.get(pk=practice.pk)
    search.index([practice])
    if row.event == Event.TAKE_OVER:
        if not (practice.revision_of and practice.revision_of.is_public):
            raise IllegalMove(_("The practice that this renews is no longer public."), "state")
        take_over(practice, practice.revision_of)
    entry = activity.record(
        actor=actor,
        verb=row.event.value,
        target=practice,
        from_state=row.source.value,
        to_state=row.to.value,
        detail=told(row, practice, reason, text),
    )
    moved.send(
        Practice,
        practice=practice,
        event=row.event,
        actor=actor,
        from_state=row.source,
        to_state=row.to,
        reason=reason,
        text=text,
        entry=entry,
    )
    return practice


def effects(row: Transition, practice: Practice, actor, text: str) -> dict:
    """What changes beside the state."""
    now = timezone.now()
    if row.event == Event.APPROVE:
        return {"project_approved_at": now}
    if row.event == Event.WITHDRAW:
        return {"project_approved_at": None}
    if row.event == Event.VALIDATE:
        return {
            "published_at": practice.published_at or now,
            **Practice.OPINION,
            "expert_opinion": text,
            "expert": actor,
            "expert_opinion_date": timezone.localdate(now),
        }
    return {}


def told(row: Transition, practice: Practice, reason: str, text: str) -> dict:
    """What the log keeps: the words, and what a practice that is sent in says."""
    detail: dict = {name: words for name, words in (("reason", reason), ("text", text)) if words}
    if row.event in {Event.SUBMIT, Event.RESUBMIT}:
        detail["content"] = snapshot(practice)
        former = last_sent(practice)
        if former is not None:
            detail["changes"] = changes_between(former, detail["content"])
    return detail


def last_sent(practice: Practice) -> dict[str, str] | None:
    """What the authors sent in before; of a new version, what the practice says."""
    sent = Entry.objects.about(practice).filter(verb__in=[Event.SUBMIT, Event.RESUBMIT]).first()
    if sent:
        return sent.detail["content"]
    return snapshot(practice.revision_of) if practice.revision_of else None


def start_version(row: Transition, practice: Practice, actor) -> Practice:
    if practice.new_versions.exclude(state=State.ARCHIVED).exists():
        raise IllegalMove(_("A new version is being written already."), "state")
    version = begin_version(practice, slug=make_slug(title=practice.title))
    entry = activity.record(
        actor=actor,
        verb=row.event.value,
        target=version,
        to_state=row.to.value,
        detail={"of": practice.pk},
    )
    moved.send(
        Practice,
        practice=version,
        event=row.event,
        actor=actor,
        from_state=row.source,
        to_state=row.to,
        reason="",
        text="",
        entry=entry,
    )
    return version
