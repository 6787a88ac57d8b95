"""What was anticipated, beside what came of it; and weights suggested from it."""

import numpy as np
import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from ponte.matching import forecasts
from ponte.matching.asking import read_weights, usual_weights
from ponte.matching.fit import PARTS, BadWeights
from ponte.practices.judging.models import EvidenceEntry
from tests.factories.likeness import make_structure
from tests.factories.matching import make_adoption
from tests.matching.test_counting import make

REGIONS = ("HU22", "AT12", "ES43", "DE25")


@pytest.fixture(autouse=True)
def structure(db):
    cache.clear()
    make_structure()


def parts_of(row):
    return dict(zip(PARTS, row, strict=True))


def test_a_report_is_forecast_without_itself_and_without_later_ones():
    practice = make("Repair voucher", origin="HU22")
    make_adoption(practice, "AT11", "failed", year=2022)
    make_adoption(practice, "AT12", "worked", year=2024)

    found = forecasts.cases()

    assert found.results.tolist() == [1.0, 0.0]
    later, earlier = (parts_of(row) for row in found.parts)
    # Nothing was known of the first; of the second, a failure in a region half alike.
    assert earlier["record"] == 0.5
    assert later["record"] == pytest.approx(0.5 / 1.5 / 2 + 0 / 1.5, abs=0.2)
    assert later["record"] < 0.5


def test_the_grade_of_a_forecast_knows_no_report_of_the_same_region():
    practice = make("Repair voucher", origin="HU22")
    EvidenceEntry.objects.create(
        practice=practice,
        measured="repairs",
        figure=2,
        unit="repairs",
        last_year=2024,
        comparison="before",
        compared_figure=1,
        source="https://www.example.org",
    )
    make_adoption(practice, "AT11", "failed", year=2024)

    (row,) = forecasts.cases().parts

    # The report lowers the grade now: not for its own forecast.
    assert parts_of(row)["evidence"] == 0.6
    practice.refresh_from_db()
    assert practice.graded == 2


def test_reports_of_regions_that_cannot_be_compared_are_no_cases():
    practice = make("Repair voucher", origin="HU22")
    make_adoption(practice, "AT", "worked")
    make_adoption(practice, "HU22", "worked")
    make_adoption(make("Draft", state="draft"), "AT11", "worked")

    assert len(forecasts.cases()) == 0


def make_cases():
    """Practices that worked where the region is alike, and did not where it is not."""
    for number in range(12):
        told = "It helped." if number % 2 else ""
        practice = make(f"Practice {number}", origin="HU22", evidence_of_success=told)
        make_adoption(practice, "AT11", "worked", year=2023)
        make_adoption(practice, "DE25", "failed", year=2023)


@pytest.mark.parametrize("number", [1, 3])
def test_cases_cost_the_same_number_of_queries(django_assert_num_queries, number):
    for each in range(number):
        make_adoption(make(f"Practice {each}"), "AT11", "worked")
    forecasts.cases()

    with django_assert_num_queries(7):
        forecasts.cases()


def test_statistics_say_that_there_are_too_few_cases(client):
    make_adoption(make("Repair voucher"), "AT11", "worked")

    text = client.get("/fit/statistics/").content.decode()

    assert "Too few cases to say: there is 1 report." in text


def test_statistics_compare_what_was_anticipated_with_what_came_of_it(client):
    make_cases()

    response = client.get("/fit/statistics/")

    quality = response.context["quality"]
    assert response.context["cases"] == 24
    assert quality.concordance.value == 1
    assert quality.brier.value < quality.constant
    assert "Concordance" in response.content.decode()


def test_the_statistics_of_reviews_lead_there(client):
    assert "/fit/statistics/" in client.get("/review/statistics/").content.decode()


def test_calibrate_says_that_there_are_too_few_cases():
    with pytest.raises(CommandError, match="Too few cases to say: 0 reports"):
        call_command("calibrate")


def test_calibrate_prints_and_writes_nothing_unasked(capsys, tmp_path, monkeypatch):
    make_cases()
    monkeypatch.chdir(tmp_path)

    call_command("calibrate")

    out = capsys.readouterr().out
    assert "24 reports on 12 practices." in out
    assert "keeps its points: nothing to go by" in out
    assert "The suggested weights forecast better." in out
    assert list(tmp_path.iterdir()) == []


def test_calibrate_writes_weights_that_can_be_used(tmp_path, capsys, settings):
    make_cases()
    path = tmp_path / "weights.toml"

    call_command("calibrate", write=str(path))

    weights = read_weights(path)
    assert weights.points["structure"] > usual_weights().points["structure"]
    assert weights.points["challenge"] == usual_weights().points["challenge"]
    with pytest.raises(CommandError, match="is there already"):
        call_command("calibrate", write=str(path))
    call_command("calibrate", write=str(path), force=True)
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("calibrate", write=str(tmp_path / "no" / "folder.toml"))


@pytest.mark.parametrize(
    "text", ["challenge = ", "beauty = 3", "challenge = -1", "challenge = 'much'", ""]
)
def test_a_file_without_weights_is_refused(tmp_path, text):
    path = tmp_path / "weights.toml"
    path.write_text(text)

    with pytest.raises(BadWeights):
        read_weights(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(BadWeights):
        read_weights(tmp_path / "none.toml")


def test_forecasts_lie_between_0_and_1():
    make_cases()

    found = forecasts.cases()

    assert ((found.parts >= 0) & (found.parts <= 1)).all()
    assert np.isfinite(found.forecasts(usual_weights())).all()
