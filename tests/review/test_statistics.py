"""What is published about reviews: agreement from ten practices on, and never a name."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from ponte.review import actions, statistics
from ponte.review.models import Review
from tests.factories.review import (
    concluded,
    give_scores,
    make_secretary,
    under_review,
)

pytestmark = pytest.mark.django_db


def many(experts, pairs):
    for first, second in pairs:
        concluded((first, first), (second, second), experts=experts[:2])


def test_agreement_is_published_from_ten_practices_on(experts):
    pairs = [(0, 0), (1, 1), (2, 3), (3, 3), (4, 4), (5, 5), (4, 3), (2, 2), (1, 1)]
    many(experts, pairs)
    (before,) = statistics.agreements()

    many(experts, [(3, 3)])

    # The 20 scores have the variance 2.15, so chance gives 4.3; two pairs of ten lie one apart.
    (after,) = statistics.agreements()
    assert (before.overall.practices, before.overall.kappa) == (9, None)
    assert after.overall.practices == 10
    assert (after.overall.same, after.overall.near) == (0.8, 1.0)
    assert [row.criterion.slug for row in after.criteria] == ["impact", "track-record"]
    assert [round(row.kappa, 4) for row in after.criteria] == [0.9535, 0.9535]
    assert round(after.overall.kappa, 4) == 0.9535


def test_what_the_further_expert_gave_does_not_count(experts, monkeypatch):
    review = under_review()
    for expert in experts[:2]:
        actions.assign(review=review, expert=expert)
    give_scores(review, experts[0], 1, 1)
    give_scores(review, experts[1], 5, 5)
    give_scores(review, experts[2], 5, 5)
    actions.close_review(practice=review.practice, outcome="validated")

    monkeypatch.setattr(statistics, "FEWEST", 1)
    (rubric,) = statistics.agreements()

    assert Review.objects.get().assignments.filter(is_further=True).count() == 1
    assert (rubric.overall.practices, rubric.overall.same) == (1, 0.0)


@pytest.mark.parametrize("number", [1, 3])
def test_counting_costs_the_same_for_one_review_and_three(
    experts, number, django_assert_num_queries
):
    many(experts, [(3, 3)] * number)

    with django_assert_num_queries(7):
        totals, (rubric,) = statistics.published()

    assert (totals.closed, rubric.overall.practices) == (number, number)


def test_figures_are_counted_anew_only_when_a_review_was_closed(experts, django_assert_num_queries):
    many(experts, [(3, 3)])
    before, _agreements = statistics.published()
    with django_assert_num_queries(1):
        assert statistics.published()[0] == before

    many(experts, [(3, 3)])

    assert statistics.published()[0].closed == 2


def test_days_are_the_median(experts):
    for days in (1, 2, 9):
        review = concluded((3, 3), (3, 3), experts=experts[:2])
        opened = review.closed_at - timedelta(days=days)
        Review.objects.filter(pk=review.pk).update(opened_at=opened)

    assert statistics.totals().days == 2


def test_totals_count_what_ended_with_an_outcome(experts):
    concluded((3, 3), (3, 3), experts=experts[:2])
    declined = under_review()
    for expert in experts[:2]:
        actions.assign(review=declined, expert=expert)
        give_scores(declined, expert, 1, 1)
    actions.close_review(practice=declined.practice, outcome="declined")
    actions.close_review(practice=under_review().practice, outcome="draft")
    under_review()

    found = statistics.totals()

    assert (found.closed, found.validated, found.not_selected) == (2, 1, 1)
    assert (found.compared, found.further, found.days) == (2, 0, 0)


def test_severity_is_for_the_expert_and_the_secretariat_only(client, experts):
    concluded((2, 2), (3, 3), experts=experts[:2])
    address = reverse("review:statistics")

    assert "Severity" not in client.get(address).content.decode()
    client.force_login(experts[0])
    own = client.get(address).content.decode()
    client.force_login(make_secretary())
    everybody = client.get(address).content.decode()

    assert "Ada Test" in own
    assert "-1.00" in own.replace("−", "-")
    assert "Ben Test" not in own
    assert "Ben Test" in everybody
    assert "+1.00" in everybody


def test_severity_compares_with_the_others_of_the_same_practice(experts):
    concluded((2, 2), (3, 3), experts=experts[:2])
    concluded((3, 4), (3, 3), experts=experts[1:])

    rows = statistics.expert_severities()

    assert [(member, severity.reviews) for member, severity in rows] == [
        (experts[0], 1),
        (experts[2], 1),
        (experts[1], 2),
    ]
    assert [severity.deviation for _member, severity in rows] == [-1.0, -0.5, 0.75]


def test_the_public_page_without_any_review(client):
    response = client.get(reverse("review:statistics"))

    assert response.status_code == 200
    assert "No practice was scored by several experts yet." in response.content.decode()


def test_the_exact_score_is_a_fraction(experts):
    review = under_review()
    assignment = actions.assign(review=review, expert=experts[0])
    give_scores(review, experts[0], 2, 3)
    assignment.refresh_from_db()

    assert actions.exact_score(assignment.assessment) == Decimal("2.5")
