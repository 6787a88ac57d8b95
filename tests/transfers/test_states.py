"""The life of a transfer: one table, one door."""

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from ponte.activity.models import Entry
from ponte.core.states import IllegalMove, StateIsClosed
from ponte.transfers import actions, states
from ponte.transfers.models import Transfer
from ponte.transfers.states import TRANSITIONS, Event, Need
from tests.factories.transfers import (
    add_to_team,
    advance,
    finish,
    give_answers,
    make_officer,
    make_transfer,
    team_lead,
)

pytestmark = pytest.mark.django_db


def refused(transfer, event, *, actor=None, **given):
    """The code with which a move is refused."""
    with pytest.raises(IllegalMove) as error:
        states.move(transfer=transfer, event=event, actor=actor or team_lead(transfer), **given)
    return error.value.code


def test_the_whole_way_is_noted_under_the_name_of_who_went_it():
    transfer = make_transfer()

    transfer = finish(advance(transfer, "conclude", "plan", "begin"))

    entries = Entry.objects.about(transfer).order_by("pk")
    assert transfer.state == Transfer.State.ADOPTED
    assert [(entry.verb, entry.to_state) for entry in entries] == [
        ("open", "considered"),
        ("answer", ""),
        ("conclude", "assessed"),
        ("plan", "planned"),
        ("begin", "adopting"),
        ("adopt", "adopted"),
    ]
    assert {entry.actor for entry in entries} == {team_lead(transfer)}


def test_saving_and_updating_change_no_state():
    transfer = make_transfer()
    transfer.state = Transfer.State.ADOPTED

    with pytest.raises(StateIsClosed):
        transfer.save()
    with pytest.raises(StateIsClosed):
        Transfer.objects.update(state="adopted")
    assert Transfer.objects.get().state == Transfer.State.CONSIDERED


@pytest.mark.parametrize("event", [event for event in Event if event not in {"conclude", "stop"}])
def test_a_step_that_is_not_in_the_table_is_refused(event):
    assert refused(make_transfer(), event) == "state"


@pytest.mark.parametrize("who", ["owner", "colleague", "invited"])
def test_only_the_team_takes_steps(who):
    transfer = make_transfer()
    colleague = make_officer("SI03")
    invited = make_officer("SI03")
    actions.invite(transfer=transfer, member=invited, by=team_lead(transfer))
    actors = {"owner": transfer.practice.author, "colleague": colleague, "invited": invited}

    assert refused(transfer, "stop", actor=actors[who], reason="No money.") == "right"


def test_an_assessment_is_concluded_only_with_answers_of_the_region():
    transfer = make_transfer()
    give_answers(transfer, by=transfer.practice.author)

    assert refused(transfer, "conclude") == Need.ANSWERS

    give_answers(transfer)
    assert advance(transfer, "conclude").state == Transfer.State.ASSESSED


def test_what_was_expected_is_kept_when_the_assessment_is_concluded():
    transfer = make_transfer()
    give_answers(transfer, legal={"support": None, "importance": 3})

    transfer = advance(transfer, "conclude")

    assert transfer.expected_score == 0.5
    assert transfer.expected_coverage == 34 / 37
    assert transfer.expected_verdict == "transferable"


def test_nothing_is_planned_while_a_constraint_is_open():
    transfer = make_transfer()
    give_answers(
        transfer,
        legal={"support": -2, "importance": 3, "sees_no_way": True},
        staff={"support": -1, "sees_no_way": True},
    )
    transfer = advance(transfer, "conclude")
    legal, staff = (transfer.framework.components.get(slug=slug) for slug in ("legal", "staff"))

    assert transfer.expected_verdict == "blocked"
    assert refused(transfer, "plan") == Need.MITIGATIONS
    actions.mitigate(transfer=transfer, by=team_lead(transfer), texts={legal: "Ask for consent."})
    assert refused(transfer, "plan") == Need.MITIGATIONS
    actions.mitigate(transfer=transfer, by=team_lead(transfer), texts={staff: "Train some."})

    transfer = advance(transfer, "plan")
    assert (transfer.state, transfer.expected_verdict) == ("planned", "adaptable")


@pytest.mark.parametrize("events", [(), ("conclude",), ("conclude", "plan")])
def test_it_is_stopped_with_a_reason_only_and_taken_up_again(events):
    transfer = advance(make_transfer(), *events)

    assert refused(transfer, "stop", reason=" ") == Need.REASON
    assert refused(transfer, "stop", reason="x" * 1001) == Need.REASON

    stopped = states.move(
        transfer=transfer, event="stop", actor=team_lead(transfer), reason="No money."
    )
    assert (stopped.state, stopped.stop_reason) == ("stopped", "No money.")
    assert stopped.ended_on == timezone.localdate()
    assert advance(stopped, "resume").ended_on is None


def test_what_was_being_adopted_ends_only_with_a_report():
    transfer = advance(make_transfer(), "conclude", "plan", "begin")

    assert refused(transfer, "adopt") == Need.REPORT
    assert refused(transfer, "adapt") == Need.REPORT
    assert refused(transfer, "stop", reason="No money.") == Need.REPORT
    assert transfer.adopting_since == timezone.localdate()


def test_what_was_tried_and_stopped_is_not_taken_up_again():
    transfer = advance(make_transfer(), "conclude", "plan", "begin")

    transfer = finish(transfer, "stop", reason="No money.", result="failed")

    assert transfer.state == Transfer.State.STOPPED
    assert refused(transfer, "resume") == "state"
    assert states.possible(transfer, team_lead(transfer)) == []


def test_an_assessment_is_opened_again_for_others():
    transfer = advance(make_transfer(), "conclude")
    late = make_officer("SI03")
    add_to_team(transfer, late)

    transfer = advance(transfer, "reopen")
    give_answers(transfer, by=late)

    assert transfer.sheets.sent().count() == 2


def test_who_looked_at_an_older_state_is_told():
    transfer = make_transfer()
    seen = Transfer.objects.get(pk=transfer.pk)
    advance(transfer, "conclude")

    assert refused(seen, "conclude") == "state"


def test_possible_names_the_rows_of_the_table_for_the_team():
    transfer = make_transfer()

    assert [row.event for row in states.possible(transfer, team_lead(transfer))] == [
        Event.CONCLUDE,
        Event.STOP,
    ]
    assert states.possible(transfer, transfer.practice.author) == []


def test_every_state_can_be_reached_and_left_but_the_ends():
    reached = {row.to for row in TRANSITIONS}
    left = {row.source for row in TRANSITIONS}

    assert reached | {Transfer.State.CONSIDERED} == set(Transfer.State)
    assert set(Transfer.State) - left == {Transfer.State.ADOPTED, Transfer.State.ADAPTED}


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "lost"},
        {"state": "stopped", "ended_on": "2026-01-01"},
        {"state": "adopting"},
        {"state": "adopted", "adopting_since": "2026-01-01"},
        {"expected_score": 1.5},
        {"visibility": "none"},
        {"begins_on": "2026-02-01", "ends_on": "2026-01-01"},
    ],
    ids=str,
)
def test_the_database_refuses_what_cannot_be(broken):
    transfer = make_transfer()
    plain = models.QuerySet(Transfer).filter(pk=transfer.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        plain.update(**broken)
