"""Who may do what with a transfer. Each rule asks about a member, or a member and a transfer."""

from ponte.community.rules import is_impartial, is_secretariat
from ponte.core.access import members, rule
from ponte.practices.judging.rules import is_near, runs_it
from ponte.transfers.models import Transfer


def works_in(member, region):
    """Whether the organisation of `member` is one of `region`: lies in it, or it in theirs."""
    organisation = member.organisation
    return organisation is not None and is_near(region, organisation.region)


@rule
def works_for_a_region(member):
    return member.organisation is not None and member.organisation.region is not None


@rule
def is_in_team(member, transfer):
    return transfer.team.filter(member=member, joined_at__isnull=False).exists()


@rule
def is_invited(member, transfer):
    return transfer.team.filter(member=member, joined_at=None).exists()


@rule
def runs_its_practice(member, transfer):
    return runs_it.test(member, transfer.practice)


@rule
def is_open(member, transfer):
    return transfer.is_open


@rule
def takes_answers(member, transfer):
    return transfer.state == Transfer.State.CONSIDERED


@rule
def has_answered(member, transfer):
    return transfer.sheets.sent().filter(assessor=member).exists()


@rule
def is_assessed(member, transfer):
    return transfer.is_assessed


@rule
def has_plan(member, transfer):
    return hasattr(transfer, "plan")


@rule
def is_being_adopted(member, transfer):
    return transfer.state == Transfer.State.ADOPTING


may_begin = members & works_for_a_region & ~is_impartial
may_run = is_in_team
may_change = is_in_team & is_open
sees_inside = is_in_team | runs_its_practice | is_secretariat
may_answer = (is_in_team | runs_its_practice) & takes_answers
# Nobody reads what others answered before they have answered themselves.
sees_answers = ((is_in_team | runs_its_practice) & (has_answered | is_assessed)) | (
    is_secretariat & is_assessed
)
may_mitigate = may_change & sees_answers
sees_plan = sees_inside & has_plan
may_end = is_in_team & is_being_adopted
