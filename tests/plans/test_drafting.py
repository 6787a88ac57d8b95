"""Writing a plan: sections and tables, conflicts, transfers that become actions, money."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ponte.activity.editing import Conflict
from ponte.activity.models import Entry
from ponte.plans import actions, content
from ponte.plans.completeness import gaps
from ponte.plans.gantt import chart_of
from ponte.plans.models import Action, ActionPlan, Cost, Source, Suggestion
from ponte.plans.money import budget_of, totals_by_action
from ponte.plans.sections import place_at
from ponte.transfers.models import Plan as TransferPlan
from tests.factories.community import make_member
from tests.factories.plans import (
    add_whole_action,
    make_plan,
    partner_of,
    practice_source,
    whole_plan,
)
from tests.factories.transfers import advance, make_transfer, team_lead

pytestmark = pytest.mark.django_db


def edit(record, **values):
    plan = record.plan if isinstance(record, Action) else record
    by = partner_of(plan)
    return actions.edit(record=record, by=by, values=values, seen=record.lock_version)


def test_a_project_has_one_plan_for_each_instrument():
    plan = make_plan()

    with pytest.raises(ValidationError):
        actions.begin_plan(project=plan.project, instrument=plan.instrument, by=partner_of(plan))


def test_a_whole_plan_lacks_nothing_and_an_empty_one_says_where():
    empty = make_plan()
    actions.add_action(plan=empty, by=partner_of(empty), title="Begin")

    assert gaps(whole_plan()) == []
    missing = [(gap.place.section.slug, gap.field) for gap in gaps(empty)]
    assert ("context", "improvement") in missing
    assert ("background", "sources") in missing


@pytest.mark.parametrize("kind", ["event", "lesson"])
def test_an_event_or_a_lesson_alone_is_no_origin(kind):
    plan = whole_plan()
    source = {**practice_source(), "kind": kind, "practice": None}

    edit(plan.actions.get(), sources=[source])

    assert [gap.field for gap in gaps(plan)] == ["sources"]


def test_a_plan_in_another_language_needs_a_summary_in_english():
    plan = edit(whole_plan(), language="it")

    assert [gap.field for gap in gaps(plan)] == ["summary"]


def test_money_adds_up_in_the_database_and_a_gap_is_told():
    plan = whole_plan()
    action = add_whole_action(
        plan,
        "Second",
        funding_lines=[{"kind": "private", "text": "", "amount": Decimal("1000.10")}],
    )

    budget = budget_of(plan)
    assert budget.totals.costs == Decimal("160000.60")
    assert sum(share.amount for share in budget.costs) == budget.totals.costs
    assert sum(share.amount for share in budget.funding) == budget.totals.funding
    by_action = totals_by_action(plan)
    assert sum(each.costs for each in by_action.values()) == budget.totals.costs
    assert by_action[action.pk].open == Decimal("79000.20")
    assert ["79000.20" in gap.text for gap in gaps(plan)] == [True]


def test_money_is_not_negative():
    action = whole_plan().actions.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Cost.objects.create(action=action, position=9, category="staff", amount=-1)


def test_a_row_keeps_its_key_while_it_keeps_its_place():
    action = whole_plan().actions.get()
    first, _second = action.cost_lines.all()

    rows = [{"category": "staff", "text": "Three advisers", "amount": Decimal(5)}]
    action = edit(action, cost_lines=rows)

    assert [(line.pk, line.text) for line in action.cost_lines.all()] == [
        (first.pk, "Three advisers")
    ]


def test_a_change_of_a_table_is_told_in_the_log():
    action = whole_plan().actions.get()

    action = edit(action, steps=[])

    before, after = Entry.objects.about(action).first().detail["changes"]["steps"]
    assert ("Training" in before, after) == (True, "")


def test_two_people_may_write_different_fields_and_not_the_same():
    plan = make_plan()
    edit(plan, context="Mine")

    stored = actions.edit(record=plan, by=partner_of(plan), values={"improvement": "Yours"}, seen=0)
    assert (stored.context, stored.improvement) == ("Mine", "Yours")
    with pytest.raises(Conflict) as conflict:
        actions.edit(record=plan, by=partner_of(plan), values={"context": "Yours"}, seen=0)
    assert list(conflict.value.entries) == ["context"]


def test_removing_an_action_closes_the_gap_in_the_numbers():
    plan = make_plan()
    made = [actions.add_action(plan=plan, by=partner_of(plan), title=t) for t in "abc"]

    actions.remove_action(action=made[0], by=partner_of(plan))

    assert list(plan.actions.values_list("number", "title")) == [(1, "b"), (2, "c")]


def test_a_planned_transfer_becomes_an_action_with_all_that_its_plan_says():
    transfer = advance(make_transfer(begins_on=date(2026, 1, 1)), "conclude", "plan")
    draft = TransferPlan.objects.get(transfer=transfer)
    draft.risks = "It may rain.\nMitigation: tents"
    draft.save()
    plan = make_plan(by=team_lead(transfer))

    action = actions.take_over_transfer(plan=plan, transfer=transfer, by=team_lead(transfer))

    for name in ("background", "activities", "players", "timeframe", "costs", "risks"):
        assert getattr(action, name) == getattr(draft, name)
    assert action.starts_on == date(2026, 1, 1)
    source = Source.objects.get(action=action)
    assert (source.transfer, source.origin) == (transfer, transfer.practice)
    assert action.is_inspired
    with pytest.raises(ValidationError, match="already"):
        actions.take_over_transfer(plan=plan, transfer=transfer, by=team_lead(transfer))


def test_a_transfer_without_a_plan_is_no_action():
    transfer = make_transfer()
    plan = make_plan(by=team_lead(transfer))

    with pytest.raises(ValidationError, match="not planned"):
        actions.take_over_transfer(plan=plan, transfer=transfer, by=team_lead(transfer))


def test_a_practice_that_goes_leaves_its_name():
    plan = whole_plan()
    source = Source.objects.get()

    source.practice.delete()

    assert Source.objects.get(action__plan=plan).name == source.name


# What others say


def suggested(plan, text="Firms close early.", by=None):
    place = place_at(plan, "context")
    return actions.suggest(place=place, by=by or make_member(), field="context", text=text)


def test_an_accepted_suggestion_is_the_text_and_noted_under_who_accepted():
    plan = whole_plan()

    settled = actions.accept_suggestion(suggestion=suggested(plan), by=partner_of(plan))

    assert ActionPlan.objects.get().context == "Firms close early."
    assert settled.state == Suggestion.State.ACCEPTED
    assert Entry.objects.about(plan).first().verb == "accept"


def test_a_rejected_suggestion_says_why():
    plan = whole_plan()
    suggestion = suggested(plan)

    with pytest.raises(ValidationError):
        actions.reject_suggestion(suggestion=suggestion, by=partner_of(plan), reason=" ")
    actions.reject_suggestion(suggestion=suggestion, by=partner_of(plan), reason="No.")
    assert ActionPlan.objects.get().context == "Firms close."
    with pytest.raises(ValidationError, match="settled"):
        actions.accept_suggestion(suggestion=suggestion, by=partner_of(plan))


def test_a_suggestion_for_a_text_that_changed_is_not_taken_over():
    plan = whole_plan()
    suggestion = suggested(plan)
    edit(plan, context="Something else")

    with pytest.raises(ValidationError, match="changed since"):
        actions.accept_suggestion(suggestion=suggestion, by=partner_of(plan))


def test_the_chart_has_a_bar_for_each_action_and_each_step():
    plan = whole_plan()

    chart = chart_of(plan.actions.with_lines(), today=date(2025, 7, 1))

    assert [(bar.is_action, bar.label) for bar in chart.bars] == [
        (True, "1. Early warning"),
        (False, "Training"),
    ]
    assert chart.bars[1].left > chart.bars[0].left
    assert chart.today is not None
    assert chart_of([], today=date(2025, 7, 1)) is None


def test_what_a_plan_says_is_the_same_data_for_the_same_text():
    plan = whole_plan()

    assert content.of_plan(plan) == content.of_plan(ActionPlan.objects.get(pk=plan.pk))
    assert content.of_plan(plan)["actions"][0]["cost_lines"][0]["amount"] == "80000.10"
