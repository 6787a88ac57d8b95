"""Two people, or two windows of one, at the same moment: nothing is lost, nothing doubled.

Each on a connection of its own, against whatever database the tests run on. The second begins
while the first has not ended: it waits for the first, and then decides by what that left.
"""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from ponte.activity.models import Entry
from ponte.assessment import actions as judging
from ponte.assessment.models import Assessment, Rubric, RubricIsFrozen, Score
from ponte.notifications.models import Notification
from ponte.practices.states import move
from ponte.regions.models import Region
from ponte.review import actions, planning
from ponte.review.models import Assignment
from tests.factories.practices import make_practice
from tests.factories.review import answers, make_member, make_secretary, under_review

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def review(experts):
    review = under_review(author=make_member("Ann"))
    for expert in experts[:2]:
        actions.assign(review=review, expert=expert)
    return review


def meanwhile(first, second):
    """Do `first`, begin `second` before its transaction ends; return what `second` raised.

    On PostgreSQL the transaction ends when `second` waits for it or is done.
    """

    def on_its_own():
        try:
            second()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the outcome
            return error
        finally:
            connections.close_all()
        return None

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            running = pool.submit(on_its_own)
            let_it_run(running)
        return running.result(timeout=60)


def let_it_run(running):
    until = time.monotonic() + 10
    while not running.done() and time.monotonic() < until and not somebody_waits():
        time.sleep(0.05)


def somebody_waits():
    if connection.vendor == "sqlite":
        time.sleep(0.2)  # who wants to write waits at the door, unseen
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def of(review, expert):
    return review.assignments.get(expert=expert)


def draft(review, expert, *values):
    return actions.keep(assignment=of(review, expert), scores=answers(review, *values), remark="")


def told(kind):
    return Notification.objects.filter(kind=kind).count()


@pytest.mark.parametrize(("second", "complete", "further"), [((4, 4), True, 0), ((0, 0), False, 1)])
def test_two_experts_hand_in_the_last_scores(review, experts, second, complete, further):
    ada, ben = draft(review, experts[0], 4, 4), draft(review, experts[1], *second)

    error = meanwhile(
        lambda: actions.submit(assignment=ada), lambda: actions.submit(assignment=ben)
    )

    review.refresh_from_db()
    assert error is None
    assert review.assignments.filter(state="scored").count() == 2
    assert review.is_complete is complete
    assert told("review-conclude") == complete
    assert review.assignments.filter(is_further=True, state="asked").count() == further


def test_one_expert_hands_in_from_two_windows(review, experts):
    assignment = draft(review, experts[0], 4, 4)

    error = meanwhile(
        lambda: actions.submit(assignment=assignment),
        lambda: actions.submit(assignment=assignment),
    )

    assert isinstance(error, actions.NotPossible)
    assert of(review, experts[0]).is_scored
    assert Entry.objects.about(review).filter(verb="score").count() == 1


def test_a_draft_from_another_window_does_not_touch_what_is_being_handed_in(review, experts):
    assignment = draft(review, experts[0], 4, 4)

    error = meanwhile(
        lambda: actions.submit(assignment=assignment), lambda: draft(review, experts[0], 1, 1)
    )

    assert isinstance(error, actions.NotPossible)
    assert [score.value for score in Score.objects.all()] == [4, 4]
    assert Assessment.objects.get().is_submitted


def test_two_windows_keep_their_first_drafts(review, experts):
    assignment = of(review, experts[0])
    opened = judging.sheet_of(actions.sheet(assignment)).fingerprint

    def keep(*values):
        scores = answers(review, *values)
        actions.keep(assignment=assignment, scores=scores, remark="", basis=opened)

    error = meanwhile(lambda: keep(4, None), lambda: keep(None, 2))

    assert isinstance(error, judging.SheetHasChanged)
    assert [score.value for score in Score.objects.all()] == [4]


@pytest.mark.parametrize("released_first", [True, False])
def test_an_expert_hands_in_while_the_secretariat_takes_the_review_away(
    review, experts, released_first
):
    assignment, secretary = draft(review, experts[0], 4, 4), make_secretary()
    steps = [
        lambda: actions.release(assignment=assignment, by=secretary, reason="Ill."),
        lambda: actions.submit(assignment=assignment),
    ]

    error = meanwhile(*(steps if released_first else reversed(steps)))

    assert isinstance(error, actions.NotPossible)
    state = Assignment.State.RELEASED if released_first else Assignment.State.SCORED
    assert of(review, experts[0]).state == state
    assert told("review-released") == released_first


def test_scores_come_in_while_another_expert_asks_the_author(review, experts):
    assignment = draft(review, experts[0], 4, 4)

    error = meanwhile(
        lambda: move(practice=review.practice, event="ask", actor=experts[1], reason="How many?"),
        lambda: actions.submit(assignment=assignment),
    )

    assert "wait for the answer" in error.message
    assert of(review, experts[0]).state == Assignment.State.ASKED
    assert [score.value for score in Score.objects.all()] == [4, 4]


def test_two_of_the_secretariat_agree_to_one_proposal(experts):
    reviews = [under_review(), under_review()]
    proposal = planning.plan().fingerprint

    error = meanwhile(
        lambda: actions.assign_waiting(proposal=proposal),
        lambda: actions.assign_waiting(proposal=proposal),
    )

    assert isinstance(error, actions.PlanHasChanged)
    assert [each.assignments.count() for each in reviews] == [2, 2]
    assert told("review-asked") == 4


def test_further_experts_are_called_in_two_reviews(review, experts):
    other = under_review()
    for expert in experts[:2]:
        actions.assign(review=other, expert=expert)
    for each in (review, other):
        actions.submit(assignment=draft(each, experts[0], 5, 5))
    last = [draft(each, experts[1], 0, 0) for each in (review, other)]

    error = meanwhile(
        lambda: actions.submit(assignment=last[0]), lambda: actions.submit(assignment=last[1])
    )

    assert error is None
    assert Assignment.objects.filter(is_further=True, expert=experts[2]).count() == 2


def test_a_member_judges_for_a_region_from_two_windows():
    member, smarty = make_member("Pia"), Rubric.objects.named("smarty")
    pair = {"practice": make_practice(), "assessor": member, "rubric": smarty}
    sheet = judging.regional_sheet(region=Region.objects.get(code="PL91"), **pair)
    opened = judging.sheet_of(sheet).fingerprint
    impact = smarty.criteria.first()

    def keep(value):
        judging.score(assessment=sheet, scores={impact: (value, "")}, basis=opened)

    error = meanwhile(lambda: keep(4), lambda: keep(2))

    assert isinstance(error, judging.SheetHasChanged)
    assert [score.value for score in Score.objects.all()] == [4]
    assert Assessment.objects.count() == 1


def test_a_rubric_is_changed_while_somebody_begins_to_judge_by_it():
    member, opsi = make_member("Pia"), Rubric.objects.named("opsi")
    practice, region = make_practice(), Region.objects.get(code="PL91")
    said = judging.specification_of(opsi)

    error = meanwhile(
        lambda: judging.begin(practice=practice, assessor=member, rubric=opsi, region=region),
        lambda: judging.write(opsi, said),
    )

    assert isinstance(error, RubricIsFrozen)
    assert judging.specification_of(Rubric.objects.named("opsi")) == said
