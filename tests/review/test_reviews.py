"""From the first question to the last word: who is asked, when a further expert is called,
who concludes, and what happens when the text changes meanwhile."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from ponte.activity.models import Entry
from ponte.assessment.actions import SheetHasChanged, sheet_of
from ponte.core.states import IllegalMove
from ponte.notifications.models import Notification
from ponte.practices.models import Practice
from ponte.practices.states import move
from ponte.review import actions
from ponte.review.models import Assignment, DeclaredConflict, Review, ReviewSettings
from tests.factories.review import (
    answers,
    concluded,
    give_scores,
    make_expert,
    make_secretary,
    under_review,
)
from tests.practices.whole import put

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(experts):
    """A review with its first two experts asked."""
    review = under_review()
    for expert in experts[:2]:
        actions.assign(review=review, expert=expert)
    return review


def told(member, kind):
    return Notification.objects.filter(recipient=member, kind=kind)


def test_a_practice_that_reaches_the_experts_gets_a_review_on_todays_terms():
    terms = ReviewSettings.load()
    terms.experts_needed, terms.margin, terms.rubric = 3, Decimal("0.50"), "urbact"
    terms.save()

    review = under_review()

    assert (review.needed, review.margin, review.rubric.slug) == (3, Decimal("0.50"), "urbact")


def test_a_running_review_keeps_its_terms(asked):
    terms = ReviewSettings.load()
    terms.experts_needed = 3
    terms.save()

    assert actions.open_review(practice=asked.practice) == asked
    assert Review.objects.get().needed == 2


def test_an_expert_is_asked_with_a_date_and_told_once(asked, experts):
    assignment = asked.assignments.get(expert=experts[0])

    (notification,) = told(experts[0], "review-asked")
    assert assignment.due == timezone.localdate() + timedelta(days=21)
    assert notification.needs_action
    assert notification.url == f"/review/{asked.pk}/"
    assert asked.practice.title in notification.text


def test_equal_scores_make_the_review_complete_and_the_first_expert_concludes(asked, experts):
    give_scores(asked, experts[1], 4, 4)
    assert not Review.objects.get().is_complete

    review = give_scores(asked, experts[0], 4, 4)

    assert review.is_complete
    assert review.further_called_at is None
    assert told(experts[0], "review-conclude").count() == 1
    assert told(experts[1], "review-conclude").count() == 0


@pytest.mark.parametrize(
    ("first", "second", "called"),
    [((3, 3), (4, 4), False), ((3, 3), (4, 5), True), ((0, 5), (5, 0), False)],
)
def test_a_further_expert_is_called_exactly_beyond_the_margin(
    asked, experts, first, second, called
):
    give_scores(asked, experts[0], *first)

    review = give_scores(asked, experts[1], *second)

    further = review.assignments.filter(is_further=True)
    assert [each.expert for each in further] == ([experts[2]] if called else [])
    assert review.is_complete is not called
    assert told(experts[2], "review-asked").count() == called


def test_the_further_expert_settles_it_and_concludes(asked, experts):
    give_scores(asked, experts[0], 1, 1)
    give_scores(asked, experts[1], 5, 5)

    review = give_scores(asked, experts[2], 0, 0)

    assert review.is_complete
    assert review.concluding.expert == experts[2]
    assert review.assignments.count() == 3
    assert told(experts[2], "review-conclude").count() == 1


def test_where_no_further_expert_can_be_found_the_secretariat_decides(experts):
    secretary = make_secretary()
    make_expert("Other", topics=["green"])
    review = under_review(author=experts[2])
    for expert in experts[:2]:
        actions.assign(review=review, expert=expert)
    give_scores(review, experts[0], 1, 1)

    review = give_scores(review, experts[1], 5, 5)

    assert not review.is_complete
    assert told(secretary, "review-shortage").count() == 1
    review = actions.go_on_with_fewer(review=review, by=secretary, reason="There is nobody else.")
    assert review.is_complete
    assert review.concluding.expert == experts[0]


def test_going_on_with_fewer_needs_a_reason_and_an_expert(experts):
    secretary = make_secretary()
    review = under_review()

    with pytest.raises(actions.NotPossible, match="one expert"):
        actions.go_on_with_fewer(review=review, by=secretary, reason="No time.")
    actions.assign(review=review, expert=experts[0])
    with pytest.raises(actions.NotPossible, match="reason"):
        actions.go_on_with_fewer(review=review, by=secretary, reason=" ")


def test_only_an_expert_of_the_review_concludes_and_only_when_all_scores_are_in(asked, experts):
    give_scores(asked, experts[0], 3, 3)

    for actor in (experts[0], experts[2]):
        with pytest.raises(IllegalMove) as refused:
            move(practice=asked.practice, event="validate", actor=actor, text="Good.")
        assert refused.value.code == "right"
    give_scores(asked, experts[1], 3, 3)
    with pytest.raises(IllegalMove):
        move(practice=asked.practice, event="validate", actor=experts[2], text="Good.")
    moved = move(practice=asked.practice, event="validate", actor=experts[1], text="Good.")

    assert moved.state == "validated"


def test_a_practice_without_a_review_is_not_validated(experts):
    practice = under_review().practice
    Review.objects.all().delete()

    with pytest.raises(IllegalMove):
        move(practice=practice, event="validate", actor=experts[0], text="Good.")


def test_the_outcome_closes_the_review_and_settles_what_was_due(experts):
    review = concluded((3, 3), (3, 3), experts=experts[:2])

    assert review.outcome == "validated"
    assert review.closed_at is not None
    assert Notification.objects.waiting().count() == 0
    assert [told(expert, "review-outcome").count() for expert in experts] == [1, 1, 0]


def test_withdrawing_closes_the_review(experts):
    review = under_review(author=experts[2])
    actions.assign(review=review, expert=experts[0])

    move(practice=review.practice, event="withdraw", actor=experts[2])

    review.refresh_from_db()
    assert (review.outcome, review.is_open) == ("draft", False)
    assert Notification.objects.waiting().count() == 0
    with pytest.raises(actions.NotPossible, match="closed"):
        give_scores(review, experts[0], 1, 1)


def test_a_question_pauses_the_review_and_an_answer_makes_scores_drafts_again(experts):
    author = experts[2]
    review = under_review(author=author)
    for expert in experts[:2]:
        actions.assign(review=review, expert=expert)
    give_scores(review, experts[0], 4, 2)

    move(practice=review.practice, event="ask", actor=experts[1], reason="How many firms?")

    assert Notification.objects.waiting().filter(kind="review-asked").count() == 0
    with pytest.raises(actions.NotPossible, match="wait for the answer"):
        give_scores(review, experts[1], 3, 3)
    QuerySet(Practice).filter(pk=review.practice_id).update(state="expert_review")
    actions.resume(practice=review.practice)
    first = review.assignments.get(expert=experts[0])
    assert first.state == Assignment.State.ASKED
    assert not first.assessment.is_submitted
    assert [score.value for score in first.assessment.scores.all()] == [4, 2]


def test_scores_that_everybody_has_seen_stay(asked, experts):
    give_scores(asked, experts[0], 4, 4)
    give_scores(asked, experts[1], 4, 4)

    actions.resume(practice=asked.practice)

    assert set(asked.assignments.values_list("state", flat=True)) == {"scored"}


def test_who_hands_back_is_replaced_at_once_and_not_asked_again(asked, experts):
    assignment = asked.assignments.get(expert=experts[0])

    actions.hand_back(assignment=assignment, reason="On leave until May.")

    assert list(asked.assignments.acting().values_list("expert", flat=True)) == [
        experts[1].pk,
        experts[2].pk,
    ]
    assert told(experts[0], "review-asked").get().settled_at is not None
    assert not DeclaredConflict.objects.exists()
    with pytest.raises(actions.NotPossible, match="No expert is wanted"):
        actions.assign(review=asked, expert=experts[0])


def test_a_conflict_named_when_handing_back_is_kept(asked, experts):
    assignment = asked.assignments.get(expert=experts[0])

    actions.hand_back(assignment=assignment, reason="My cousin runs it.", is_conflict=True)

    declared = DeclaredConflict.objects.get()
    assert (declared.expert, declared.practice) == (experts[0], asked.practice)


def test_handing_back_needs_a_reason_and_no_scores(asked, experts):
    assignment = asked.assignments.get(expert=experts[0])

    with pytest.raises(actions.NotPossible, match="reason"):
        actions.hand_back(assignment=assignment, reason=" ")
    give_scores(asked, experts[0], 1, 1)
    with pytest.raises(actions.NotPossible, match="stay as they were"):
        actions.hand_back(assignment=assignment, reason="No time.")


def test_who_is_released_is_told_why(asked, experts):
    assignment = asked.assignments.get(expert=experts[0])

    actions.release(assignment=assignment, by=make_secretary(), reason="Ill since Monday.")

    assert "Ill since Monday." in told(experts[0], "review-released").get().text
    assert Review.objects.waiting().get().places == 1


def test_nobody_is_asked_against_a_conflict_without_the_topic_or_twice(experts):
    author, expert = experts[0], experts[1]
    other = make_expert("Gus", topics=["green"])
    review = under_review(author=author)

    for member, why in [(author, "conflict"), (other, "topic"), (make_secretary(), "no expert")]:
        with pytest.raises(actions.NotPossible, match=why):
            actions.assign(review=review, expert=member)
    actions.assign(review=review, expert=expert)
    with pytest.raises(actions.NotPossible, match="before"):
        actions.assign(review=review, expert=expert)


def test_scores_are_handed_in_once(asked, experts):
    give_scores(asked, experts[0], 1, 1)

    with pytest.raises(actions.NotPossible, match="stay as they were"):
        actions.submit(assignment=asked.assignments.get(expert=experts[0]))


def test_the_log_names_who_did_what_but_no_score(asked, experts):
    give_scores(asked, experts[0], 1, 1)
    give_scores(asked, experts[1], 5, 5)

    entries = Entry.objects.about(asked).order_by("pk")

    assert [(entry.verb, entry.actor) for entry in entries] == [
        ("open", None),
        ("ask", None),
        ("ask", None),
        ("score", experts[0]),
        ("score", experts[1]),
        ("call-further", None),
        ("ask", None),
    ]
    assert {key for entry in entries for key in entry.detail} == {"expert", "assignment"}


def test_a_second_review_begins_with_the_first_scores_as_a_draft(experts):
    review = under_review()
    for expert in experts[:2]:
        actions.assign(review=review, expert=expert)
        give_scores(review, expert, 2, 3)
    move(practice=review.practice, event="not_select", actor=experts[0], reason="Too early.")
    put(review.practice, "expert_review")
    again = actions.open_review(practice=review.practice)
    assignment = actions.assign(review=again, expert=experts[0])

    shown = actions.sheet(assignment)
    assert [score.value for score in shown.scores.all()] == [2, 3]
    give_scores(again, experts[0], 4, 4)

    assert again.pk != review.pk
    first, second = (each.assignments.get(expert=experts[0]).assessment for each in (review, again))
    assert [score.value for score in first.scores.all()] == [2, 3]
    assert [score.value for score in second.scores.all()] == [4, 4]


def keep(assignment, *values, **fields):
    scores = answers(assignment.review, *values)
    return actions.keep(assignment=assignment, scores=scores, remark="", **fields)


def test_what_somebody_looked_at_before_the_end_changes_nothing_after_it(asked, experts):
    stale = asked.assignments.get(expert=experts[0])
    give_scores(asked, experts[0], 4, 4)

    for step in (
        lambda: keep(stale, 1, 1),
        lambda: actions.submit(assignment=stale),
        lambda: actions.hand_back(assignment=stale, reason="On leave."),
        lambda: actions.release(assignment=stale, by=make_secretary(), reason="Ill."),
    ):
        with pytest.raises(actions.NotPossible, match="stay as they were"):
            step()

    present = asked.assignments.get(expert=experts[0])
    assert present.is_scored
    assert present.assessment.is_submitted
    assert [score.value for score in present.assessment.scores.all()] == [4, 4]


@pytest.mark.parametrize(
    ("leave", "why"), [("hand_back", "handed back"), ("release", "taken from")]
)
def test_scores_that_come_after_the_expert_left_are_refused(asked, experts, leave, why):
    stale = keep(asked.assignments.get(expert=experts[0]), 4, 4)
    by = {"by": make_secretary()} if leave == "release" else {}
    getattr(actions, leave)(
        assignment=asked.assignments.get(expert=experts[0]), reason="Ill.", **by
    )

    for step in (lambda: keep(stale, 1, 1), lambda: actions.submit(assignment=stale)):
        with pytest.raises(actions.NotPossible, match=why):
            step()

    assert not asked.assignments.get(expert=experts[0]).is_scored
    assert asked.assignments.acting().filter(expert=experts[0]).count() == 0


def test_a_draft_of_an_older_window_is_refused_and_loses_nothing(asked, experts):
    assignment = asked.assignments.get(expert=experts[0])
    opened = sheet_of(actions.sheet(assignment), assignment.remark).fingerprint
    keep(assignment, 4, None, basis=opened)

    with pytest.raises(SheetHasChanged):
        keep(assignment, None, 2, basis=opened)

    (score,) = asked.assignments.get(expert=experts[0]).assessment.scores.all()
    assert score.value == 4


def test_practices_that_came_another_way_get_their_review():
    practice = under_review().practice
    Review.objects.all().delete()

    assert actions.open_missing() == 1
    assert Review.objects.get().practice == practice
    assert actions.open_missing() == 0
