"""The catalogue of projects: facets, map, export, and what is done without the engine."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest

from ponte.projects import filters
from ponte.projects.bands import BANDS, band_of, labels
from ponte.projects.columns import COLUMNS
from ponte.projects.models import Programme
from ponte.search.criteria import Criteria
from tests.factories.community import make_organisation
from tests.factories.projects import make_partner, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def three():
    """Three projects that differ in everything that can be filtered."""
    programme = Programme.objects.create(slug="europe", name="Europe", period="2014-2020")
    body = make_organisation("Prato", slug="prato")
    alpha = make_project(
        acronym="ALPHA",
        programme=programme,
        period="2014-2020",
        topics=["RSO1.3"],
        regions=["ITI1"],
        state="closed",
        start=date(2019, 8, 1),
        total_budget=Decimal(2_420_000),
    )
    make_partner(alpha, name="Comune di Prato", organisation=body, role="lead")
    beta = make_project(
        acronym="BETA", topics=["RSO2.6"], regions=["ES51", "FI1D7"], start=date(2023, 3, 1)
    )
    gamma = make_project(
        acronym="", slug="ohne", title="Ohne Kürzel", language="de", total_budget=Decimal(1)
    )
    return alpha, beta, gamma


def names(response):
    return [card.record.name for card in response.context["found"].page.object_list]


ASKED = {
    "programme=europe": ["ALPHA"],
    "period=2014-2020": ["ALPHA"],
    "topic=green": ["BETA"],
    "subtopic=RSO1.3": ["ALPHA"],
    "country=FI": ["BETA"],
    "region=ES5": ["BETA"],
    "partner=prato": ["ALPHA"],
    "status=closed": ["ALPHA"],
    "budget=2m-5m": ["ALPHA"],
    "budget=2m-5m&budget=under-100k&sort=title": ["ALPHA", "Ohne Kürzel"],
    "year=2023": ["BETA"],
    "lang=de": ["Ohne Kürzel"],
    "q=Prato": ["ALPHA"],
    "country=IT&year=2023": [],
}


@pytest.mark.parametrize(("query", "found"), ASKED.items())
def test_every_facet_narrows_the_catalogue(client, indexed, three, query, found):
    indexed()

    assert sorted(names(client.get(f"/projects/?{query}"))) == found


@pytest.mark.parametrize(
    ("query", "found"), [each for each in ASKED.items() if "q=" not in each[0]]
)
def test_the_database_says_the_same_when_the_engine_is_away(rf, three, query, found):
    criteria = filters.CATALOGUE.read(rf.get(f"/?{query}").GET)

    listed = filters.CATALOGUE.find_in_database(criteria, "/projects/")

    assert sorted(card.record.name for card in listed.page.object_list) == found


def test_the_map_counts_countries_then_the_regions_of_one(client, indexed, three):
    indexed()

    page = client.get("/projects/").context["points"]
    spain = client.get("/projects/?country=ES").context["points"]

    assert {(point.code, point.count) for point, _url in page} == {("IT", 1), ("ES", 1), ("FI", 1)}
    assert [(point.code, url) for point, url in spain] == [
        ("ES51", "/projects/?country=ES&region=ES51")
    ]


def test_nothing_found_leads_on(client, indexed, three):
    indexed()

    page = client.get("/projects/?country=IT&year=2023").content.decode()

    assert "Search without “Italy”" in page
    assert "See all projects" in page


def test_the_export_has_what_was_asked_for_in_every_format(client, indexed, three):
    indexed()

    table = client.get("/projects/export.csv?country=IT").getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    data = json.loads(client.get("/projects/export.json").getvalue())

    assert list(rows[0]) == list(COLUMNS)
    assert (rows[0]["acronym"], rows[0]["total_budget"], rows[0]["lead_partner"]) == (
        "ALPHA",
        "2420000.00",
        "Comune di Prato",
    )
    assert len(rows) == 1
    assert len(data) == 3
    assert client.get("/projects/export.xlsx").getvalue()[:2] == b"PK"


@pytest.mark.parametrize("number", [1, 3])
def test_the_export_costs_the_same_for_one_and_three(
    client, indexed, django_assert_num_queries, number
):
    for _each in range(number):
        make_partner(make_project(topics=["RSO1.3"], regions=["ITI1"]))
    indexed()

    with django_assert_num_queries(4):
        client.get("/projects/export.csv").getvalue()


def test_bands_follow_each_other():
    assert [band.below for band in BANDS[:-1]] == [band.least for band in BANDS[1:]]
    assert [band_of(amount) for amount in (None, Decimal(0), Decimal("99999.99"), 100_000)] == [
        "",
        "under-100k",
        "under-100k",
        "100k-500k",
    ]
    assert set(labels(())) == {band.code for band in BANDS}
    assert filters.CATALOGUE.matching(Criteria()).count() == 0
