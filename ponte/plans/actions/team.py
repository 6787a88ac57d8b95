from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ponte import activity
from ponte.community.models import Member
from ponte.plans import notices
from ponte.plans.models import ActionPlan, Participant
from ponte.plans.rules import works_for_the_authority

Role = Participant.Role


@transaction.atomic
def invite(*, plan: ActionPlan, member: Member, role: str, by: Member) -> Participant:
    """Invite `member` to take part as `role`. Raises ValidationError."""
    if role == Role.AUTHORITY and not works_for_the_authority(member, plan):
        body = plan.instrument.responsible_authority
        told = _("Only members who work for %(body)s speak for the responsible authority.")
        raise ValidationError(told % {"body": body}, "not-of-the-authority")
    if plan.participants.filter(member=member).exists():
        raise ValidationError(_("This member takes part, or is invited, already."), "twice")
    invited = plan.participants.create(member=member, role=role, invited_by=by)
    activity.record(actor=by, verb="invite", target=plan)
    notices.tell_of_invitation(invited)
    return invited


@transaction.atomic
def join(*, invited: Participant) -> Participant:
    if not invited.has_joined:
        invited.joined_at = timezone.now()
        invited.save(update_fields=["joined_at"])
        activity.record(actor=invited.member, verb="join", target=invited.plan)
        notices.settle_invitation(invited)
    return invited


@transaction.atomic
def decline_invitation(*, invited: Participant) -> None:
    notices.settle_invitation(invited)
    invited.delete()


@transaction.atomic
def leave(*, plan: ActionPlan, member: Member) -> None:
    """Leave the plan. Raises ValidationError for the last partner of an unfinished plan."""
    mine = plan.participants.get(member=member)
    joined = plan.participants.filter(role=Role.PARTNER, joined_at__isnull=False)
    is_last = mine.role == Role.PARTNER and not joined.exclude(pk=mine.pk).exists()
    if is_last and plan.state not in ActionPlan.ENDED:
        raise ValidationError(_("Invite another partner first: somebody has to write."), "last")
    mine.delete()
    activity.record(actor=member, verb="leave", target=plan)
