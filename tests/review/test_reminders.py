"""Reminders come before and after the due date, each once, and never to the wrong person."""

from datetime import date, timedelta

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from ponte.core.due import due_from
from ponte.notifications.models import Notification
from ponte.practices.models import Practice
from ponte.review import actions, reminders
from ponte.review.models import Assignment, ReviewSettings
from tests.factories.review import (
    give_scores,
    make_expert,
    make_member,
    make_secretary,
    under_review,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def experts():
    return [make_expert(name) for name in ("Ada", "Ben")]


@pytest.fixture
def review(experts):
    make_secretary()
    review = under_review(author=make_member("Ann"))
    for expert in experts:
        actions.assign(review=review, expert=expert)
    return review


def due_in(review, days):
    due = timezone.localdate() + timedelta(days=days)
    review.assignments.update(due=due)
    return due


def reminded():
    return [
        each.recipient
        for each in Notification.objects.filter(kind="review-reminder").order_by("pk")
    ]


@pytest.mark.parametrize(("days", "expected"), [(21, 0), (6, 0), (5, 2), (0, 2), (-1, 2), (-40, 2)])
def test_who_has_to_score_is_reminded_from_five_days_before(review, experts, days, expected):
    due_in(review, days)

    reminders.remind()

    assert reminded() == experts[:expected]


def test_the_programme_says_how_long_before(review):
    terms = ReviewSettings.load()
    terms.remind_days = 10
    terms.save()
    due_in(review, 10)

    reminders.remind()

    assert len(reminded()) == 2


def test_the_same_reminder_comes_once_and_one_more_each_week_after(review, experts):
    due = due_in(review, 0)
    keys = [
        reminders.reminder_key(due, due + timedelta(days=days)) for days in (-5, 0, 1, 7, 8, 14, 15)
    ]

    assert [reminders.remind() for _ in range(2)] == [
        "0 reviews opened, 2 reminders sent.",
        "0 reviews opened, 0 reminders sent.",
    ]
    assert keys == [
        f"{due}-before",
        f"{due}-before",
        f"{due}-0",
        f"{due}-0",
        f"{due}-1",
        f"{due}-1",
        f"{due}-2",
    ]


def test_only_who_has_not_scored_is_reminded(review, experts):
    give_scores(review, experts[0], 3, 3)
    due_in(review, -3)

    reminders.remind()

    assert reminded() == [experts[1]]


def test_nobody_is_reminded_while_the_author_is_asked_or_after_the_end(review):
    due_in(review, -3)
    QuerySet(Practice).update(state="expert_info_requested")
    reminders.remind()
    actions.close_review(practice=review.practice, outcome="draft")
    QuerySet(Practice).update(state="draft")
    reminders.remind()

    assert reminded() == []


def test_who_handed_back_is_not_reminded(review, experts):
    actions.hand_back(assignment=review.assignments.get(expert=experts[0]), reason="On leave.")
    due_in(review, -3)

    reminders.remind()

    assert reminded() == [experts[1]]


def test_a_reminder_says_whether_it_is_late(review):
    due_in(review, 2)
    reminders.remind()
    due_in(review, -1)
    reminders.remind()

    texts = Notification.objects.filter(kind="review-reminder").values_list("text", flat=True)
    assert sum("is due on" in text for text in texts) == 2
    assert sum("was due on" in text for text in texts) == 2


def test_the_dashboard_names_what_is_due_with_its_date(review, experts):
    (due,) = due_from(experts[0])

    assert (due.label, due.url, due.due_on) == (
        f"Review “{review.practice.title}”",
        f"/review/{review.pk}/",
        Assignment.objects.first().due,
    )
    give_scores(review, experts[0], 3, 3)
    assert due_from(experts[0]) == []
    give_scores(review, experts[1], 3, 3)
    assert [each.label for each in due_from(experts[0])] == [
        f"Conclude the review of “{review.practice.title}”"
    ]
    assert due_from(experts[1]) == []


def test_the_secretariat_is_told_how_many_practices_wait():
    secretary = make_secretary()
    under_review()
    under_review()

    assert [each.label for each in due_from(secretary)] == ["Find experts for 2 practices"]
    assert due_from(make_member()) == []


def test_dates_are_written_in_the_readers_language(experts):
    experts[0].interface_language = "de"
    experts[0].save()
    review = under_review()
    assignment = actions.assign(review=review, expert=experts[0])
    Assignment.objects.filter(pk=assignment.pk).update(due=date(2020, 3, 2))

    reminders.remind()

    assert "März 2020" in Notification.objects.get(kind="review-reminder").text
