"""The made-up programme: a project at every stage, and something to show on every page."""

import pytest
from django.apps import apps
from django.urls import reverse

from ponte.demo import actions, choices, claims, meetings, plans, stages, transfers
from ponte.impact import tallies
from ponte.impact.models import CommonCount
from ponte.impact.tallies import Choice
from ponte.instruments.models import PolicyInstrument
from ponte.plans.models import ActionPlan
from ponte.projects.models import Programme, Project
from tests.factories.impact import confirmed

LOADERS = (
    stages.load_stages,
    transfers.load_transfers,
    choices.load_choices,
    meetings.load_meetings,
    plans.load_plans,
    claims.load_claims,
)
# What it brings and what has to go again. People who did what stays on record are erased, and so
# are kept; rubrics and the like are there without it.
BROUGHT = (
    "projects", "instruments", "practices", "learning", "selection", "plans", "transfers", "impact",
)  # fmt: skip
ALWAYS_THERE = {
    "transfers.Framework",
    "transfers.Component",
    "transfers.TransferSettings",
    "impact.CommonCount",
}


@pytest.fixture(scope="module")
def whole(demonstration, module_db):
    """The whole demonstration."""
    with module_db():
        return [load() for load in LOADERS]


@pytest.fixture(autouse=True)
def _loaded(whole, db):
    """Every test here begins with it."""


def made_up():
    return Project.objects.filter(programme__slug=stages.PROGRAMME)


def test_there_is_a_project_at_every_stage():
    plan_states = set(ActionPlan.objects.values_list("state", flat=True))

    assert set(made_up().values_list("state", flat=True)) >= {"approved", "contracted", "closed"}
    assert plan_states == {"stakeholder_consultation", "in_implementation", "completed"}
    assert made_up().filter(activities__isnull=False, selection_rounds=None, plans=None).exists()
    assert made_up().filter(selection_rounds__state="open").exists()
    for state in ("attested", "confirmed"):
        assert made_up().filter(claims__state=state).exists()


def test_everything_of_it_is_marked_as_made_up():
    for each in (*made_up(), *PolicyInstrument.objects.all()):
        assert each.is_demonstration
        assert "(demonstration)" in getattr(each, "title", "") + getattr(each, "name_en", "")
    for project in made_up():
        assert all("(demonstration)" in practice.title for practice in project.practices.all())
    smarty = Project.objects.get(slug="smarty")
    assert not smarty.is_demonstration
    assert not smarty.plans.exists()
    assert not smarty.claims.exists()


def test_the_money_of_its_projects_adds_up():
    for project in made_up().filter(budget_by_partner=True):
        partners = list(project.partners.all())
        assert project.total_budget == sum(partner.budget for partner in partners)
        assert project.erdf == sum(partner.erdf for partner in partners)
        assert sum(step.amount for step in project.spending_plan.all()) <= project.total_budget


@pytest.mark.parametrize("by", ["topic", "country", "programme", "year"])
def test_its_impact_has_something_to_tell_by_each_filter(by):
    found = [each for each in tallies.breakdown(Choice(), by) if each.total]

    assert len(found) >= (1 if by == "programme" else 3)


def test_every_page_of_its_projects_stands(client):
    for project in made_up():
        assert client.get(project.get_absolute_url()).status_code == 200
    for name in ("projects:index", "instruments:index", "impact:index"):
        assert client.get(reverse(name)).status_code == 200


def test_loading_again_adds_nothing():
    assert [load()[1] for load in LOADERS] == [0] * len(LOADERS)


def rows():
    found = {
        model._meta.label: model._base_manager.count()
        for app in BROUGHT
        for model in apps.get_app_config(app).get_models()
    }
    return {name: count for name, count in found.items() if count and name not in ALWAYS_THERE}


def test_removing_it_leaves_nothing():
    assert rows()

    actions.remove_demonstration()

    assert rows() == {}
    assert not any(CommonCount.objects.values_list("value", flat=True))


def test_what_somebody_claims_rests_on_what_stays():
    practice = Project.objects.get(slug="salt-road-demonstration").practices.get()
    instrument = PolicyInstrument.objects.get(slug="fund-for-warm-homes-demonstration")
    claim = confirmed(
        claims.Origin(practice.title, practice=practice),
        instrument=instrument,
        project=Project.objects.get(slug="harbour-sheds-demonstration"),
    )

    actions.remove_demonstration()

    claim.refresh_from_db()
    assert claim.sources.get().practice == practice
    assert set(made_up().values_list("slug", flat=True)) == {
        "salt-road-demonstration",
        "harbour-sheds-demonstration",
    }
    assert not Programme.objects.exclude(slug=stages.PROGRAMME).exists()
