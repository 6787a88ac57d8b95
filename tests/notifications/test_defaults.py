"""What is told by default, and to whom which news can come."""

import pytest

from ponte.notifications import kinds
from ponte.notifications.choices import kinds_for
from ponte.projects.models import ProjectMember
from tests.factories.community import make_member
from tests.factories.practices import make_practice
from tests.factories.projects import make_project, make_project_member

# What comes at once is what needs somebody's action; mere news wait for the digest. A message
# wants an answer, as does a region that considers a practice; somebody waits for the answer to a
# request to talk; a review that is taken away saves work which may begin today.
MAY_COME_AT_ONCE = {"message", "contact-answered", "transfer-begun", "review-released"}

EVERYBODY = {
    "message", "report_settled", "practice-reply", "contact-asked", "contact-answered",
    "transfer-invited", "transfer-answered", "transfer-moved", "project-invited",
    "project-answered", "selection-scores", "selection-decided", "plan-invited", "plan-moved",
    "plan-turn", "plan-talk", "plan-settled", "plan-report-due", "plan-report-sent",
    "plan-report-moved", "claim-to-attest", "claim-moved", "following",
}  # fmt: skip
PRACTICES = {
    "practice-way", "practice-answer", "practice-tried", "practice-asked", "practice-still-valid",
    "transfer-begun", "claim-confirmed",
}  # fmt: skip
REVIEWS = {
    "review-asked", "review-reminder", "review-conclude", "review-outcome", "review-released",
}  # fmt: skip


def test_by_default_news_come_once_a_week(real_kinds):
    sooner = {code for code, kind in real_kinds.items() if kind.default != "weekly"}

    assert sooner == MAY_COME_AT_ONCE


@pytest.mark.parametrize(
    ("roles", "more"),
    [
        ([], PRACTICES),
        (["contact_point"], PRACTICES),
        (["expert"], PRACTICES | REVIEWS),
        (["controller"], set()),
        (["committee"], set()),
        (["secretariat"], {"report", "review-shortage", "claim-to-decide"}),
        (["administrator"], set()),
        (["administrator", "expert"], REVIEWS),
    ],
)
def test_only_what_can_come_is_offered(db, real_kinds, roles, more):
    kinds.kinds.update(real_kinds)

    offered = {kind.code for kind in kinds_for(make_member(roles=roles))}

    assert offered - {"news", "alarm"} == EVERYBODY | more


def test_whoever_has_written_a_practice_before_a_role_is_told_of_it(db, real_kinds):
    kinds.kinds.update(real_kinds)
    author, co_author = (make_member(roles=["committee"]) for _ in range(2))
    make_practice(author=author).co_authors.add(co_author)

    for member in (author, co_author):
        assert {kind.code for kind in kinds_for(member)} >= PRACTICES


@pytest.mark.parametrize(
    ("role", "runs"),
    [
        (ProjectMember.Role.WEB_ADMIN, True),
        (ProjectMember.Role.LEAD_PARTNER, True),
        (ProjectMember.Role.PARTNER, False),
    ],
)
def test_who_runs_a_project_is_told_what_to_check(db, real_kinds, role, runs):
    kinds.kinds.update(real_kinds)
    member = make_member()
    make_project_member(make_project(), member, role)

    assert ("practice-check" in {kind.code for kind in kinds_for(member)}) is runs


def test_finding_out_what_can_come_asks_each_rule_once(db, real_kinds, django_assert_num_queries):
    kinds.kinds.update(real_kinds)
    member = make_member(roles=["committee"])

    with django_assert_num_queries(4):  # roles, written practices (for one rule), projects (two)
        kinds_for(member)
