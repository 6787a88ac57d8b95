"""Who may do what with what a project learns."""

from ponte.community.rules import is_secretariat
from ponte.core.access import members, rule
from ponte.learning.places import place_of
from ponte.projects.models import ProjectMember
from ponte.projects.rules import is_in_project_as, is_web_admin

is_of_project = is_in_project_as(*ProjectMember.Role)


@rule
def works_for_a_region(member, project):
    """For one of the project's regions."""
    return place_of(member, project, list(project.regions.all())) is not None


@rule
def is_of_its_project(member, activity):
    return is_of_project.test(member, activity.project)


@rule
def runs_its_project(member, activity):
    return is_web_admin.test(member, activity.project)


@rule
def works_for_its_region(member, record):
    """For the region that a lesson or an analysis is of."""
    project = project_of(record)
    return place_of(member, project, [record.region]) is not None


@rule
def is_in_project_of(member, record):
    return is_of_project.test(member, project_of(record))


@rule
def runs_project_of(member, record):
    return is_web_admin.test(member, project_of(record))


def project_of(record):
    return record.project if hasattr(record, "project") else record.activity.project


# About a project.
may_add_activities = is_web_admin
# About an activity.
may_change_activity = runs_its_project
may_delete_activity = runs_its_project
sees_people = is_of_its_project | is_secretariat
may_add_lesson = is_of_its_project
# About a lesson or an analysis: what a region says is for members, like experts' opinions.
may_read_word = members
may_write_word = runs_project_of | (is_in_project_of & works_for_its_region)
