"""What experts and the secretariat are told, each only what is theirs."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ponte import notifications
from ponte.activity import kind_of, wording
from ponte.activity.wording import Wording
from ponte.community.models import Member, Role
from ponte.community.rules import is_expert, is_secretariat
from ponte.notifications import Frequency, NotificationKind
from ponte.practices.models import Practice
from ponte.review.models import Assignment, Review

ASKED = NotificationKind("review-asked", _("a practice I am asked to review"), reaches=is_expert)
REMINDER = NotificationKind("review-reminder", _("a review that is due"), reaches=is_expert)
CONCLUDE = NotificationKind("review-conclude", _("a review I am to conclude"), reaches=is_expert)
OUTCOME = NotificationKind(
    "review-outcome", _("the outcome of reviews I took part in"), reaches=is_expert
)
RELEASED = NotificationKind(
    "review-released", _("reviews taken from me"), Frequency.AT_ONCE, reaches=is_expert
)
SHORTAGE = NotificationKind(
    "review-shortage", _("reviews without enough experts"), reaches=is_secretariat
)
KINDS = (ASKED, REMINDER, CONCLUDE, OUTCOME, RELEASED, SHORTAGE)


WORDING = Wording(
    verbs={
        "open": _("Came before the experts"),
        "ask": _("Asked an expert"),
        "hand-back": _("Handed the review back"),
        "release": _("Took the review from an expert"),
        "score": _("Handed in scores"),
        "call-further": _("Called a further expert"),
        "go-on": _("Went on with fewer experts"),
        "complete": _("All scores are in"),
        "close": _("Closed the review"),
    },
    states=dict(Practice.State.choices),
)


def register() -> None:
    """Make our kinds of news and the words of our log known."""
    for kind in KINDS:
        notifications.register(kind)
    wording.register(kind_of(Review), WORDING)


def tell(assignment: Assignment, kind: NotificationKind, text, *, key="", needs_action=True):
    return notifications.notify(
        recipients=[assignment.expert],
        kind=kind.code,
        about=assignment,
        text=text,
        url=assignment.review.get_absolute_url(),
        needs_action=needs_action,
        key=f"{assignment.pk}-{key}",
    )


# A day, written in the language in which it will be read.
in_words = lazy(lambda day: date_format(day, "DATE_FORMAT"), str)


def ask(assignment: Assignment) -> None:
    if assignment.is_further:
        text = _(
            "Please review “{title}” by {due}: the first experts differ.\n"
            "You see their scores when yours are in."
        )
    else:
        text = _(
            "Please review “{title}” by {due}.\n"
            "You score by stated criteria, before you see what other experts gave. If something "
            "keeps you from being impartial, hand the review back and say so."
        )
    words = format_lazy(text, title=assignment.practice.title, due=in_words(assignment.due))
    tell(assignment, ASKED, words, key=str(assignment.due))


def remind(assignment: Assignment, *, key: str) -> bool:
    """True if this is the first time with `key`."""
    if assignment.is_late:
        text = _("Your review of “{title}” was due on {due}.")
    else:
        text = _("Your review of “{title}” is due on {due}.")
    words = format_lazy(text, title=assignment.practice.title, due=in_words(assignment.due))
    return bool(tell(assignment, REMINDER, words, key=key))


def ask_to_conclude(assignment: Assignment) -> None:
    text = _("All scores for “{title}” are in: please conclude the review.")
    words = format_lazy(text, title=assignment.practice.title)
    notifications.done(kind=CONCLUDE.code, about=assignment)
    tell(assignment, CONCLUDE, words, key=str(assignment.review.practice.lock_version))


def tell_outcome(review: Review, assignments: Iterable[Assignment]) -> None:
    text = _("The review of “{title}” is closed. Outcome: {outcome}.")
    words = format_lazy(text, title=review.practice.title, outcome=outcome_label(review))
    for assignment in assignments:
        tell(assignment, OUTCOME, words, needs_action=False)


def outcome_label(review: Review):
    return dict(Review._meta.get_field("outcome").choices)[review.outcome]


def tell_released(assignment: Assignment, reason: str) -> None:
    text = _("You need not review “{title}” any more.\n{reason}")
    words = format_lazy(text, title=assignment.practice.title, reason=reason)
    tell(assignment, RELEASED, words, needs_action=False)


def tell_shortage(shortage) -> None:
    """No expert was found for a review: the secretariat decides."""
    review = shortage.review
    text = _("No further expert was found for “{title}”.\nThe page of the review says why.")
    notifications.notify(
        recipients=Member.objects.filter(
            role_grants__role=Role.SECRETARIAT, role_grants__ended_at=None
        ).distinct(),
        kind=SHORTAGE.code,
        about=review,
        text=format_lazy(text, title=review.practice.title),
        url=review.get_absolute_url(),
        needs_action=True,
        key=f"{review.pk}-{review.assignments.count()}",
    )


def settle(assignments: Iterable[Assignment]) -> None:
    """Nothing is due from these experts any more."""
    for assignment in assignments:
        for kind in (ASKED, REMINDER, CONCLUDE):
            notifications.done(kind=kind.code, about=assignment)
