"""Who may do what with events."""

from ponte.community.rules import is_secretariat
from ponte.core.access import rule
from ponte.projects.rules import is_web_admin, runs_a_project


@rule
def runs_its_project(member, event):
    return event.project_id is not None and is_web_admin.test(member, event.project)


@rule
def serves_the_platform(member, _event):
    return is_secretariat.test(member)


may_make = is_secretariat | runs_a_project
# Organises: changes the page, sees who registered, lets people in.
may_organise = serves_the_platform | runs_its_project
