"""The life of an action plan: one table, one door."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from ponte.activity.models import Entry
from ponte.core.states import IllegalMove, StateIsClosed
from ponte.plans import actions, states
from ponte.plans.models import ActionPlan, Participant
from ponte.plans.sections import place_at
from ponte.plans.states import TRANSITIONS, Event, Need
from tests.factories.community import make_member
from tests.factories.plans import (
    add_participant,
    endorsed_plan,
    make_plan,
    make_report,
    offered_plan,
    partner_of,
    running_plan,
    secretary,
    signature_for,
    whole_plan,
)

pytestmark = pytest.mark.django_db
Role = Participant.Role


def refused(plan, event, *, actor=None, **given):
    """The code with which a move is refused."""
    with pytest.raises(IllegalMove) as error:
        states.move(plan=plan, event=event, actor=actor or partner_of(plan), **given)
    return error.value.code


def test_the_whole_way_is_noted_and_every_version_kept():
    plan = endorsed_plan()

    plan = states.move(plan=plan, event="begin", actor=partner_of(plan))

    told = Entry.objects.about(plan).exclude(to_state="").order_by("pk")
    assert [entry.to_state for entry in told] == [
        "draft",
        "stakeholder_consultation",
        "secretariat_check",
        "revised",
        "endorsed",
        "in_implementation",
    ]
    # The text did not change on the way: one version.
    assert [version.number for version in plan.versions.all()] == [1]
    assert plan.endorsement.version.number == 1
    assert (plan.endorsement.name, plan.endorsement.body) == (
        "Ada",
        plan.instrument.responsible_authority.name_original,
    )
    assert plan.is_public


def test_saving_and_updating_change_no_state():
    plan = make_plan()
    plan.state = ActionPlan.State.ENDORSED

    with pytest.raises(StateIsClosed):
        plan.save()
    with pytest.raises(StateIsClosed):
        ActionPlan.objects.update(state="endorsed")


@pytest.mark.parametrize("event", [event for event in Event if event != "consult"])
def test_a_step_that_is_not_in_the_table_is_refused(event):
    assert refused(make_plan(), event) == "state"


def test_a_consultation_needs_an_action_and_the_secretariat_a_whole_text():
    plan = make_plan()

    assert refused(plan, "consult") == Need.ACTION
    actions.add_action(plan=plan, by=partner_of(plan), title="Begin")
    plan = states.move(plan=plan, event="consult", actor=partner_of(plan))
    assert refused(plan, "submit") == Need.COMPLETE


def test_an_open_suggestion_keeps_a_plan_from_the_secretariat():
    plan = whole_plan()
    plan = states.move(plan=plan, event="consult", actor=partner_of(plan))
    place = place_at(plan, "context")
    actions.suggest(place=place, by=make_member(), field="context", text="Firms close early.")

    assert refused(plan, "submit") == Need.SETTLED


@pytest.mark.parametrize("role", [Role.STAKEHOLDER, Role.AUTHORITY])
def test_only_partners_take_the_partners_steps(role):
    plan = whole_plan()

    assert refused(plan, "consult", actor=add_participant(plan, role)) == "right"


def test_the_secretariat_returns_with_a_reason_or_without_comments():
    plan = whole_plan()
    by, officer = partner_of(plan), secretary()
    plan = states.move(plan=plan, event="consult", actor=by)
    plan = states.move(plan=plan, event="submit", actor=by)

    assert refused(plan, "clear") == "right"
    assert refused(plan, "comment", actor=officer) == Need.REASON
    plan = states.move(plan=plan, event="comment", actor=officer, reason="Say who pays.")
    assert plan.state == "revised"
    assert Entry.objects.about(plan).first().detail["reason"] == "Say who pays."


def test_only_an_invited_member_of_the_responsible_authority_endorses():
    plan = offered_plan()
    signature = signature_for(plan)
    stranger = make_member(organisation=plan.instrument.responsible_authority)
    turned = add_participant(plan, Role.AUTHORITY)
    turned.organisation = None
    turned.save()
    stakeholder = add_participant(plan, Role.STAKEHOLDER)

    for actor in (partner_of(plan), stranger, turned, stakeholder, secretary()):
        assert refused(plan, "endorse", actor=actor, signature=signature) == "right"


def test_an_endorsement_needs_a_signature_under_the_text_that_was_read():
    plan = offered_plan()
    officer = add_participant(plan, Role.AUTHORITY)
    read = signature_for(plan)
    action = plan.actions.get()
    actions.edit(
        record=action, by=partner_of(plan), values={"players": "Others"}, seen=action.lock_version
    )

    assert refused(plan, "endorse", actor=officer) == Need.SIGNATURE
    unsigned = signature_for(plan, name=" ")
    assert refused(plan, "endorse", actor=officer, signature=unsigned) == Need.SIGNATURE
    assert refused(plan, "endorse", actor=officer, signature=read) == "changed"


def test_the_text_of_an_endorsed_plan_stays():
    plan = endorsed_plan()

    with pytest.raises(ValidationError, match="closed"):
        actions.edit(record=plan, by=partner_of(plan), values={"context": "x"}, seen=99)
    with pytest.raises(ValidationError, match="closed"):
        actions.add_action(plan=plan, by=partner_of(plan), title="Late")


@pytest.mark.parametrize("event", ["complete_partly", "give_up"])
def test_what_was_not_done_is_explained(event):
    plan = running_plan()

    assert refused(plan, event) == Need.REASON
    plan = states.move(plan=plan, event=event, actor=partner_of(plan), reason="No money.")
    assert (plan.is_open, plan.end_reason) == (False, "No money.")


def test_the_database_asks_for_the_reason_too():
    running_plan()

    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(ActionPlan).update(state="not_implemented", ended_on="2026-01-01")


def test_a_plan_is_completed_when_approved_reports_say_so_of_each_action():
    plan = running_plan()
    report = make_report(plan, status="completed")

    assert refused(plan, "complete") == Need.REPORTS
    actions.approve_report(report=report, by=secretary())
    plan = states.move(plan=plan, event="complete", actor=partner_of(plan))
    assert plan.state == "completed"


def test_every_state_but_the_ends_has_a_way_out():
    left = {row.source for row in TRANSITIONS}

    assert set(ActionPlan.State) - left == set(ActionPlan.ENDED)
