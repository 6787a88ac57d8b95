"""The headline is the sum of the confirmed rows, whatever is asked for."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum

from ponte.impact import export, tallies
from ponte.impact.models import Claim, Fund, Tally
from ponte.impact.tallies import NO_PROGRAMME, Choice
from ponte.projects.models import Programme
from tests.factories.impact import attested, confirmed, make_claim, move, sent
from tests.factories.instruments import make_instrument
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db


def total(**choice):
    return tallies.tally(Choice(**choice)).total


ALL = Choice()


def summed(choice=ALL):
    return sum(row["amount_eur"] or 0 for row in export.rows(choice))


def correct(claim, **given):
    """A confirmed correction of `claim`."""
    return confirmed(
        by=claim.claimed_by, corrects=claim, correction_reason="A typing error.", **given
    )


def test_only_what_is_confirmed_counts_and_the_rest_is_shown_apart():
    make_claim()
    sent(money={(2024, "other"): Decimal(5)})
    attested(money={(2024, "structural"): Decimal(7)})
    move(sent(), "withdraw")
    move(attested(), "reject")
    claim = confirmed()

    tally = tallies.tally(Choice())
    assert tally.total == claim.total == Decimal("301500.50")
    assert (tally.structural, tally.other) == (Decimal(300000), Decimal("1500.50"))
    assert (tally.pending, tally.claims, tally.instruments) == (Decimal(12), 1, 1)


def test_every_total_is_the_sum_of_the_rows_that_can_be_downloaded():
    programme = Programme.objects.create(slug="ie", name="IE")
    project = make_project(programme=programme)
    confirmed(topic="smart", project=project)
    confirmed(topic="green", instrument=make_instrument(territory="ES51"))
    confirmed(topic="green", money={(2024, "other"): Decimal("0.01")})
    confirmed(topic="green", money={})

    assert total() == summed() == Fund.objects.aggregate(all=Sum("amount"))["all"]
    for tally in Tally.objects.all():
        choice = Choice(tally.topic, tally.country, tally.programme, tally.year)
        assert tally.total == summed(choice)
    for by in ("topic", "country", "programme", "year"):
        assert sum(each.total for each in tallies.breakdown(Choice(), by)) == total()
    assert total(programme="ie") == Decimal("301500.50")
    assert total(programme=NO_PROGRAMME) == Decimal("301500.51")


def test_money_is_of_its_year_and_the_improvement_of_its_own():
    confirmed(effective_on=date(2023, 1, 1))

    assert total(year=2024) == Decimal(300000)
    assert tallies.tally(Choice(year=2024)).claims == 0
    assert tallies.tally(Choice(year=2023)).claims == 1
    assert total(year=2023) == 0


def test_a_correction_takes_the_place_of_what_it_corrects_once_it_is_confirmed():
    claim = confirmed()
    waiting = attested(
        by=claim.claimed_by, corrects=claim, correction_reason="Typo.", topic="green",
        money={(2026, "other"): Decimal(10)},
    )  # fmt: skip

    assert (total(), tallies.tally(Choice()).pending) == (claim.total, 0)
    move(waiting, "confirm")
    assert total() == summed() == Decimal(10)
    assert (total(topic="smart"), total(topic="green"), total(year=2024)) == (0, 10, 0)
    assert list(Claim.objects.in_force()) == [waiting]


def test_an_instrument_improved_twice_counts_once():
    instrument = make_instrument()
    confirmed(instrument=instrument)
    confirmed(instrument=instrument)

    tally = tallies.tally(Choice())
    assert (tally.claims, tally.instruments) == (2, 1)


def test_counting_all_anew_changes_nothing():
    correct(confirmed())
    confirmed(topic="green")
    sent()
    before = list(Tally.objects.order_by("topic", "country", "programme", "year").values_list(
        "topic", "country", "programme", "year", "structural", "other", "pending", "claims"
    ))  # fmt: skip

    tallies.rebuild()

    after = list(Tally.objects.order_by("topic", "country", "programme", "year").values_list(
        "topic", "country", "programme", "year", "structural", "other", "pending", "claims"
    ))  # fmt: skip
    assert after == before


def test_what_is_taken_back_leaves_no_trace():
    move(sent(), "withdraw")

    assert not Tally.objects.exists()
