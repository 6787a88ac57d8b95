"""What those concerned by a claim are told."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ponte import notifications
from ponte.activity import kind_of, wording
from ponte.activity.wording import Wording
from ponte.community.actions import holders
from ponte.community.models import Role
from ponte.community.rules import is_secretariat
from ponte.impact.models import Claim
from ponte.notifications import NotificationKind
from ponte.practices.judging.telling import owners_of
from ponte.practices.models import Practice
from ponte.practices.rules import may_run_practices

ATTEST = NotificationKind("claim-to-attest", _("improvements I am asked to attest"))
DECIDE = NotificationKind(
    "claim-to-decide", _("improvements that wait for a decision"), reaches=is_secretariat
)
MOVED = NotificationKind("claim-moved", _("what becomes of improvements I claimed or attested"))
CONFIRMED = NotificationKind(
    "claim-confirmed", _("improvements that came of a practice of mine"), reaches=may_run_practices
)
KINDS = (ATTEST, DECIDE, MOVED, CONFIRMED)

WORDING = Wording(
    verbs={
        "open": _("Began the claim"),
        "change": _("Changed the claim"),
        "send": _("Handed it in"),
        "withdraw": _("Took it back"),
        "attest": _("Attested it"),
        "refuse": _("Did not attest it"),
        "confirm": _("Confirmed it"),
        "return": _("Returned it with a question"),
        "reject": _("Rejected it"),
    },
    states=dict(Claim.State.choices),
)
MOVES = {
    "send": _("“{title}” was handed in."),
    "withdraw": _("“{title}” was taken back."),
    "attest": _("The responsible authority has attested “{title}”."),
    "refuse": _("The responsible authority does not attest “{title}”.\n{words}"),
    "confirm": _("“{title}” is confirmed: its money counts from now on."),
    "return": _("“{title}” was returned with a question.\n{words}"),
    "reject": _("“{title}” was rejected.\n{words}"),
}


def register() -> None:
    """Make our kinds of news and the words of our log known."""
    for kind in KINDS:
        notifications.register(kind)
    wording.register(kind_of(Claim), WORDING)


def tell_of_move(claim: Claim, *, event: str, actor, words: str, key: int) -> None:
    told = {each for each in (claim.claimed_by, claim.attestor) if each and each != actor}
    if event == "send":
        told.discard(claim.attestor)
        ask_to_attest(claim, key)
    else:
        settle(claim)
    if event == "attest":
        ask_to_decide(claim, key)
    if event == "confirm":
        tell_origins(claim, without={*told, actor}, key=key)
    for member in sorted(told, key=lambda each: each.pk):
        notifications.notify(
            recipients=[member],
            kind=MOVED.code,
            about=claim,
            text=format_lazy(MOVES[event], title=claim.title, words=words),
            url=claim.get_absolute_url(),
            needs_action=event in {"return", "refuse"} and member == claim.claimed_by,
            key=str(key),
        )


def settle(claim: Claim) -> None:
    for kind in (ATTEST, DECIDE, MOVED):
        notifications.done(kind=kind.code, about=claim)


def ask_to_attest(claim: Claim, key: int) -> None:
    settle(claim)
    text = _("{name} asks you to attest for your authority: “{title}”.")
    notifications.notify(
        recipients=[claim.attestor],
        kind=ATTEST.code,
        about=claim,
        text=format_lazy(text, name=str(claim.claimed_by), title=claim.title),
        url=claim.get_absolute_url(),
        needs_action=True,
        key=str(key),
    )


def ask_to_decide(claim: Claim, key: int) -> None:
    notifications.notify(
        recipients=list(holders(Role.SECRETARIAT)),
        kind=DECIDE.code,
        about=claim,
        text=format_lazy(_("“{title}” is attested and waits for a decision."), title=claim.title),
        url=claim.get_absolute_url(),
        needs_action=True,
        key=str(key),
    )


def tell_origins(claim: Claim, *, without, key: int) -> None:
    """Tell those who run the practices at the beginning of the chain."""
    practices = Practice.objects.filter(impact_sources__claim=claim) | Practice.objects.filter(
        transfers__impact_sources__claim=claim
    )
    owners = {owner for practice in practices.distinct() for owner in owners_of(practice)}
    text = _("An improvement that began with a practice of yours is confirmed: “{title}”.")
    notifications.notify(
        recipients=sorted(owners - set(without), key=lambda member: member.pk),
        kind=CONFIRMED.code,
        about=claim,
        text=format_lazy(text, title=claim.title),
        url=claim.get_absolute_url(),
        key=str(key),
    )
