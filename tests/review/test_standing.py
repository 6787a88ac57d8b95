"""Where a review stands, as its page and the list of the secretariat say it to each."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from ponte.practices.states import move
from ponte.review import actions
from tests.factories.review import (
    give_scores,
    make_member,
    make_secretary,
    under_review,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    return under_review(author=make_member("Ann"))


def ask(review, *experts):
    for expert in experts:
        actions.assign(review=review, expert=expert)


def told(client, viewer, review):
    client.force_login(viewer)
    page = client.get(review.get_absolute_url()).content.decode()
    return page.split('<p class="review-state">')[1].split("</p>")[0]


def listed(client):
    client.force_login(make_secretary())
    return client.get("/review/").content.decode().split("<tbody>")[1]


def test_without_experts_it_waits_for_them(client, review, experts):
    ask(review, experts[0])

    assert told(client, make_secretary(), review) == "The practice waits for experts."
    assert "<td>waits for experts</td>" in listed(client)


def test_an_expert_reads_when_scores_are_due_and_that_they_are_in(client, review, experts):
    ask(review, *experts[:2])
    due = review.assignments.first().due

    before = told(client, experts[0], review)
    give_scores(review, experts[0], 4, 4)

    assert before == f"Your scores are due on {date_format(due)}."
    assert told(client, experts[0], review).startswith("Your scores are in.")
    assert told(client, make_secretary(), review) == "The practice is being scored."
    review.assignments.update(due=timezone.localdate() - timedelta(days=1))
    assert told(client, experts[1], review).startswith("Your scores were due on")


def test_a_further_expert_is_called(client, review, experts):
    ask(review, *experts[:2])
    give_scores(review, experts[0], 0, 0)
    give_scores(review, experts[1], 5, 5)

    assert "a further expert is called" in told(client, make_secretary(), review)
    assert "<td>further expert called</td>" in listed(client)


def test_all_scores_are_in_and_one_is_asked_to_conclude(client, review, experts):
    ask(review, *experts[:2])
    for expert in experts[:2]:
        give_scores(review, expert, 4, 4)

    assert told(client, experts[0], review) == "All scores are in: please conclude the review."
    assert told(client, experts[1], review) == (
        "All scores are in. Ada Test is asked to conclude; you may do so, too."
    )
    assert told(client, make_secretary(), review) == (
        "All scores are in. Ada Test is asked to conclude."
    )
    assert "<td>to be concluded</td>" in listed(client)


def test_the_author_is_asked_and_the_end_is_told(client, review, experts):
    ask(review, *experts[:2])
    move(practice=review.practice, event="ask", actor=experts[0], reason="How many firms?")
    waiting = told(client, experts[0], review)

    actions.close_review(practice=review.practice, outcome="draft")

    assert waiting == "The author was asked for information. Scores wait for the answer."
    assert told(client, experts[0], review) == "This review is closed. Outcome: draft."
