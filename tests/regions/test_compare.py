"""Regions side by side."""

import csv
import io

import pytest
from django.core.cache import cache
from django.urls import reverse

from ponte.regions import comparison
from ponte.regions.actions import compute_similarity
from ponte.regions.models import Indicator, Region
from tests.factories.indicators import make_figure, make_indicator
from tests.factories.likeness import make_structure
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db

COMPARE = "/regions/compare/"


@pytest.fixture(autouse=True)
def _nothing_remembered():
    cache.clear()


@pytest.fixture
def _no_index(settings, tmp_path):
    """An engine that has not been given an index yet."""
    engine = "ponte.search.backends.tantivy.TantivyBackend"
    settings.SEARCH = {"BACKEND": engine, "PATH": tmp_path}


def compared(client, *codes, **parameters):
    return client.get(COMPARE, {"r": codes, **parameters})


def text_of(response):
    return " ".join(response.content.decode().split())


def rows(response):
    """Of each block: its name, and of each row the code, values and bars."""
    return [
        (
            block.name,
            [
                (
                    row.indicator.code,
                    [cell.figure and cell.figure.value for cell in row.cells],
                    [cell.bar for cell in row.cells],
                )
                for row in block.rows
            ],
        )
        for block in response.context["blocks"]
    ]


@pytest.mark.parametrize(
    ("parameters", "codes"),
    [
        ([], []),
        (["ES51", "AT11"], ["ES51", "AT11"]),
        (["es51, AT11;HU22"], ["ES51", "AT11", "HU22"]),
        (["AT11", "ES51,AT11"], ["AT11", "ES51"]),
        ([" ", ",", "UKC1"], ["UKC1"]),
        (["FR10", "FR101", "FR1", "FR"], ["FR10", "FR101", "FR1", "FR"]),
    ],
)
def test_codes_may_be_repeated_or_listed(parameters, codes):
    choice = comparison.read(parameters)

    assert (choice.codes, choice.retired, choice.unknown, choice.left_out) == (codes, [], [], [])


def test_what_cannot_be_followed_is_told():
    choice = comparison.read(["NL33", "XX99", "ATZZ", "<b>", "AT11"])

    assert choice.codes == ["NL36", "AT11"]
    assert [(code, region.code) for code, region in choice.retired] == [("NL33", "NL36")]
    assert choice.unknown == ["XX99", "ATZZ", "<B>"]


def test_a_code_and_its_successor_are_one_region():
    assert comparison.read(["NL36", "NL33"]).codes == ["NL36"]


def test_a_fifth_region_is_left_out_and_named(client):
    response = compared(client, "AT11", "AT12", "AT13", "AT21", "AT22")

    assert response.context["choice"].codes == ["AT11", "AT12", "AT13", "AT21"]
    assert "Four regions fit side by side. Steiermark is left out." in text_of(response)
    assert 'id="compare-q"' not in text_of(response)


def test_retired_and_unknown_codes_are_explained(client):
    page = text_of(compared(client, "NL33", "XX99"))

    assert "The code NL33 is no longer in use. Its area lies in Zuid-Holland." in page
    assert "No region has the code XX99." in page


def test_without_regions_the_page_offers_to_choose_one(client):
    response = client.get(COMPARE)

    assert response.status_code == 200
    assert "Choose a region" in text_of(response)
    assert "<table" not in text_of(response)


def test_figures_stand_side_by_side_by_theme_then_performance(client):
    gdp = make_indicator("gdp", position=1)
    jobs = make_indicator("farming", group="structural", theme="sectors", position=3)
    size = make_indicator("population", group="structural", theme="demography", position=2)
    more = make_indicator("industry", group="structural", theme="sectors", position=4)
    make_indicator("nothing-known", position=5)
    for indicator, values in ((gdp, (30, 60)), (jobs, (4, 1)), (size, (5, 20)), (more, (0, 0))):
        for code, value in zip(("AT11", "ES51"), values, strict=True):
            make_figure(indicator, code, value=value)

    response = compared(client, "AT11", "ES51")

    assert rows(response) == [
        ("Size and density", [("population", [5.0, 20.0], [25.0, 100.0])]),
        (
            "What people work in",
            [("farming", [4.0, 1.0], [100.0, 25.0]), ("industry", [0.0, 0.0], [None, None])],
        ),
        ("Performance", [("gdp", [30.0, 60.0], [50.0, 100.0])]),
    ]


