"""What people are told about projects, and the words of their log."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ponte import notifications
from ponte.activity import kind_of, wording
from ponte.activity.wording import Wording
from ponte.notifications import NotificationKind
from ponte.projects.models import Invitation, Project

INVITED = NotificationKind("project-invited", _("projects I am invited to"))
ANSWERED = NotificationKind("project-answered", _("answers to my invitations to projects"))

WORDING = Wording(
    verbs={
        "change": _("Changed the page"),
        "import": _("Imported it"),
        "edit": _("Imported it again"),
        "invite": _("Invited somebody"),
        "join": _("Joined the project"),
        "decline": _("Declined an invitation"),
        "withdraw": _("Withdrew an invitation"),
        "remove": _("Ended somebody’s part"),
        "move": _("Changed the state"),
        "budget": _("Changed a partner’s budget"),
        "spending": _("Changed the spending plan"),
        "totals": _("Made the totals the sums of the partners"),
        "partner-add": _("Added a partner"),
        "partner-change": _("Changed a partner"),
        "partner-withdraw": _("Took a partner out"),
        "authority": _("Changed an associated policy authority"),
        "authority-remove": _("Removed an associated policy authority"),
        "stakeholders": _("Changed a stakeholder group"),
    },
    states=dict(Project.State.choices),
)


def register() -> None:
    """Make our kinds of news and the words of our log known."""
    for kind in (INVITED, ANSWERED):
        notifications.register(kind)
    wording.register(kind_of(Project), WORDING)


def tell_of_invitation(invitation: Invitation, member, url: str) -> None:
    text = _("{name} invites you to the project {project} as {role}.\nPlease accept or decline.")
    notifications.notify(
        recipients=[member],
        kind=INVITED.code,
        about=invitation,
        text=format_lazy(
            text,
            name=str(invitation.invited_by),
            project=invitation.project.name,
            role=invitation.get_role_display(),
        ),
        url=url,
        needs_action=True,
        key=str(invitation.pk),
    )


def settle_invitation(invitation: Invitation) -> None:
    notifications.done(kind=INVITED.code, about=invitation)


def tell_of_answer(invitation: Invitation, member) -> None:
    if invitation.invited_by is None:
        return
    text = (
        _("{name} has joined the project {project}.")
        if invitation.state == Invitation.State.ACCEPTED
        else _("{name} will not join the project {project}.")
    )
    notifications.notify(
        recipients=[invitation.invited_by],
        kind=ANSWERED.code,
        about=invitation,
        text=format_lazy(text, name=str(member), project=invitation.project.name),
        url=reverse("projects:people", args=[invitation.project.slug]),
        key=str(invitation.pk),
    )
