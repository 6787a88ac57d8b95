"""A round from its preparation to what becomes of the practices that were chosen."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ponte.activity.models import Entry
from ponte.assessment.actions import submit
from ponte.assessment.models import Assessment, Rubric, RubricIsFrozen
from ponte.assessment.results import regions_views
from ponte.core.states import IllegalMove, StateIsClosed
from ponte.notifications.models import Notification
from ponte.practices.models import Practice
from ponte.selection import actions, reminders, rules, states
from ponte.selection.due import decisions_due, scores_due
from ponte.selection.models import Candidate, Round, Scorer
from ponte.selection.results import results_of
from tests.factories.community import make_member
from tests.factories.selection import Selection, past

pytestmark = pytest.mark.django_db


def refused(selection, event, by=None):
    with pytest.raises(IllegalMove) as error:
        states.move(round=selection.round, event=event, actor=by or selection.lead)
    return error.value.code


def test_the_whole_way_is_noted():
    selection = Selection().open().score_all().close().decide(0, 2, reason="These fit us.")

    entries = Entry.objects.about(selection.round).exclude(verb="score").order_by("pk")

    assert [(entry.verb, entry.to_state) for entry in entries] == [
        ("make", "draft"),
        ("open", "open"),
        ("close", "closed"),
        ("decide", "decided"),
    ]


def test_a_state_changes_through_one_door_only():
    selection = Selection()
    selection.round.state = Round.State.DECIDED

    with pytest.raises(StateIsClosed):
        selection.round.save()
    with pytest.raises(StateIsClosed):
        Round.objects.update(state="decided")


def test_steps_out_of_turn_and_of_others_are_refused():
    selection = Selection()

    assert refused(selection, "close") == "state"
    assert refused(selection, "decide") == "state"
    assert refused(selection, "open", by=selection.officers[0]) == "right"
    selection.open().close()
    assert refused(selection, "decide") == "decision"


def test_a_round_opens_only_when_each_region_and_each_practice_has_somebody():
    selection = Selection()
    selection.round.scorers.first().delete()

    assert refused(selection, "open") == "table"
    assert states.gaps(selection.round) == ["Nobody scores for Cataluña."]


def test_the_criteria_of_a_round_are_frozen():
    selection = Selection()

    with pytest.raises(RubricIsFrozen):
        Rubric.objects.get(pk=selection.round.rubric_id).save()


def test_the_database_refuses_scores_of_a_region_for_its_own_practice():
    selection = Selection().open()
    own = {"practice": selection.practices[1], "assessor": selection.officers[1]}

    for code in ("SI03", "SI", "SI031"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Assessment.objects.create(
                region=type(selection.regions[0]).objects.filter(code=code).latest("pk"),
                rubric=selection.round.rubric,
                **own,
            )
    given = selection.score(1, 0, 4, 4, 4, 4)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=given.pk).update(practice=selection.practices[1])


def test_nobody_is_asked_for_the_practice_of_their_region():
    selection = Selection().open()

    asked = rules.to_score(selection.round, selection.officers[0])

    assert [each.practice for each in asked] == selection.practices[1:]


def test_scores_come_in_only_while_the_round_is_open():
    selection = Selection()
    with pytest.raises(actions.IsClosed):
        selection.score(0, 1, 4, 4, 4, 4)

    selection.open().score(0, 1, 4, 4, 4, 4)
    selection.close()

    with pytest.raises(actions.IsClosed):
        selection.score(0, 2, 4, 4, 4, 4)


def test_scores_of_others_are_read_after_ones_own():
    selection = Selection().open()
    officer, lead = selection.officers[0], selection.lead
    other = selection.join(make_member())

    assert not rules.sees_scores.test(officer, selection.round)
    assert rules.sees_scores.test(lead, selection.round)
    assert not rules.sees_scores.test(other, selection.round)
    for practice in (1, 2, 3):
        assert not rules.sees_scores.test(officer, selection.round)
        selection.score(0, practice, 3, 3, 3, 3)
    assert rules.sees_scores.test(officer, selection.round)
    assert rules.sees_scores.test(other, selection.close().round)
    assert not rules.sees_scores.test(make_member(), selection.round)


def test_scores_are_sealed_until_the_decision():
    selection = Selection(state="validated").open()
    selection.score(0, 1, 5, 5, 5, 5)
    practice = selection.practices[1]

    assert regions_views(practice, "smarty") == []
    selection.close()
    assert regions_views(practice, "smarty") == []
    selection.decide(1)
    assert regions_views(practice, "smarty")[0].regions[0].verdict.value == 5


def test_a_sheet_begun_on_the_page_of_the_practice_is_sealed_too():
    selection = Selection(state="validated")
    draft = Assessment.objects.create(
        practice=selection.practices[1],
        region=selection.regions[0],
        assessor=selection.officers[0],
        rubric=selection.round.rubric,
    )
    other = Assessment.objects.create(
        practice=selection.practices[1],
        region=selection.regions[2],
        assessor=make_member(),
        rubric=selection.round.rubric,
    )
    assert not draft.is_sealed

    selection.open()

    draft.refresh_from_db()
    other.refresh_from_db()
    assert (draft.is_sealed, other.is_sealed) == (True, False)


def test_who_is_taken_out_counts_no_more_and_is_not_sealed():
    selection = Selection(state="validated").open()
    sheet = selection.score(0, 1, 5, 5, 5, 5)

    Scorer.objects.get(member=selection.officers[0]).delete()

    sheet.refresh_from_db()
    assert not sheet.is_sealed
    assert results_of(selection.round).given == 0


def test_the_table_has_every_figure():
    selection = Selection().open()
    selection.score(0, 1, 5, 4, 3, 4)
    selection.score(2, 1, 3, 3, 3, 3)
    selection.score(3, 1, 2, 3, 3, 4)
    selection.score(0, 2, 5, 5, 5, 5)

    results = results_of(selection.round)

    first, second = results.rows[:2]
    assert (first.practice, first.standing.convinced) == (selection.practices[1], 3)
    assert float(first.standing.mean) == pytest.approx((4 + 3 + 3) / 3)
    assert (first.standing.rank, first.standing.is_shortlisted) == (1, True)
    assert (second.standing.rank, second.standing.is_shortlisted) == (2, False)
    assert (second.missing, results.given, results.asked) == (2, 4, 12)
    assert [column.missing for column in results.columns] == [2, 1, 2, 3]
    assert {each.member: len(each.candidates) for each in results.missing} == {
        selection.officers[0]: 1,
        selection.officers[1]: 3,
        selection.officers[2]: 2,
        selection.officers[3]: 2,
    }


def test_several_of_one_region_count_as_one():
    selection = Selection()
    colleague = selection.join(make_member(region="FI1D7"))
    Scorer.objects.create(round=selection.round, member=colleague, region=selection.regions[0])
    selection.officers.append(colleague)
    selection.open()
    selection.score(0, 1, 5, 5, 5, 5)
    selection.score(4, 1, 3, 3, 3, 3)

    row = results_of(selection.round).rows[0]

    assert (row.standing.regions, row.standing.mean) == (1, 4)


def test_what_comes_after_the_close_does_not_count():
    selection = Selection(state="validated").open()
    selection.score(0, 1, 5, 5, 5, 5, hands_in=False)
    selection.close()
    submit(assessment=Assessment.objects.get())

    assert results_of(selection.round).given == 0


@pytest.mark.parametrize("count", [2, 4])
def test_the_number_of_queries_does_not_grow(count, django_assert_num_queries):
    selection = Selection(regions=("FI1D7", "SI03", "ES51", "ITI1")[:count]).open().score_all()
    round = Round.objects.select_related("project", "rubric").get()

    with django_assert_num_queries(7):
        results = results_of(round)
        assert len(results.rows) == len(selection.practices)
        assert results.changes is not None


def test_the_record_of_a_decision_stays_whatever_is_decided_later():
    selection = Selection().open().score_all().close().decide(0)
    selection.decide(1, reason="We were wrong.")

    old, new = Entry.objects.about(selection.round).filter(verb__in=["decide", "correct"])[::-1]
    chosen = [
        [row["title"] for row in entry.detail["record"]["practices"] if row["selected"]]
        for entry in (old, new)
    ]
    assert chosen == [["Practice of FI1D7"], ["Practice of SI03"]]
    assert old.detail["record"]["practices"][0]["scores"]
    assert Candidate.objects.get(is_selected=True).practice == selection.practices[1]
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=old.pk).update(detail={})


def test_a_decision_without_a_reason_is_refused():
    selection = Selection().open().close()
    judgements = {
        selection.candidate(number): actions.Judgement(is_selected=True, reason="")
        for number in range(4)
    }

    with pytest.raises(ValidationError):
        actions.decide(round=selection.round, by=selection.lead, judgements=judgements)
    assert not Candidate.objects.filter(is_selected=True).exists()


def test_what_was_selected_goes_to_the_experts_through_the_door_of_practices():
    selection = Selection()
    own = selection.practices[2]
    own.co_authors.add(selection.lead)
    selection.open().score_all().close().decide(0, 2)

    outcome = actions.send_on(round=selection.round, by=selection.lead)

    states_now = [Practice.objects.get(pk=each.pk).state for each in selection.practices]
    assert states_now == ["expert_review", "project_check", "project_check", "project_check"]
    assert [each.pk for each in outcome.sent] == [selection.practices[0].pk]
    assert [practice for practice, _why in outcome.held] == [own]
    again = actions.send_on(round=selection.round, by=selection.lead)
    assert [each.pk for each in again.already] == [selection.practices[0].pk]


def test_scores_and_decisions_are_due_from_whom_they_are():
    selection = Selection().open()
    assert [entry.label for entry in scores_due(selection.officers[0])] == [
        "Score 3 practices: “First choice”"
    ]
    assert scores_due(selection.lead) == []
    selection.score_all()
    assert scores_due(selection.officers[0]) == []
    assert decisions_due(selection.lead) == []
    Round.objects.update(deadline=past())
    assert [entry.days_late for entry in decisions_due(selection.lead)] == [1]
    selection.close()
    assert [entry.label for entry in decisions_due(selection.lead)] == ["Decide on “First choice”"]
    assert decisions_due(selection.officers[0]) == []


def test_reminders_reach_those_whose_scores_are_missing_once():
    selection = Selection().open()
    for practice in (1, 2, 3):
        selection.score(0, practice, 4, 4, 4, 4)
    Round.objects.update(deadline=past())
    Notification.objects.all().delete()

    assert reminders.remind() == "3 reminders of scores sent."
    assert reminders.remind() == "0 reminders of scores sent."
    told = set(Notification.objects.values_list("recipient", flat=True))
    assert told == {officer.pk for officer in selection.officers[1:]}
    assert actions.remind(round=Round.objects.get(), by=selection.lead) == 3
    assert actions.remind(round=Round.objects.get(), by=selection.lead) == 0


def test_who_has_given_everything_is_asked_no_more():
    selection = Selection().open()
    for practice in (1, 2, 3):
        selection.score(0, practice, 4, 4, 4, 4)

    waiting = set(Notification.objects.waiting().values_list("recipient", flat=True))

    assert waiting == {officer.pk for officer in selection.officers[1:]}


def test_a_round_that_was_opened_is_not_deleted():
    selection = Selection().open()

    with pytest.raises(actions.IsClosed):
        actions.drop_round(round=selection.round)
