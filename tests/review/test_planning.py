"""Who is asked, and the reasons given for it."""

from collections import Counter

import pytest
from django.db.models import QuerySet

from ponte.community.models import RoleGrant
from ponte.notifications.models import Notification
from ponte.practices.models import Practice
from ponte.regions.models import Region
from ponte.review import actions, checking, planning
from ponte.review.models import Assignment, Review, ReviewSettings
from ponte.topics.models import Topic
from tests.factories.review import (
    give_scores,
    make_expert,
    make_organisation,
    make_secretary,
    under_review,
)

pytestmark = pytest.mark.django_db


def chosen(plan):
    return sorted((choice.review.pk, choice.candidate.member.pk) for choice in plan.choices)


def test_topic_language_and_conflicts_decide_who_may_be_asked():
    author = make_expert("Ann")
    right = make_expert("Right", languages=["pl", "en"])
    make_expert("Topic", topics=["green"], languages=["pl"])
    make_expert("Language", languages=["fr"])
    make_expert("Silent")
    review = under_review(language="pl", author=author)

    plan = planning.plan()

    assert chosen(plan) == [(review.pk, right.pk)]
    (shortage,) = plan.shortages
    assert (shortage.review, shortage.places) == (review, 1)
    assert shortage.why == {"topic": 1, "conflict": 1, "language": 2}


def test_who_states_no_language_reads_english():
    expert = make_expert()
    review = under_review(language="en")

    assert chosen(planning.plan()) == [(review.pk, expert.pk)]


def test_an_expert_on_all_topics_comes_after_one_on_the_topic():
    everything = make_expert("All", topics=[])
    hub, very = make_expert("Hub"), make_expert("Very", topics=["rso1-3"])
    review = under_review(topics=["rso1-3"])

    plan = planning.plan()

    assert chosen(plan) == [(review.pk, hub.pk), (review.pk, very.pk)]
    fits = {c.candidate.member: c.why["fit"] for c in plan.choices}
    assert fits == {hub: 1, very: 0}
    assert everything.pk in planning.candidates()


def test_former_experts_and_closed_accounts_are_not_asked():
    former, closed = make_expert(), make_expert(is_active=False)
    RoleGrant.objects.filter(member=former).update(ended_at="2025-01-01T00:00Z")
    under_review()

    assert planning.candidates().keys().isdisjoint({former.pk, closed.pk})
    assert planning.plan().choices == []


def test_loads_end_up_even_and_nobody_is_asked_twice_for_one_practice():
    experts = [make_expert() for _ in range(4)]
    for _ in range(6):
        under_review()
    busy = under_review()
    actions.assign(review=busy, expert=experts[0])
    actions.assign(review=busy, expert=experts[1])

    plan = actions.assign_waiting()

    assert len(plan.choices) == 12
    assert plan.spread <= 1
    loads = Counter(Assignment.objects.values_list("expert", flat=True))
    assert set(loads.values()) <= {3, 4}
    assert Review.objects.waiting().count() == 0
    assert Notification.objects.filter(kind="review-asked").count() == 14


def test_scored_and_closed_reviews_are_no_load():
    expert, other = make_expert(), make_expert()
    review = under_review()
    for each in (expert, other):
        actions.assign(review=review, expert=each)
    assert planning.candidates()[expert.pk].load == 1

    give_scores(review, expert, 3, 3)

    assert planning.candidates()[expert.pk].load == 0
    assert planning.candidates()[other.pk].load == 1


def test_two_experts_of_one_organisation_do_not_review_together():
    organisation = make_organisation()
    first, second = (make_expert(organisation=organisation) for _ in range(2))
    other = make_expert()
    review = under_review()
    actions.assign(review=review, expert=first)

    assert chosen(planning.plan()) == [(review.pk, other.pk)]
    with pytest.raises(actions.NotPossible, match="same organisation"):
        actions.assign(review=review, expert=second)


def test_the_programmes_limit_of_open_reviews_holds():
    expert = make_expert()
    terms = ReviewSettings.load()
    terms.most_open, terms.experts_needed = 2, 1
    terms.save()
    for _ in range(3):
        under_review()

    plan = actions.assign_waiting()

    assert len(plan.choices) == 2
    assert [shortage.why for shortage in plan.shortages] == [{"full": 1}]
    assert Assignment.objects.filter(expert=expert).count() == 2


def test_a_proposal_that_has_changed_is_not_carried_out():
    make_expert(), make_expert()
    under_review()
    proposal = planning.plan().fingerprint
    under_review()

    with pytest.raises(actions.PlanHasChanged):
        actions.assign_waiting(proposal=proposal)
    assert Assignment.objects.count() == 0
    actions.assign_waiting(proposal=planning.plan().fingerprint)
    assert Assignment.objects.count() == 4


def test_an_assignment_keeps_its_reasons_in_words():
    place = Region.objects.page("ES51")
    make_expert("Here", region=place)
    make_expert("There"), make_expert("Else")
    review = under_review(region=place)

    actions.assign_waiting(by=make_secretary())

    smart = Topic.objects.get(slug="smart")
    assert checking.experts(review)[0].reasons == [
        f"expert on {smart.label}",
        "reads English",
        "0 open reviews before",
        "2 experts could be asked",
        "1 left out for a conflict of interest",
    ]


def test_by_hand_the_language_may_be_passed_over_and_nothing_else():
    expert = make_expert(languages=["fr"])
    review = under_review(language="fi")

    with pytest.raises(actions.NotPossible, match="language"):
        actions.assign(review=review, expert=expert)
    assignment = actions.assign(review=review, expert=expert, even_unread=True)

    assert checking.experts(review) == [assignment]
    assert checking.experts(review)[0].reasons == []


def test_a_practice_that_waits_for_its_author_waits_for_no_expert():
    review = under_review()
    QuerySet(Practice).update(state="expert_info_requested")

    assert Review.objects.waiting().count() == 0
    assert planning.cases([review.pk]) == []


def test_queries_do_not_grow_with_what_waits(django_assert_num_queries):
    experts = [make_expert(organisation=make_organisation()) for _ in range(3)]
    under_review(author=experts[0])
    with django_assert_num_queries(22):
        planning.plan()
    for _ in range(4):
        under_review(author=experts[1])

    with django_assert_num_queries(22):
        planning.plan()
