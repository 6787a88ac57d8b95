"""The draft of a plan: filled in from the assessment, then the team's."""

from datetime import date

import pytest

from ponte.activity.models import Entry
from ponte.transfers import actions
from ponte.transfers.models import Plan
from tests.factories.transfers import advance, give_answers, make_transfer, team_lead, travelling

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned():
    practice = travelling(
        institution_name="Agency of Lapland", resources_needed="Two advisers.", start_year=2020
    )
    transfer = make_transfer(
        practice,
        instrument="Programme for firms",
        adaptation="Only in two towns.",
        begins_on=date(2027, 1, 1),
    )
    against = {"support": -1, "importance": 3, "comment": "No register.", "sees_no_way": True}
    give_answers(transfer, legal=against, staff={"support": 2, "comment": "Plenty."})
    legal = transfer.framework.components.get(slug="legal")
    actions.mitigate(
        transfer=transfer, by=team_lead(transfer), texts={legal: "Ask for consent in writing."}
    )
    return advance(transfer, "conclude", "plan")


def test_the_plan_says_where_it_comes_from_and_what_for(planned):
    assert planned.plan.background.split("\n\n") == [
        "It follows the good practice “Early warning for firms” of Lappi.",
        "Advisers help owners before it is too late.",
        "Fewer firms that close.",
        "Policy instrument: Programme for firms",
        "Assessed together as: Transferable.",
    ]


def test_each_mitigation_is_an_action_and_stands_beside_its_risk(planned):
    assert planned.plan.activities == ("Only in two towns.\n\n- Law: Ask for consent in writing.")
    assert planned.plan.risks == (
        "Law: constraint, importance high.\nNo register.\nMitigation: Ask for consent in writing."
    )


def test_players_time_and_costs_are_taken_over(planned):
    plan = planned.plan

    assert plan.players == (
        f"- {planned.organisation}: in charge\n- Agency of Lapland: runs the practice, advises"
    )
    assert plan.timeframe == "Begins on 1 January 2027.\nWhere it comes from: from 2020."
    assert plan.costs == "Where it comes from it takes: Two advisers."
    assert plan.funding == ""


def test_the_teams_words_are_kept_with_the_difference_in_the_log(planned):
    plan = actions.write_plan(
        plan=planned.plan, by=team_lead(planned), seen=0, values={"funding": "ERDF"}
    )

    assert (plan.funding, plan.version) == ("ERDF", 1)
    entry = Entry.objects.about(planned).first()
    assert (entry.verb, entry.detail["changes"]) == ("write-plan", {"funding": ["", "ERDF"]})


def test_who_had_an_older_plan_does_not_overwrite_the_newer(planned):
    actions.write_plan(plan=planned.plan, by=team_lead(planned), seen=0, values={"funding": "A"})

    with pytest.raises(actions.ChangedMeanwhile):
        actions.write_plan(
            plan=planned.plan, by=team_lead(planned), seen=0, values={"funding": "B"}
        )
    assert Plan.objects.get().funding == "A"


def test_all_constraints_together_fit_into_the_plan():
    transfer = make_transfer(adaptation="a" * 2000)
    give_answers(transfer, support=-1, **long_answers(transfer))
    components = transfer.framework.components.all()
    actions.mitigate(
        transfer=transfer,
        by=team_lead(transfer),
        texts=dict.fromkeys(components, "m" * 600),
    )

    plan = advance(transfer, "conclude", "plan").plan

    assert plan.activities.count("m" * 600) == 18


def long_answers(transfer):
    fields = {"support": -1, "comment": "c" * 600, "mitigation": "m" * 600}
    slugs = transfer.framework.components.values_list("slug", flat=True)
    return {slug.replace("-", "_"): fields for slug in slugs}
