"""The table of roles in the reference says what the rules answer.

Each cell is found by asking the rule for a member of the role who has nothing to do with the
record, and then for one who is tied to it. When a right changes on purpose, copy the lines
that the test expects.
"""

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser

from ponte.assessment.rules import may_read_comments
from ponte.community.models import Role
from ponte.community.rules import may_grant_roles
from ponte.core.access import Rule, everyone, members
from ponte.practices.judging.rules import may_hide_opinion, may_hide_trial
from ponte.practices.rules import may_archive, may_check_for_project, may_judge, may_submit
from ponte.projects.models import ProjectMember
from ponte.regions.models import Region
from ponte.review.rules import may_assign
from tests.factories.community import grant_role, make_member, make_organisation
from tests.factories.practices import make_practice
from tests.factories.projects import make_project, make_project_member

PAGE = Path(__file__).parents[2] / "docs/reference/roles.md"
COLUMNS = {
    "Visitor": [None],
    "Member": ["member"],
    "Partner": [ProjectMember.Role.PARTNER],
    "Web admin, lead partner": [ProjectMember.Role.WEB_ADMIN, ProjectMember.Role.LEAD_PARTNER],
    "Controller": [Role.CONTROLLER],
    "Contact point": [Role.CONTACT_POINT],
    "Expert": [Role.EXPERT],
    "Secretariat": [Role.SECRETARIAT],
    "Committee": [Role.COMMITTEE],
    "Administrator": [Role.ADMINISTRATOR],
}
# Ties to the record that may open an action, and those that may close it.
OPENING = ("own project", "own topic")
CLOSING = {
    "own practice": "not own practice",
    "own organisation": "not own organisation",
    "oneself": "not to oneself",
}


def has_permission(name):
    """The rule (member) about a right in the back office."""
    return Rule(lambda member: member.has_perm(name), name=name)


class Stage:
    """A practice, what is about it, and people who are tied to it or not."""

    def __init__(self):
        author = make_member(organisation=make_organisation())
        project = make_project(topics=["RSO1.1"])
        self.practice = make_practice(
            author=author,
            project=project,
            topics=project.topics.all(),
            from_project=True,
            expert_opinion="Worth a look.",
            expert_opinion_date="2024-03-15",
        )
        self.trial = self.practice.adoptions.create(
            region=Region.objects.get(code="MT00"), reporter=author, year=2023, result="failed"
        )
        self.other = make_member()
        self.elsewhere = make_project()

    def enter(self, role, ties):
        """A new member who has the `role` and the `ties` to the practice; None: a visitor."""
        if role is None:
            return AnonymousUser()
        member = make_member()
        if role in ProjectMember.Role.values:
            project = self.practice.project if "own project" in ties else self.elsewhere
            make_project_member(project, member, role)
        elif role in Role.values:
            grant_role(member, role, topics=["rso1-1" if "own topic" in ties else "rso2-4"])
        if "own practice" in ties:
            self.practice.co_authors.add(member)
        if "own organisation" in ties:
            member.organisation = self.practice.author.organisation
            member.save()
        return member

    def actions(self, member, ties):
        """What may be done: {name: (rule, what it is about)}."""
        return {
            "Read what is published": (everyone,),
            "See expert opinions and contacts": (members,),
            "Read the comments of regions": (may_read_comments, self.practice),
            "Submit a practice": (may_submit,),
            "Approve or decline a practice for the project's page": (
                may_check_for_project,
                self.practice,
            ),
            "Validate a practice, write the opinion": (may_judge, self.practice),
            "Archive a practice": (may_archive, self.practice),
            "Edit in the back office, count for the indicator": (
                has_permission("practices.change_practice"),
            ),
            "Assign experts": (may_assign,),
            "Settle reports": (has_permission("community.change_report"),),
            "Hide what was reported of a practice": (may_hide_trial, self.trial),
            "Hide an expert's opinion": (may_hide_opinion, self.practice),
            "Write rubrics": (has_permission("assessment.change_rubric"),),
            "Give and end roles": (may_grant_roles, member if "oneself" in ties else self.other),
        }

    def may(self, role, *ties):
        """The names of what a member of `role` may do, tied to the record by `ties`."""
        member = self.enter(role, ties)
        asked = self.actions(member, ties).items()
        return {name for name, (rule, *about) in asked if rule.test(member, *about)}

    def cells(self, role):
        """Under which condition the role may do each thing: {name: words}."""
        cells = dict.fromkeys(self.may(role), ())
        for tie in OPENING:
            cells = dict.fromkeys(self.may(role, tie), (tie,)) | cells
        for tie, words in CLOSING.items():
            left = self.may(role, *OPENING, tie)
            cells = {
                name: (*found, *([] if name in left else [words])) for name, found in cells.items()
            }
        return {
            name: ", ".join(found if set(found) & set(OPENING) else ("✓", *found))
            for name, found in cells.items()
        }


def line(cells):
    return " ".join(f"| {cell}" if cell else "|" for cell in cells) + " |"


@pytest.fixture
def table(db):
    """The lines of the table."""
    stage = Stage()
    found = {role: stage.cells(role) for roles in COLUMNS.values() for role in roles}
    for first, *others in COLUMNS.values():
        assert all(found[other] == found[first] for other in others)
    return [
        line(["Action", *COLUMNS]),
        "|" + "---|" * (len(COLUMNS) + 1),
        *(
            line([name, *(found[roles[0]].get(name, "") for roles in COLUMNS.values())])
            for name in stage.actions(None, ())
        ),
    ]


def test_the_reference_has_the_table_that_the_rules_make(table):
    page = PAGE.read_text()

    written = page[page.index("| Action ") :].partition("\n\n")[0]

    assert written.split("\n") == table