def test_the_newest_figure_is_shown_with_year_and_flag(client):
    gdp = make_indicator("gdp", decimals=0, dataset="nama_10r_2gdp", unit="PPS")
    make_figure(gdp, "AT11", 2013, 20_000)
    make_figure(gdp, "AT11", 2023, 32_200, flag="p")
    make_figure(gdp, "ES51", 2013, 10_000)

    page = text_of(compared(client, "AT11", "ES51"))

    assert '<td>32,200 <abbr title="provisional">p</abbr> <span class="hint">2023</span>' in page
    assert '<td>10,000 <span class="hint">2013</span>' in page
    assert "PPS · nama_10r_2gdp" in page
    assert "<b>p</b> provisional" in page


def test_a_missing_figure_is_said_to_be_missing(client):
    gdp = make_indicator("gdp")
    make_figure(gdp, "AT11", value=5)

    response = compared(client, "AT11", "ES51")

    assert rows(response) == [("Performance", [("gdp", [5.0, None], [None, None])])]
    assert '<td><span class="hint">no figure</span></td>' in text_of(response)


def test_no_bars_where_a_value_is_below_nothing(client):
    balance = make_indicator("balance")
    make_figure(balance, "AT11", value=-5)
    make_figure(balance, "ES51", value=10)

    response = compared(client, "AT11", "ES51")

    assert rows(response) == [("Performance", [("balance", [-5.0, 10.0], [None, None])])]
    assert 'class="bar"' not in text_of(response)


def test_small_regions_show_the_figures_of_the_one_they_lie_in(client):
    gdp = make_indicator("gdp")
    make_figure(gdp, "ES51", value=5)

    response = compared(client, "ES511", "AT11")

    assert rows(response)[0][1][0][1] == [5.0, None]
    assert "Shown with the figures of Cataluña, in which it lies." in text_of(response)


def test_regions_without_any_figure_are_said_to_have_none(client):
    make_figure(make_indicator("gdp"), "ES51")

    page = text_of(compared(client, "AT", "ES"))

    assert "Figures are kept for NUTS 2 regions. None of the regions chosen has any." in page


def test_likeness_to_the_first_region_is_told(client):
    indicators = make_structure()
    make_figure(indicators["population"], "PT20")  # Too little to tell.

    response = compared(client, "AT111", "HU22", "PT20", "FR10")

    likeness = [column.likeness for column, _count, _remove in response.context["columns"]]
    assert likeness == [None, 78, None, None]
    assert "Likeness to Burgenland: 78 of 100" in text_of(response)


def test_practices_are_counted_and_linked(client, indexed):
    make_practice(region=Region.objects.get(code="ES511"))
    indexed()

    page = text_of(compared(client, "ES51", "AT11", "ES"))

    assert '<a class="card-action" href="/practices/?region=ES51">1 good practice</a>' in page
    assert '<a class="card-action" href="/practices/?country=ES">1 good practice</a>' in page
    assert "No good practices yet" in page


def test_each_region_can_be_removed_and_the_address_kept(client):
    response = client.get(f"{COMPARE}?r=NL33,AT11&r=ES51")

    removals = [remove for _column, _count, remove in response.context["columns"]]
    assert removals == [
        "/regions/compare/?r=AT11&r=ES51",
        "/regions/compare/?r=NL36&r=ES51",
        "/regions/compare/?r=NL36&r=AT11",
    ]
    kept = '/regions/compare/?r=NL36&amp;r=AT11&amp;r=ES51"'
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{kept}' in text_of(response)
    assert f'<a href="{kept}>Permanent link to this comparison' in text_of(response)


