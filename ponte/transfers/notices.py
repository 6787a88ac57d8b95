"""What teams, those who run practices and people asked for a talk are told."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ponte import notifications
from ponte.activity import kind_of, wording
from ponte.activity.wording import Wording
from ponte.community.models import Member
from ponte.notifications import Frequency, NotificationKind
from ponte.practices.judging.telling import owners_of
from ponte.practices.rules import may_run_practices
from ponte.transfers.models import ContactRequest, TeamMember, Transfer

BEGUN = NotificationKind(
    "transfer-begun",
    _("regions that consider a practice of mine"),
    Frequency.AT_ONCE,
    reaches=may_run_practices,
)
INVITED = NotificationKind("transfer-invited", _("transfer teams I am invited to"))
ANSWERED = NotificationKind("transfer-answered", _("answers about transfers of my team"))
MOVED = NotificationKind("transfer-moved", _("what becomes of transfers I take part in"))
CONTACT = NotificationKind("contact-asked", _("people who ask to talk about a practice"))
CONTACT_ANSWERED = NotificationKind(
    "contact-answered", _("answers of people I asked to talk"), Frequency.AT_ONCE
)
KINDS = (BEGUN, INVITED, ANSWERED, MOVED, CONTACT, CONTACT_ANSWERED)

WORDING = Wording(
    verbs={
        "open": _("Began the transfer"),
        "change": _("Changed what it is about"),
        "invite": _("Invited a colleague"),
        "join": _("Joined the team"),
        "leave": _("Left the team"),
        "answer": _("Sent answers"),
        "mitigate": _("Said what is done about constraints"),
        "write-plan": _("Changed the draft plan"),
        "meet": _("Contact was made"),
        "report": _("Reported what came of it"),
        "conclude": _("Concluded the assessment"),
        "reopen": _("Opened the assessment again"),
        "plan": _("Went on to plan it"),
        "begin": _("Began to adopt it"),
        "adopt": _("Ended it: adopted as it is"),
        "adapt": _("Ended it: adopted with changes"),
        "stop": _("Stopped it"),
        "resume": _("Took it up again"),
    },
    states=dict(Transfer.State.choices),
)
MOVES = {
    "conclude": _("The assessment of “{title}” for {region} is concluded."),
    "reopen": _("The assessment of “{title}” for {region} is open again."),
    "plan": _("“{title}” is being planned for {region}."),
    "begin": _("{region} has begun to adopt “{title}”."),
    "adopt": _("{region} has adopted “{title}”."),
    "adapt": _("{region} has adopted “{title}” with changes."),
    "stop": _("The transfer of “{title}” to {region} was stopped.\n{reason}"),
    "resume": _("The transfer of “{title}” to {region} was taken up again."),
}


def register() -> None:
    """Make our kinds of news and the words of our log known."""
    for kind in KINDS:
        notifications.register(kind)
    wording.register(kind_of(Transfer), WORDING)


def team_of(transfer: Transfer) -> list[Member]:
    joined = transfer.team.filter(joined_at__isnull=False)
    return [each.member for each in joined.select_related("member")]


def worded(text, transfer: Transfer, **more):
    """`text` with what it is about put in; lazy, for each one's language."""
    return format_lazy(text, title=transfer.practice.title, region=transfer.region.label, **more)


def tell_of_beginning(transfer: Transfer) -> None:
    text = _(
        "{organisation} considers “{title}” for {region}.\n"
        "You see how it goes. Say, too, what it takes to make it work there."
    )
    organisation = str(transfer.organisation or transfer.opened_by)
    notifications.notify(
        recipients=owners_of(transfer.practice),
        kind=BEGUN.code,
        about=transfer,
        text=worded(text, transfer, organisation=organisation),
        url=transfer.get_absolute_url(),
        key=str(transfer.pk),
    )


def tell_of_invitation(invited: TeamMember) -> None:
    transfer = invited.transfer
    text = _("{name} invites you to the team that considers “{title}” for {region}.")
    notifications.notify(
        recipients=[invited.member],
        kind=INVITED.code,
        about=invited,
        text=worded(text, transfer, name=str(invited.invited_by)),
        url=transfer.get_absolute_url(),
        needs_action=True,
        key=str(invited.pk),
    )


def settle_invitation(invited: TeamMember) -> None:
    notifications.done(kind=INVITED.code, about=invited)


def tell_of_answers(transfer: Transfer, by: Member) -> None:
    """That there are answers: what they say is seen by those who have sent their own."""
    text = _("{name} has sent answers about “{title}” for {region}.")
    notifications.notify(
        recipients=[member for member in team_of(transfer) if member != by],
        kind=ANSWERED.code,
        about=transfer,
        text=worded(text, transfer, name=str(by)),
        url=reverse("transfers:answers", args=[transfer.pk]),
        key=f"{transfer.pk}-{by.pk}",
    )


def tell_of_move(transfer: Transfer, *, event: str, actor, reason: str, key: int) -> None:
    concerned = [*team_of(transfer), *owners_of(transfer.practice)]
    notifications.notify(
        recipients=[member for member in concerned if member != actor],
        kind=MOVED.code,
        about=transfer,
        text=worded(MOVES[event], transfer, reason=reason),
        url=transfer.get_absolute_url(),
        key=str(key),
    )


def ask_for_talk(request: ContactRequest) -> None:
    """The note stays out: it is deleted when the request is answered."""
    text = _(
        "{name} would like to talk with you about “{title}”.\n"
        "They think of it for {region}. Your address is given to them only if you agree."
    )
    notifications.notify(
        recipients=[request.contacted],
        kind=CONTACT.code,
        about=request,
        text=worded(text, request.transfer, name=str(request.asked_by)),
        url=request.get_absolute_url(),
        needs_action=True,
        key=str(request.pk),
    )


def settle_talk(request: ContactRequest) -> None:
    notifications.done(kind=CONTACT.code, about=request)


def tell_of_consent(request: ContactRequest) -> None:
    text = (
        _("{name} will talk with you about “{title}”.\nYou find each other’s address here.")
        if request.is_accepted
        else _("{name} cannot talk with you about “{title}” now.")
    )
    notifications.notify(
        recipients=[request.asked_by],
        kind=CONTACT_ANSWERED.code,
        about=request,
        text=worded(text, request.transfer, name=str(request.contacted)),
        url=reverse("transfers:contacts", args=[request.transfer_id]),
        key=str(request.pk),
    )
