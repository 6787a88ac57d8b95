"""Who may do what with a plan. Each rule asks about a member and, mostly, a plan."""

from ponte.community.rules import is_impartial, is_secretariat
from ponte.core.access import rule
from ponte.plans.models import ActionPlan, Participant
from ponte.projects.models import ProjectMember
from ponte.projects.rules import is_in_project_as, is_web_admin

Role = Participant.Role
State = ActionPlan.State
is_of_project = is_in_project_as(*ProjectMember.Role)


@rule
def runs_its_project(member, plan):
    return is_web_admin.test(member, plan.project)


def takes_part_as(*roles):
    """The rule (member, plan) that holds for participants with any of `roles`."""

    @rule
    def takes_part(member, plan):
        joined = plan.participants.filter(member=member, joined_at__isnull=False)
        return joined.filter(role__in=roles).exists()

    return takes_part


@rule
def works_for_the_authority(member, plan):
    """For the body that answers for the instrument."""
    return member.organisation_id == plan.instrument.responsible_authority_id


@rule
def is_invited(member, plan):
    return plan.participants.filter(member=member, joined_at=None).exists()


@rule
def is_in_any_project(member):
    return member.project_roles.exists()


@rule
def is_open(member, plan):
    return plan.is_open


@rule
def is_written(member, plan):
    return plan.is_written


@rule
def is_offered(member, plan):
    """The secretariat has had its say: the authority may endorse it."""
    return plan.state == State.REVISED


@rule
def is_carried_out(member, plan):
    return plan.is_carried_out


@rule
def was_carried_out(member, plan):
    return plan.implementing_since is not None


is_partner = takes_part_as(Role.PARTNER) | runs_its_project
is_stakeholder = takes_part_as(Role.STAKEHOLDER)
# Whom somebody works for is their own word: the partners have to have asked them, too.
is_authority = takes_part_as(Role.AUTHORITY) & works_for_the_authority
takes_part = takes_part_as(*Role) | runs_its_project

may_begin = is_in_any_project & ~is_impartial
sees_inside = takes_part | is_secretariat
may_write = is_partner & is_written
may_invite = is_partner & is_open
may_talk = sees_inside & is_open
may_endorse = is_authority & is_offered

# Monitoring
may_monitor = is_secretariat | rule(
    lambda member: member.project_roles.filter(
        role__in=[ProjectMember.Role.WEB_ADMIN, ProjectMember.Role.LEAD_PARTNER]
    ).exists()
)
may_report = is_partner & is_carried_out
sees_reports = sees_inside & was_carried_out
oversees = is_secretariat | runs_its_project