def test_a_region_is_found_by_name_and_added(client, indexed):
    Region.objects.get(code="ITI1").save()
    Region.objects.get(code="ES51").save()
    indexed()

    response = compared(client, "ES51", q="toscana")
    itself = compared(client, "ES51", q="catal")

    assert [(each.code, link) for each, link in response.context["found"]] == [
        ("ITI1", "/regions/compare/?r=ES51&r=ITI1")
    ]
    assert "No other region is called “catal”." in text_of(itself)


def test_a_code_is_added_at_once(client, indexed):
    indexed()

    response = compared(client, "ES51", q=" at11 ")

    assert (response.status_code, response["Location"]) == (
        302,
        "/regions/compare/?r=ES51&r=AT11",
    )


def test_what_was_typed_is_escaped(client, indexed):
    indexed()

    page = text_of(compared(client, "ES51", q="<script>\0"))

    assert "No other region is called “&lt;script&gt;”." in page


@pytest.mark.usefixtures("_no_index")
def test_the_page_works_without_an_index(client):
    response = compared(client, "ES51", q="toscana")
    suggested = client.get(reverse("regions:compare_suggest"), {"q": "tos"})

    assert [each.code for each, _link in response.context["found"]] == ["ITI1"]
    assert "good practice" not in text_of(response).split("<main")[1].split("</main>")[0]
    assert suggested.json() == {"suggestions": []}


def test_suggestions_lead_to_the_comparison_with_one_more(client, indexed):
    Region.objects.get(code="ITI1").save()
    indexed()

    suggested = client.get(reverse("regions:compare_suggest"), {"r": ["ES51"], "q": "tosc"})
    chosen = client.get(reverse("regions:compare_suggest"), {"r": ["ITI1"], "q": "tosc"})

    assert suggested.json() == {
        "suggestions": [
            {
                "title": "Toscana",
                "url": "/regions/compare/?r=ES51&r=ITI1",
                "kind": "region",
                "label": "Italy",
            }
        ]
    }
    assert chosen.json() == {"suggestions": []}


def test_regions_like_the_first_are_proposed(client):
    make_structure()
    compute_similarity()

    response = compared(client, "AT11", "AT12")

    assert [(each.code, link) for each, link in response.context["proposals"]] == [
        ("HU22", "/regions/compare/?r=AT11&r=AT12&r=HU22"),
        ("ES43", "/regions/compare/?r=AT11&r=AT12&r=ES43"),
        ("DE25", "/regions/compare/?r=AT11&r=AT12&r=DE25"),
    ]


def test_the_figures_may_be_taken_as_a_file(client):
    gdp = make_indicator("gdp", name="GDP", unit="PPS", dataset="nama_10r_2gdp")
    make_figure(gdp, "ES51", 2023, 39_400, flag="be", nuts_version="2021")

    response = client.get(reverse("regions:compare_csv"), {"r": ["ES511", "AT11"]})

    assert response["Content-Disposition"] == 'attachment; filename="regions-ES511-AT11.csv"'
    text = response.content.decode("utf-8-sig")
    assert list(csv.DictReader(io.StringIO(text))) == [
        {
            "region": "ES511",
            "region_name": "Barcelona",
            "figures_of": "ES51",
            "indicator": "gdp",
            "name": "GDP",
            "unit": "PPS",
            "year": "2023",
            "value": "39400.0",
            "flag": "be",
            "flag_text": "break in time series, estimated",
            "source": "Eurostat",
            "dataset": "nama_10r_2gdp",
            "nuts_version": "2021",
        }
    ]


def test_a_file_of_nothing_has_its_columns(client):
    response = client.get(reverse("regions:compare_csv"))

    assert response.content.decode("utf-8-sig").strip() == ",".join(comparison.COLUMNS)


@pytest.mark.parametrize(
    ("codes", "number"), [(["AT11", "ES51"], 1), (["AT11", "AT12", "ES51"], 9)]
)
def test_queries_do_not_grow(client, indexed, django_assert_num_queries, codes, number):
    for place in range(number):
        indicator = make_indicator(f"gdp-{place}", group=Indicator.Group.PERFORMANCE)
        for code in codes:
            make_figure(indicator, code)
    indexed()

    # Regions, the scheme's indicators, figures and regions to compare, indicators, figures,
    # proposals.
    with django_assert_num_queries(7):
        compared(client, *codes)
