"""Improvements in the demonstration."""

import pytest

from ponte.demo import actions, choices, claims, meetings, plans, stages, transfers
from ponte.demo.records import read
from ponte.impact import tallies
from ponte.impact.models import Claim, Evidence, Tally
from ponte.impact.tallies import Choice

ROWS = read("claim")


@pytest.fixture(scope="module")
def claimed(demonstration, module_db):
    """The demonstration with its improvements."""
    with module_db():
        stages.load_stages()
        transfers.load_transfers()
        choices.load_choices()
        meetings.load_meetings()
        plans.load_plans()
        return claims.load_claims()


@pytest.fixture(autouse=True)
def _loaded(claimed, db):
    """Every test here begins with them."""


@pytest.mark.parametrize("row", [*ROWS, *stages.read_stages()["instrument"]], ids=str)
def test_what_is_made_up_says_so(row):
    told = row.get("description") or row["baseline_weakness"]
    assert told.startswith("Made up for the demonstration. ")
    assert "(demonstration)" in (row.get("title") or row["name_en"])


def test_there_is_one_in_each_state(claimed):
    assert claimed == (len(ROWS), len(ROWS))
    assert set(Claim.objects.values_list("state", flat=True)) == set(Claim.State)
    assert all(claim.is_demonstration for claim in Claim.objects.all())


def test_they_rest_on_made_up_practices_only():
    for claim in Claim.objects.confirmed():
        practices = [
            source.practice or source.transfer.practice
            for source in claim.sources.exclude(kind__in=["event", "action"])
        ]
        assert all("(demonstration)" in practice.title for practice in practices)


def test_loading_again_claims_nothing_twice():
    assert claims.load_claims() == (len(ROWS), 0)


def test_all_of_it_goes_with_the_demonstration():
    assert tallies.tally(Choice()).total > 0

    actions.remove_demonstration()

    assert [model.objects.count() for model in (Claim, Evidence, Tally)] == [0, 0, 0]
