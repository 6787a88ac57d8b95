"""What happens to projects and the people in them."""

from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ponte import activity
from ponte.community.models import Member
from ponte.notifications.mail import send_mail_to
from ponte.projects import notices
from ponte.projects.models import Invitation, Project, ProjectMember
from ponte.regions.models import Region
from ponte.topics.models import Topic

SALT = "ponte.projects.invitation"


class InvitationIsOver(ValidationError):
    """The invitation was answered, withdrawn or has lapsed."""


@transaction.atomic
def change_page(
    project: Project,
    *,
    topics: Iterable[Topic],
    regions: Iterable[Region],
    by,
    changed: list[str],
) -> None:
    """Save what its web admins changed, `changed` by name."""
    project.save()
    project.topics.set(topics)
    project.regions.set(regions)
    activity.record(actor=by, verb="change", target=project, detail={"fields": changed})


@transaction.atomic
def invite(*, project: Project, email: str, role: str, by) -> Invitation:
    """Invite whoever has the address; a member is told here too, everybody gets a mail."""
    waiting = project.invitations.filter(state=Invitation.State.OPEN, email__iexact=email)
    for lapsed in waiting.filter(role=role, lapses_at__lte=timezone.now()):
        end(lapsed, Invitation.State.LAPSED)
    invitation = Invitation.objects.create(project=project, email=email, role=role, invited_by=by)
    activity.record(actor=by, verb="invite", target=project, detail={"role": role})
    member = Member.objects.filter(email__iexact=email, is_active=True).first()
    if member:
        notices.tell_of_invitation(invitation, member, path_of(invitation))
    else:
        send_mail_to(
            member_or_address=email,
            template="project_invitation",
            context={
                "invitation": invitation,
                "project": project,
                "invitation_url": settings.SITE_URL + path_of(invitation),
            },
        )
    return invitation


def path_of(invitation: Invitation) -> str:
    """Where the invitation is answered: whoever knows the address still has to be who is meant."""
    return reverse("projects:invitation", args=[token_of(invitation)])


def token_of(invitation: Invitation) -> str:
    return signing.dumps(invitation.pk, salt=SALT)


def invitation_at(token: str) -> Invitation | None:
    """The invitation of an address of `path_of`, None for any other."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Invitation.objects.select_related("project", "invited_by").filter(pk=key).first()


def is_meant(invitation: Invitation, member) -> bool:
    return bool(invitation.email) and invitation.email.casefold() == member.email.casefold()


@transaction.atomic
def accept(*, invitation: Invitation, by) -> ProjectMember:
    """Take the role. Raises InvitationIsOver, and PermissionError for somebody else."""
    invitation = waiting_for(invitation, by)
    role, _made = ProjectMember.objects.get_or_create(
        project=invitation.project, member=by, role=invitation.role
    )
    end(invitation, Invitation.State.ACCEPTED)
    activity.record(
        actor=by, verb="join", target=invitation.project, detail={"role": invitation.role}
    )
    notices.tell_of_answer(invitation, by)
    return role


@transaction.atomic
def decline(*, invitation: Invitation, by) -> None:
    """Do not take the role. Raises InvitationIsOver, and PermissionError for somebody else."""
    invitation = waiting_for(invitation, by)
    end(invitation, Invitation.State.DECLINED)
    activity.record(actor=by, verb="decline", target=invitation.project)
    notices.tell_of_answer(invitation, by)


def waiting_for(invitation: Invitation, member) -> Invitation:
    locked = Invitation.objects.select_for_update(of=("self",)).select_related(
        "project", "invited_by"
    )
    invitation = locked.get(pk=invitation.pk)
    if not invitation.is_open:
        raise InvitationIsOver(_("This invitation is over."))
    if not is_meant(invitation, member):
        raise PermissionError(invitation.pk)
    return invitation


@transaction.atomic
def withdraw(*, invitation: Invitation, by) -> None:
    """Take an invitation back. Raises InvitationIsOver."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.state != Invitation.State.OPEN:
        raise InvitationIsOver(_("This invitation is over."))
    end(invitation, Invitation.State.WITHDRAWN)
    activity.record(actor=by, verb="withdraw", target=invitation.project)


def end(invitation: Invitation, state: str) -> None:
    """Close an invitation; the address is deleted."""
    invitation.state, invitation.email = state, ""
    invitation.answered_at = timezone.now()
    invitation.save(update_fields=["state", "email", "answered_at"])
    notices.settle_invitation(invitation)


@transaction.atomic
def remove_from_project(*, person: ProjectMember, by) -> None:
    """End a role. The last who runs the project stays: raises ValidationError."""
    running = (ProjectMember.Role.WEB_ADMIN, ProjectMember.Role.LEAD_PARTNER)
    others = ProjectMember.objects.select_for_update().filter(
        project=person.project, role__in=running
    )
    if person.role in running and not others.exclude(pk=person.pk).exists():
        raise ValidationError(_("A project needs somebody who runs it: invite another one first."))
    activity.record(actor=by, verb="remove", target=person.project, detail={"role": person.role})
    person.delete()


def end_lapsed() -> int:
    """End the invitations that nobody answered in time; return how many they were."""
    lapsed = Invitation.objects.filter(state=Invitation.State.OPEN, lapses_at__lte=timezone.now())
    for invitation in lapsed:
        with transaction.atomic():
            end(invitation, Invitation.State.LAPSED)
    return len(lapsed)
