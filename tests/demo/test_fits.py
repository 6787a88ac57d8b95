"""What regions of the demonstration declare, and what one of its practices requires."""

import pytest

from ponte.demo import actions
from ponte.demo.fits import load_fits
from ponte.matching.actions import declare
from ponte.matching.models import Declaration, Requirements
from tests.factories.community import make_member

pytestmark = pytest.mark.usefixtures("demonstration")


def test_what_is_made_up_says_so(loaded):
    declared = Declaration.objects.all()

    assert sorted(each.region.code for each in declared) == ["FI1D", "SI03"]
    for each in declared:
        assert each.is_made_up
        assert each.challenge.startswith("Made up for the demonstration: ")
    (stated,) = Requirements.objects.all()
    assert stated.is_made_up
    assert stated.practice.title.endswith("(demonstration)")


def test_pages_mark_what_is_made_up(loaded, client):
    for address in (
        "/regions/FI1D/",
        "/fit/practices/repair-voucher-for-household-appliances-demonstration/",
    ):
        assert "Made up for the demonstration" in client.get(address).content.decode()


def test_what_people_declared_stays(loaded):
    declared = Declaration.objects.get(region__code="SI03")
    secretary = make_member(roles=["secretariat"])
    declare(region=declared.region, by=secretary, challenge="What we really face.")

    assert load_fits() == 0
    actions.remove_demonstration()

    (left,) = Declaration.objects.all()
    assert left.challenge == "What we really face."


def test_a_removal_takes_everything_made_up(loaded):
    actions.remove_demonstration()

    assert not Declaration.objects.exists()
    assert not Requirements.objects.exists()
