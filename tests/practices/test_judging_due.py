"""What the dashboard says about questions, trials and dates of practices."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ponte.core.due import due_from, sent_by
from ponte.practices.judging import actions, due, telling
from ponte.practices.models import Adoption, Practice, Question
from ponte.projects.models import ProjectMember
from ponte.regions.models import Region
from tests.factories.community import make_member
from tests.factories.practices import make_practice
from tests.factories.projects import make_project, make_project_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make_member(region="ES51", first_name="Ana", last_name="Author")


@pytest.fixture
def practice(author):
    return make_practice(title="Early warning", author=author)


@pytest.fixture
def peer():
    return make_member(region="PL91", first_name="Piotr", last_name="Peer")


def ask(practice, by, text="What does it cost?"):
    return Question.objects.create(practice=practice, asker=by, text=text)


def report(practice, by=None, **fields):
    fields = {"year": 2025, "result": "failed", "outcome": "Owners came too late.", **fields}
    region = Region.objects.get(code="PL91")
    return Adoption.objects.create(practice=practice, region=region, reporter=by, **fields)


def labels(entries):
    return [str(entry.label) for entry in entries]


def test_a_question_is_due_from_those_who_run_the_practice_until_it_is_settled(
    practice, author, peer
):
    question, other = ask(practice, peer), ask(practice, peer, "And how long?")

    assert labels(due_from(author)) == ["Answer a member’s question about “Early warning”"] * 2
    assert {entry.url for entry in due_from(author)} == {
        reverse("practices:answer", args=[each.pk]) for each in (question, other)
    }
    assert due_from(peer) == []

    actions.answer_question(question=question, by=author, answer="Nothing.")
    actions.hide(about=other, by=author, reason="Asked already.")

    assert due_from(author) == []


def test_a_report_is_due_until_it_has_an_answer_and_never_from_who_wrote_it(practice, author, peer):
    practice.co_authors.add(peer)
    adoption = report(practice, peer)

    assert labels(due_from(author)) == [
        f"Answer the report from {adoption.region.label}, which has tried “Early warning”"
    ]
    assert due_from(author)[0].url == reverse("practices:trial_answer", args=[adoption.pk])
    assert due_from(peer) == []

    actions.answer_trial(adoption=adoption, by=author, answer="We begin earlier now.")

    assert due_from(author) == []


def test_nothing_is_due_for_a_report_that_nobody_can_read(practice, author, peer):
    report(practice, peer, hidden_at=timezone.now(), hidden_reason="Advertising.")
    report(make_practice(title="Old", author=author, state=Practice.State.ARCHIVED), peer)

    assert due_from(author) == []


@pytest.mark.parametrize(("days", "due"), [(40, False), (20, True), (-3, True)])
def test_a_practice_is_to_be_looked_at_again_from_when_mails_ask_for_it(author, days, due):
    day = timezone.localdate() + timedelta(days=days)
    practice = make_practice(title="Early warning", author=author, review_by=day)

    found = [(str(entry.label), entry.due_on) for entry in due_from(author)]

    assert found == ([("Say whether “Early warning” is still valid", day)] if due else [])

    actions.confirm(practice=practice, by=author)

    assert due_from(author) == []


def test_the_same_members_run_a_practice_on_the_dashboard_and_in_mails():
    project, closed = make_project(), make_member(is_active=False)
    people = [make_member() for _ in range(5)]
    writer, co_author, admin, lead, partner = people
    make_project_member(project, admin, ProjectMember.Role.WEB_ADMIN)
    make_project_member(project, lead, ProjectMember.Role.LEAD_PARTNER)
    make_project_member(project, partner)
    written = make_practice(title="Written", author=writer, project=project)
    shared = make_practice(title="Shared", author=closed, project=project)
    shared.co_authors.add(co_author, closed)
    left = make_practice(title="Left alone", author=closed, project=project)
    imported = make_practice(title="Imported", project=project)
    make_practice(title="Nobody’s")

    run = {person.pk: set(due.run_by(person)) for person in people}

    told = {
        person.pk: {each for each in Practice.objects.all() if person in telling.owners_of(each)}
        for person in people
    }
    assert run == told
    assert run[co_author.pk] == {shared}
    assert run[admin.pk] == run[lead.pk] == {left, imported}
    assert (run[writer.pk], run[partner.pk]) == ({written}, set())


def test_who_asks_or_reports_sees_what_became_of_it(practice, author, peer):
    question, adoption = ask(practice, peer), report(practice, peer)

    assert [(s.label, s.state_label, s.waiting_for) for s in sent_by(peer)] == [
        ("Report on “Early warning”", "published", ""),
        ("Question about “Early warning”", "sent", "those who run the practice"),
    ]

    actions.answer_question(question=question, by=author, answer="Nothing.")
    actions.answer_trial(adoption=adoption, by=author, answer="Thank you.")

    assert [(s.state_label, s.waiting_for) for s in sent_by(peer)] == [("answered", "")] * 2
    assert sent_by(peer)[0].url == f"/practices/early-warning/#tried-{adoption.pk}"

    actions.hide(about=adoption, by=make_member(), reason="Advertising.")

    assert [s.state_label for s in sent_by(peer)] == ["not shown", "answered"]


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_what_waits(author, peer, rows, django_assert_num_queries):
    for number in range(rows):
        practice = make_practice(
            title=f"Practice {number}", author=author, review_by=timezone.localdate()
        )
        ask(practice, peer)
        report(practice, peer)

    with django_assert_num_queries(5):
        waiting = [
            *due.questions_due(author),
            *due.trials_due(author),
            *due.confirmations_due(author),
            *due.questions_sent(peer),
            *due.trials_sent(peer),
        ]
    assert len(waiting) == 5 * rows
