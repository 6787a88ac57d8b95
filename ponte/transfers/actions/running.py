from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ponte import activity
from ponte.community.models import Member
from ponte.practices.judging import actions as judging
from ponte.practices.models import Adoption, Practice
from ponte.regions.models import Region
from ponte.transfers import notices, states
from ponte.transfers.models import Framework, TeamMember, Transfer
from ponte.transfers.rules import runs_its_practice, works_in


class AlreadyBegun(Exception):
    """`by` is in the team of `transfer`: the same practice for the same region, still open."""

    def __init__(self, transfer: Transfer):
        super().__init__(str(transfer))
        self.transfer = transfer


class ChangedMeanwhile(ValidationError):
    """Somebody else has changed it since this member read it; `stored` is what is kept."""

    def __init__(self, stored):
        super().__init__(_("Somebody else has changed this meanwhile."), "changed")
        self.stored = stored


@transaction.atomic
def begin_transfer(
    *, practice: Practice, region: Region, by: Member, is_demonstration: bool = False, **values: Any
) -> Transfer:
    """Begin to consider `practice` for `region`, with `by` as the team.

    `values` are fields of the Transfer. Raises AlreadyBegun and ValidationError.
    """
    # Two presses of a button are one transfer.
    Member.objects.select_for_update().get(pk=by.pk)
    open_already = Transfer.objects.open().filter(practice=practice, region=region).run_by(by)
    if found := open_already.first():
        raise AlreadyBegun(found)
    transfer = Transfer(
        practice=practice,
        region=region,
        organisation=by.organisation,
        opened_by=by,
        framework=Framework.objects.latest(),
        year=timezone.localdate().year,
        is_demonstration=is_demonstration,
        **values,
    )
    transfer.full_clean()
    transfer.save()
    transfer.team.create(member=by, joined_at=timezone.now())
    activity.record(actor=by, verb="open", target=transfer, to_state=transfer.state)
    notices.tell_of_beginning(transfer)
    return transfer


@transaction.atomic
def change_transfer(*, transfer: Transfer, by: Member, seen: int, values: dict[str, Any]):
    """Store `values` of what the transfer is about and return it.

    `seen` is the `lock_version` that the member had before them. Raises ChangedMeanwhile and
    ValidationError.
    """
    stored = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if stored.lock_version != seen:
        raise ChangedMeanwhile(stored)
    changes = {
        name: [str(getattr(stored, name) or ""), str(value or "")]
        for name, value in values.items()
        if getattr(stored, name) != value
    }
    if not changes:
        return stored
    for name, value in values.items():
        setattr(stored, name, value)
    stored.lock_version += 1
    stored.full_clean()
    stored.save()
    activity.record(actor=by, verb="change", target=stored, detail={"fields": sorted(changes)})
    return stored


@transaction.atomic
def invite(*, transfer: Transfer, member: Member, by: Member) -> TeamMember:
    """Invite `member` to the team. Raises ValidationError."""
    if runs_its_practice.test(member, transfer):
        raise ValidationError(_("Who runs the practice answers for it: not in the team."))
    if not works_in(member, transfer.region):
        raise ValidationError(_("Only members who work for an organisation of the region."))
    if transfer.team.filter(member=member).exists():
        raise ValidationError(_("This member is in the team, or invited, already."))
    invited = transfer.team.create(member=member, invited_by=by)
    activity.record(actor=by, verb="invite", target=transfer, detail={"member": member.pk})
    notices.tell_of_invitation(invited)
    return invited


@transaction.atomic
def join_team(*, invited: TeamMember) -> TeamMember:
    invited.joined_at = timezone.now()
    invited.save(update_fields=["joined_at"])
    notices.settle_invitation(invited)
    activity.record(actor=invited.member, verb="join", target=invited.transfer)
    return invited


@transaction.atomic
def decline_invitation(*, invited: TeamMember) -> None:
    notices.settle_invitation(invited)
    invited.delete()


@transaction.atomic
def leave_team(*, transfer: Transfer, member: Member) -> None:
    """Leave; answers that were sent stay. Raises ValidationError for the last of an open one."""
    transfer = Transfer.objects.select_for_update().get(pk=transfer.pk)
    joined = transfer.team.filter(joined_at__isnull=False)
    if transfer.is_open and not joined.exclude(member=member).exists():
        raise ValidationError(_("You are the last of the team: stop the transfer instead."))
    joined.filter(member=member).delete()
    transfer.sheets.filter(assessor=member, sent_at=None).delete()
    activity.record(actor=member, verb="leave", target=transfer)


@transaction.atomic
def end_transfer(
    *, transfer: Transfer, event: str, by: Member, report: dict[str, Any], reason: str = ""
) -> Transfer:
    """End a transfer that was being adopted, and report under "Tried here" what came of it.

    `report` holds fields of the practice's Adoption. A report that somebody of the team made
    before for the same region becomes that of the transfer: nothing is told twice. Raises
    `states.IllegalMove`.
    """
    adoption = reported(transfer)
    if adoption is None:
        adoption = Adoption(practice=transfer.practice, region=transfer.region, reporter=by)
    # What the secretariat has hidden stays as it was.
    if not adoption.is_hidden:
        for name, value in report.items():
            setattr(adoption, name, value)
        adoption.full_clean()
        judging.report_trial(adoption=adoption, by=by)
    Transfer.objects.filter(pk=transfer.pk).update(adoption=adoption)
    return states.move(transfer=transfer, event=event, actor=by, reason=reason)


def reported(transfer: Transfer) -> Adoption | None:
    """What the team has reported on the practice for the region, by whatever way."""
    if transfer.adoption_id:
        return transfer.adoption
    team = transfer.team.filter(joined_at__isnull=False).values("member")
    reports = transfer.practice.adoptions.filter(region=transfer.region, reporter__in=team)
    return reports.order_by("hidden_at", "pk").first()
