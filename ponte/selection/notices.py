"""What scorers and the people of a project are told about a selection."""

from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ponte import notifications
from ponte.activity import kind_of, wording
from ponte.activity.wording import Wording
from ponte.community.models import Member
from ponte.notifications import NotificationKind
from ponte.selection.models import Round

WANTED = NotificationKind("selection-scores", _("selections that wait for my scores"))
DECIDED = NotificationKind("selection-decided", _("what my project has selected"))
KINDS = (WANTED, DECIDED)

WORDING = Wording(
    verbs={
        "make": _("Prepared the round"),
        "change": _("Changed what it is about"),
        "open": _("Opened it for scores"),
        "score": _("Handed in scores"),
        "remind": _("Reminded those whose scores are missing"),
        "close": _("Closed it"),
        "reopen": _("Opened it again"),
        "decide": _("Decided"),
        "correct": _("Corrected the decision"),
        "send-on": _("Sent what was selected to validation"),
    },
    states=dict(Round.State.choices),
)
# A day, written in the language in which it will be read.
in_words = lazy(lambda day: date_format(day, "DATE_FORMAT"), str)


def register() -> None:
    """Make our kinds of news and the words of our log known."""
    for kind in KINDS:
        notifications.register(kind)
    wording.register(kind_of(Round), WORDING)


def worded(text, round: Round, **more):
    return format_lazy(
        text,
        title=round.title,
        project=round.project.acronym,
        day=in_words(round.deadline),
        **more,
    )


def ask(round: Round, members, *, key: str) -> list:
    """Ask `members` for the scores they owe; return what is new to them."""
    if round.is_late:
        text = _("Your scores for “{title}” ({project}) were due on {day}.")
    else:
        text = _(
            "Please give your scores for “{title}” ({project}) by {day}.\n"
            "You score the practices of the other regions. You see what others gave when yours "
            "are in."
        )
    return notifications.notify(
        recipients=members,
        kind=WANTED.code,
        about=round,
        text=worded(text, round),
        url=round.get_absolute_url(),
        needs_action=True,
        key=f"{round.pk}-{key}",
    )


def tell_of_move(round: Round, *, event: str, actor, key: int) -> None:
    if event in {"open", "reopen"}:
        ask(round, scorers_of(round), key=f"{event}-{key}")
    elif event == "close":
        notifications.done(kind=WANTED.code, about=round)
    else:
        tell_decision(round, event=event, actor=actor, key=key)


def tell_decision(round: Round, *, event: str, actor, key: int) -> None:
    text = (
        _("{project} has decided which practices it takes on: “{title}”.")
        if event == "decide"
        else _("{project} has corrected its decision: “{title}”.")
    )
    people = Member.objects.present().filter(project_roles__project=round.project_id)
    notifications.notify(
        recipients=[member for member in people.distinct() if member != actor],
        kind=DECIDED.code,
        about=round,
        text=worded(text, round),
        url=round.get_absolute_url(),
        key=f"{round.pk}-{key}",
    )


def scorers_of(round: Round) -> list[Member]:
    return list(Member.objects.present().filter(scoring__round=round))


def settle(round: Round, member: Member) -> None:
    """`member` owes no scores in `round` any more; nobody else is concerned."""
    notifications.done(kind=WANTED.code, about=round, by=member)
