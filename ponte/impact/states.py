"""The life of a claim: one table, and the one door through it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ponte import activity
from ponte.core.fields import normalise_newlines
from ponte.core.states import IllegalMove, Who
from ponte.impact import notices, rules, tallies
from ponte.impact.models import REASON_LIMIT, Claim

State = Claim.State


class Event(models.TextChoices):
    SEND = "send", _("hand it in")
    WITHDRAW = "withdraw", _("take it back")
    ATTEST = "attest", _("attest it")
    REFUSE = "refuse", _("do not attest it")
    CONFIRM = "confirm", _("confirm it")
    RETURN = "return", _("return it with a question")
    REJECT = "reject", _("reject it")


class Need(models.TextChoices):
    """What there must be before a step can be taken."""

    SOURCES = "sources", _("what it comes from")
    EVIDENCE = "evidence", _("evidence")
    ATTESTOR = "attestor", _("somebody of the authority to attest it")
    IN_FORCE = "in_force", _("a change that is in force")
    WORDS = "words", _("words: a statement, a question or a reason")


CLAIMANT = Who(_("who claims it"), rules.is_claimant)
AUTHORITY = Who(_("the responsible authority"), rules.may_attest)
SECRETARIAT = Who(pgettext_lazy("claim", "secretariat"), rules.may_decide)


@dataclass(frozen=True)
class Transition:
    """One row: from `source` by `event` to `to`."""

    source: State
    event: Event
    who: Who
    to: State
    needs: tuple[Need, ...] = ()


S, E, T, N = State, Event, Transition, Need
COMPLETE = (N.SOURCES, N.EVIDENCE, N.ATTESTOR, N.IN_FORCE)
TRANSITIONS = (
    T(S.DRAFT, E.SEND, CLAIMANT, S.SENT, needs=COMPLETE),
    T(S.RETURNED, E.SEND, CLAIMANT, S.SENT, needs=COMPLETE),
    T(S.SENT, E.WITHDRAW, CLAIMANT, S.DRAFT),
    T(S.SENT, E.ATTEST, AUTHORITY, S.ATTESTED, needs=(N.WORDS,)),
    T(S.SENT, E.REFUSE, AUTHORITY, S.RETURNED, needs=(N.WORDS,)),
    T(S.ATTESTED, E.CONFIRM, SECRETARIAT, S.CONFIRMED, needs=(N.SOURCES, N.EVIDENCE)),
    T(S.ATTESTED, E.RETURN, SECRETARIAT, S.RETURNED, needs=(N.WORDS,)),
    T(S.ATTESTED, E.REJECT, SECRETARIAT, S.REJECTED, needs=(N.WORDS,)),
)


def find(claim: Claim, event: str) -> Transition | None:
    """The row for `event` where `claim` stands."""
    rows = (row for row in TRANSITIONS if (row.source, row.event) == (claim.state, event))
    return next(rows, None)


def possible(claim: Claim, actor) -> list[Transition]:
    """What `actor` may do with `claim` where it stands, whatever is still lacking."""
    rows = [row for row in TRANSITIONS if row.source == claim.state]
    return [row for row in rows if row.who.may.test(actor, claim)]


def lacking(row: Transition, claim: Claim) -> list[str]:
    """What has to be there first; what is typed with the step is not asked for."""
    found = []
    for need in row.needs:
        if need != Need.WORDS:
            try:
                CHECKS[need](claim, "")
            except IllegalMove as error:
                found += error.messages
    return found


@transaction.atomic
def move(*, claim: Claim, event: str, actor, words: str = "") -> Claim:
    """Carry out `event` as `actor` and return the claim as it is afterwards.

    `words` are what is attested, asked, or the reason. Raises IllegalMove, with nothing changed.
    """
    words = normalise_newlines(words).strip()
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    row = find(claim, event)
    if row is None:
        raise IllegalMove(_("This step is not possible any more: look at the page again."), "state")
    if not row.who.may.test(actor, claim):
        told = _("Only %(who)s may do this.") % {"who": row.who.label}
        raise IllegalMove(told, "right")
    for need in row.needs:
        CHECKS[need](claim, words)
    return carry_out(row, claim, actor, words)


def carry_out(row: Transition, claim: Claim, actor, words: str) -> Claim:
    """Change the state, log it, count anew and tell what follows."""
    # The plain query set: the model's own refuses to change a state.
    rows: models.QuerySet[Claim] = models.QuerySet(Claim).filter(
        pk=claim.pk, state=row.source, lock_version=claim.lock_version
    )
    swapped = rows.update(
        state=row.to,
        lock_version=F("lock_version") + 1,
        updated_at=timezone.now(),
        **effects(row, claim, actor, words),
    )
    if not swapped:
        raise IllegalMove(_("Somebody else was quicker: look at the page again."), "state")
    claim = Claim.objects.get(pk=claim.pk)
    entry = activity.record(
        actor=actor,
        verb=row.event.value,
        target=claim,
        from_state=row.source.value,
        to_state=row.to.value,
        detail={"reason": words} if words else {},
    )
    tallies.refresh(claim)
    notices.tell_of_move(claim, event=row.event, actor=actor, words=words, key=entry.pk)
    return claim


def effects(row: Transition, claim: Claim, actor, words: str) -> dict:
    """What changes beside the state."""
    now = timezone.now()
    if row.event == Event.SEND:
        return {
            "sent_at": now,
            "attested_at": None,
            "attested_for": "",
            "attestation": "",
            "answer": "",
        }
    if row.event == Event.ATTEST:
        authority = str(claim.instrument.responsible_authority)
        return {"attested_at": now, "attested_for": authority[:250], "attestation": words}
    if row.event == Event.CONFIRM:
        return {"decided_by": actor, "decided_at": now, "answer": words}
    if row.event == Event.REJECT:
        return {"decided_by": actor, "decided_at": now, "answer": words}
    if row.event in {Event.RETURN, Event.REFUSE}:
        return {"answer": words}
    return {}


def check_sources(claim: Claim, _words: str) -> None:
    if not claim.sources.exists():
        raise IllegalMove(_("Say which practice, transfer, action or event it comes from."),
                          Need.SOURCES)  # fmt: skip


def check_evidence(claim: Claim, _words: str) -> None:
    if not claim.evidence.exists():
        raise IllegalMove(_("Add a file that proves it."), Need.EVIDENCE)


def check_attestor(claim: Claim, _words: str) -> None:
    if claim.attestor is None:
        raise IllegalMove(_("Name somebody of the responsible authority."), Need.ATTESTOR)
    if not rules.may_attest.test(claim.attestor, claim):
        told = _("%(name)s does not work for the responsible authority.")
        raise IllegalMove(told % {"name": claim.attestor}, Need.ATTESTOR)


def check_in_force(claim: Claim, _words: str) -> None:
    if claim.effective_on > timezone.localdate():
        raise IllegalMove(_("It is not in force yet: only what is counts."), Need.IN_FORCE)


def check_words(_claim: Claim, words: str) -> None:
    if not words:
        raise IllegalMove(_("Say it in words."), Need.WORDS)
    if len(words) > REASON_LIMIT:
        told = _("It has more than %(limit)d characters.") % {"limit": REASON_LIMIT}
        raise IllegalMove(told, Need.WORDS)


CHECKS: dict[Need, Callable[[Claim, str], None]] = {
    Need.SOURCES: check_sources,
    Need.EVIDENCE: check_evidence,
    Need.ATTESTOR: check_attestor,
    Need.IN_FORCE: check_in_force,
    Need.WORDS: check_words,
}
