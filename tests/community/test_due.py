"""Reports on the dashboards of the secretariat and of who made them."""

import pytest

from ponte.community import actions, due
from ponte.core.due import due_from, sent_by
from tests.factories.community import make_member, make_organisation

pytestmark = pytest.mark.django_db


def report(reporter, target=None):
    target = target or make_organisation("Boats for all")
    return actions.report(reporter=reporter, target=target, reason="spam", text="Boats")


def test_a_report_is_due_from_the_secretariat_until_it_is_settled():
    secretary, reporter = make_member(roles=["secretariat"]), make_member()
    made = report(reporter)

    assert [(entry.label, entry.url) for entry in due_from(secretary)] == [
        ("Settle the report about “Boats for all”", made.settle_url)
    ]
    assert due_from(reporter) == due_from(make_member(roles=["administrator"])) == []

    actions.settle_report(report=made, by=secretary, outcome="We spoke with them.")

    assert due_from(secretary) == []


def test_who_reports_sees_what_became_of_it():
    secretary, reporter = make_member(roles=["secretariat"]), make_member()
    made = report(reporter)
    before = [(sent.label, sent.state_label, sent.waiting_for) for sent in sent_by(reporter)]

    actions.settle_report(report=made, by=secretary, outcome="We spoke with them.")

    assert before == [("Report about “Boats for all”", "sent", "the secretariat")]
    assert [(sent.state_label, sent.waiting_for) for sent in sent_by(reporter)] == [("settled", "")]


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_reports(rows, django_assert_num_queries):
    secretary = make_member(roles=["secretariat"])
    for _ in range(rows):
        report(secretary, make_organisation())
    assert secretary.roles

    with django_assert_num_queries(2):
        assert len([*due.reports_due(secretary), *due.reports_sent(secretary)]) == 2 * rows
