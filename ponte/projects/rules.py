"""Who is what in a project."""

from ponte.community.rules import is_secretariat
from ponte.core.access import Rule, rule
from ponte.projects.models import ProjectMember

Role = ProjectMember.Role


def is_in_project_as(*roles: ProjectMember.Role) -> Rule:
    """The rule (member, project) that holds for those with any of `roles` in the project."""

    def holds(member, project):
        # Not `project.project_members`: a project that is being edited has rows in memory.
        return ProjectMember.objects.filter(project=project, member=member, role__in=roles).exists()

    return Rule(holds, name=" or ".join(roles))


is_web_admin = is_in_project_as(Role.WEB_ADMIN, Role.LEAD_PARTNER)
is_in_project = is_in_project_as(*Role)


@rule
def runs_a_project(member):
    """Whether `member` is a web admin or the lead partner of any project."""
    roles = member.project_roles.filter(role__in=[Role.WEB_ADMIN, Role.LEAD_PARTNER])
    return roles.exists()


@rule
def serves_all(member, _project):
    return is_secretariat.test(member)


may_edit_project = is_web_admin | serves_all
may_see_people = is_in_project | serves_all


@rule
def speaks_for(member, partner):
    """Whether `member` is in the project for the organisation that `partner` is."""
    return (
        partner.organisation_id is not None
        and member.organisation_id == partner.organisation_id
        and is_in_project.test(member, partner.project)
    )


@rule
def may_edit_partner(member, partner):
    """Who runs the project edits every partner, a partner its own part."""
    return may_edit_project.test(member, partner.project) or speaks_for.test(member, partner)
