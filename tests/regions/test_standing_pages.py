"""Where a region stands, on its page and on the page of all its figures."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from ponte.regions.figures.importing import count_years
from ponte.regions.models import Indicator, IndicatorValue, Region, SimilarRegion
from ponte.regions.standing import peers, positions, reading
from tests.factories.indicators import make_figure, make_indicator

pytestmark = pytest.mark.django_db

GDP = {
    ("ES51", 2023): 39400,
    ("ES61", 2023): 26000,
    ("AT11", 2023): 32200,
    ("ITI1", 2023): 38000,
}
STRUCTURAL = Indicator.Group.STRUCTURAL


def stored(code, figures, **fields):
    """An indicator with its figures, counted: {("ES51", 2023): 1.5 or (1.5, "b")}."""
    indicator = make_indicator(code, **{"revised_at": timezone.now(), **fields})
    for (region, year), figure in figures.items():
        value, flag = figure if isinstance(figure, tuple) else (figure, "")
        make_figure(indicator, region, year, value, flag=flag)
    count_years(indicator)
    return indicator


def gdp(figures=GDP, **fields):
    described = {"name": "GDP per head", "unit": "PPS", "dataset": "nama_10r_2gdp", "decimals": 0}
    return stored("gdp", figures, **{**described, **fields})


def region(code):
    return Region.objects.page(code)


def standing(code):
    return positions.standing_of(region(code))


def page(client, code, name="detail"):
    response = client.get(reverse(f"regions:{name}", args=[code]))
    assert response.status_code == 200
    return " ".join(
        re.sub(r"<(svg|script).*?</\1>|<[^>]*>", " ", response.content.decode()).split()
    )


def make_similar(code, *others):
    for rank, other in enumerate(others, start=1):
        SimilarRegion.objects.create(
            region=region(code), other=region(other), rank=rank, distance=rank / 10, coverage=1
        )


# Strips


def test_a_strip_tells_the_figure_its_place_its_year_and_its_source(client):
    gdp({**GDP, ("ES51", 2023): (39400, "p")})

    text = page(client, "ES51")

    assert "Where Cataluña stands" in text
    assert "GDP per head PPS, 2023 39,400 p highest of 4 regions" in text
    assert "Source: Eurostat, nama_10r_2gdp. Flags: p provisional." in text


def test_the_table_has_the_same_with_the_middle_of_all_regions(client):
    gdp()

    text = page(client, "AT11")

    assert (
        "GDP per head PPS 2023 32,200 higher than 25 % of 4 regions 35,100 30,650 – 38,350"
        " Eurostat, nama_10r_2gdp" in text
    )


def test_lower_is_better_is_said(client):
    gdp(direction="lower", unit="% of people")

    assert "% of people, 2023. Lower is better" in page(client, "ES51")


def test_only_nuts_2_regions_that_are_places_are_compared():
    gdp({**GDP, ("ES", 2023): 99, ("ES511", 2023): 99, ("ATZZ", 2023): 99})

    (position,) = standing("ES51").performance

    assert position.spread.codes.tolist() == ["ES61", "AT11", "ITI1", "ES51"]


def test_dots_of_the_region_and_of_its_country_are_marked():
    gdp()

    found = standing("ES51")
    (position,) = found.performance

    assert position.here.tolist() == [False, False, False, True]
    assert position.neighbours.tolist() == [True, False, False, False]
    assert found.neighbours
    assert not standing("AT11").neighbours


def test_the_newest_year_with_most_regions_is_shown(client):
    gdp({**GDP, ("ES51", 2024): 41000, ("ES61", 2013): 20000})

    text = page(client, "ES51")

    assert "PPS, 2023 39,400" in text
    assert "41,000" not in text


def test_a_missing_figure_is_said_to_be_missing(client):
    gdp({**GDP, ("AT12", 2013): (27000, "b")})
    stored("jobs", {("AT12", 2023): 0.0, ("AT11", 2023): 1.0})

    text = page(client, "AT12")

    assert "PPS, 2023 no figure 27,000 in 2013 b" in text
    assert "0.0 lowest of 2 regions" in text
    assert "Flags: b break in time series." in text


def test_indicators_without_any_figure_of_the_region_are_named(client):
    gdp()
    stored("jobs", {("AT11", 2023): 1.0}, name="Jobs")
    stored("rural", {("AT11", 2023): 1.0}, name="Rural", group=STRUCTURAL)

    text = page(client, "ES51")

    assert [each.indicator.code for each in standing("ES51").performance] == ["gdp"]
    assert "No figure for: Jobs; Rural." in text
    assert "What Cataluña is like" not in text


def test_no_more_strips_and_rows_than_a_reader_can_take_in():
    for number in range(20):
        stored(f"p{number:02}", {("ES51", 2023): number}, position=number)
        stored(f"s{number:02}", {("ES51", 2023): number}, position=number, group=STRUCTURAL)

    found = standing("ES51")

    assert [each.indicator.code for each in found.performance] == [f"p{n:02}" for n in range(8)]
    assert [each.indicator.code for each in found.structure] == [f"s{n:02}" for n in range(12)]


def test_indicators_without_figures_are_passed_over():
    make_indicator("empty", position=0)
    for number in range(8):
        stored(f"p{number}", {("ES51", 2023): number}, position=number + 1)

    assert len(standing("ES51").performance) == 8


def test_a_region_without_any_figure(client):
    gdp()

    text = page(client, "XK")

    assert "There are no figures yet on how Kosovo does." in text
    assert "Each dot" not in text
    assert "All figures in all years" not in text


def test_no_figures_at_all(client):
    assert "No figures yet" in page(client, "ES51")


def test_drawings_are_the_same_in_every_language(client):
    gdp()
    drawings = []
    for language in ("en", "de"):
        with override(language):
            html = client.get("/regions/AT11/", HTTP_ACCEPT_LANGUAGE=language).content.decode()
        drawings.append(re.findall(r'<svg class="strip.*?</svg>', html))

    assert len(drawings[0]) == 2
    assert drawings[0] == drawings[1]


# Structure


def test_the_structural_figures_stand_in_a_table(client):
    stored("population", {("ES51", 2018): 7488718, ("AT11", 2018): 292675},
           name="Population", unit="people", decimals=0, group=STRUCTURAL,
           dataset="tgs00096")  # fmt: skip
    stored("rural", {("ES51", 2024): (0, "u"), ("AT11", 2024): 0, ("ITI1", 2024): 3},
           name="Rural", unit="%", group=STRUCTURAL, position=1, dataset="urt")  # fmt: skip

    text = page(client, "ES51")

    assert "7.5M people in 2018" not in text
    assert "people in 2018 7.5M" in text
    assert "Population people, 2018 7,488,718 highest of 2 regions" in text
    assert "Rural %, 2024 0.0 u lowest of 3 regions, with 1 other" in text
    assert "Source: Eurostat, tgs00096, urt. Flags: u low reliability." in text


# Other levels


def test_a_nuts_3_region_shows_the_figures_of_the_region_around_it(client):
    gdp()
    stored("population", {("ES51", 2018): 7488718}, group=STRUCTURAL)

    text = page(client, "ES511")

    assert "Those shown here are of Cataluña , in which Barcelona lies." in text
    assert "The gold one is Cataluña." in text
    assert "39,400 highest of 4 regions" in text
    assert "people in" not in text


def test_a_country_shows_from_where_to_where_its_regions_reach(client):
    gdp()

    text = page(client, "ES")

    assert "The gold ones are those of Spain." in text
    assert "26,000 to 39,400 median 32,700 (2 of 19 regions)" in text


def test_counts_add_up_only_if_all_regions_have_one(client):
    parts = {("ES51", 2018): 7000000, ("ES52", 2018): 5000000, ("ES53", 2018): 1200000}
    stored("population", parts, name="Population", unit="people", decimals=0,
           additive=True, group=STRUCTURAL)  # fmt: skip
    stored("density", parts, name="Density", decimals=0, group=STRUCTURAL)

    whole, country = page(client, "ES5"), page(client, "ES")

    assert "people in 2018 13.2M" in whole
    assert "13,200,000 1,200,000 to 7,000,000, median 5,000,000 (3 regions)" in whole
    assert "1,200,000 to 7,000,000 median 5,000,000 (3 regions)" in whole
    assert "13,200,000" not in country
    assert "1,200,000 to 7,000,000 median 5,000,000 (3 of 19 regions)" in country


def test_a_country_shows_its_own_figure_where_one_is_stored(client):
    gdp({**GDP, ("ES", 2023): 34000})

    assert "34,000 26,000 to 39,400, median 32,700 (2 of 19 regions)" in page(client, "ES")


def test_a_country_of_one_region_stands_where_its_region_does(client):
    gdp({**GDP, ("EE00", 2023): 30500})

    text = page(client, "EE")

    assert "The gold one is Eesti." in text
    assert "30,500 higher than 20 % of 5 regions" in text


# Peers


def peer_figures(here, *others, years=(2013, 2023)):
    codes = ["ES51", "ITI1", "AT11", "BE10"]
    pairs = zip(codes, [here, *others], strict=True)
    return {
        (code, year): value for code, both in pairs for year, value in zip(years, both, strict=True)
    }


def test_the_slope_shows_the_indicator_that_changed_most(client):
    make_similar("ES51", "ITI1", "AT11", "BE10")
    gdp(peer_figures((100, 110), (200, 210), (210, 220), (220, 230)), direction="higher")
    stored("jobs", peer_figures((60, (69.5, "d")), (70, 71), (72, 72), (74, 75)),
           name="Jobs", unit="%", direction="higher", dataset="tgs00007")  # fmt: skip

    text = page(client, "ES51")

    assert "Jobs: catching up with similar regions" in text
    assert "Region 2013 2023 Cataluña 60.0 69.5 d Toscana 70.0 71.0 Burgenland" in text
    assert "Median of all NUTS 2 regions 71.0 71.5" in text
    assert "Source: Eurostat, tgs00007. Flags: d definition differs." in text


def test_figures_after_a_break_are_not_compared_with_earlier_ones(client):
    make_similar("ES51", "ITI1", "AT11", "BE10")
    stored("jobs", peer_figures((60, (90, "b")), (70, 71), (72, 72), (74, 75)))

    assert client.get("/regions/ES51/").context["peers"] is None


@pytest.mark.parametrize(
    ("years", "others"),
    [((2013, 2023), ["ITI1", "AT11"]), ((2023, 2023), ["ITI1", "AT11", "BE10"])],
    ids=["too few peers", "a single year"],
)
def test_no_slope_without_peers_or_years(client, years, others):
    make_similar("ES51", *others)
    stored("jobs", peer_figures((60, 65), (70, 71), (72, 72), (74, 75), years=years))

    assert client.get("/regions/ES51/").context["peers"] is None


def test_the_slope_has_the_four_most_similar_regions_and_the_median():
    make_similar("ES51", "ITI1", "AT11", "BE10")
    stored("jobs", peer_figures((60, 69), (70, 71), (72, 72), (74, 75)), decimals=0)
    known = [region(code) for code in ("ITI1", "AT11", "BE10")]

    found = peers.compare_with_peers(region("ES51"), known, standing("ES51").performance)

    assert [(each.name, each.change.kind, each.change.end_text) for each in found.lines] == [
        ("Cataluña", "here", "69"),
        ("Toscana", "peer", "71"),
        ("Burgenland", "peer", "72"),
        ("Région de Bruxelles…", "peer", "75"),
        ("Median", "median", "72"),
    ]


# What is read


@pytest.mark.parametrize("number", [1, 6])
def test_queries_do_not_grow_with_indicators_and_regions(django_assert_num_queries, number):
    codes = ["ES51", "ES61", "AT11", "ITI1", "BE10", "FI1D"][:number]
    for each in range(number):
        figures = {(code, year): each for code in codes for year in (2013, 2023)}
        stored(f"p{each}", figures)
        stored(f"s{each}", figures, group=STRUCTURAL)
    subject = region("ES51")

    with django_assert_num_queries(4):
        positions.standing_of(subject)
    with django_assert_num_queries(3):
        positions.standing_of(subject)


def test_a_revision_is_seen_at_once():
    indicator = gdp()
    assert standing("ES51").performance[0].words == "highest of 4 regions"

    IndicatorValue.objects.filter(region__code="ITI1").update(value=50000)
    Indicator.objects.filter(pk=indicator.pk).update(revised_at=timezone.now())

    assert standing("ES51").performance[0].words == "higher than 50 % of 4 regions"


def test_spreads_of_several_indicators_are_not_mixed_up():
    first = stored("a", {("ES51", 2023): 1, ("ES51", 2013): 2})
    second = stored("b", {("AT11", 2023): 3})

    found = reading.spreads([(first, 2013), (second, 2023)])

    assert {key: each.values.tolist() for key, each in found.items()} == {
        (first.pk, 2013): [2.0],
        (second.pk, 2023): [3.0],
    }


# All figures


def test_all_figures_of_all_years_are_listed(client):
    gdp({("ES51", 2023): (39400, "be"), ("ES51", 2013): 27700, ("AT11", 2013): 1})
    stored("rural", {("ES51", 2024): 12.5}, name="Rural", unit="%", group=STRUCTURAL)

    text = page(client, "ES51", "figures")

    assert (
        "Performance Indicator Year Figure Flag Source"
        " GDP per head PPS 2023 39,400 be: break in time series, estimated"
        " Eurostat, nama_10r_2gdp, NUTS 2024 2013 27,700 Eurostat, nama_10r_2gdp, NUTS 2024"
        " Structural Indicator Year Figure Flag Source Rural % 2024 12.5" in text
    )


def test_the_file_has_every_figure_as_it_is_stored(client):
    gdp({("ES51", 2023): (39400.25, "p"), ("ES51", 2013): 27700, ("AT11", 2013): 1})
    IndicatorValue.objects.filter(year=2013).update(nuts_version="2016")

    response = client.get("/regions/ES51/figures.csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="figures-ES51.csv"'
    assert response.content.decode("utf-8-sig").splitlines() == [
        "indicator,name,unit,year,value,flag,flag_text,source,dataset,nuts_version,region",
        "gdp,GDP per head,PPS,2023,39400.25,p,provisional,Eurostat,nama_10r_2gdp,2024,ES51",
        "gdp,GDP per head,PPS,2013,27700.0,,,Eurostat,nama_10r_2gdp,2016,ES51",
    ]


def test_figures_of_another_publisher_are_not_said_to_be_eurostats(client):
    gdp()
    Indicator.objects.update(source="Istat")

    pages = [page(client, "ES51"), page(client, "ES51", "figures")]

    assert ["Istat, nama_10r_2gdp" in html for html in pages] == [True, True]
    assert ["Eurostat, nama" in html for html in pages] == [False, False]


def test_figures_of_a_nuts_3_region_are_its_own_or_those_around_it(client):
    gdp()
    borrowed = page(client, "ES511", "figures")
    file = client.get("/regions/ES511/figures.csv").content.decode()
    stored("jobs", {("ES511", 2023): 7.5})

    own = page(client, "ES511", "figures")

    assert "Those shown here are of Cataluña" in borrowed
    assert "39,400" in borrowed
    assert file.splitlines()[1].endswith(",ES51")
    assert "Those shown here" not in own
    assert "39,400" not in own
    assert "7.5" in own


def test_a_region_without_figures_says_so(client):
    assert "There is no figure about Cataluña." in page(client, "ES51", "figures")


def test_many_indicators_are_on_several_pages(client, django_assert_num_queries):
    for number in range(51):
        stored(f"p{number:02}", {("ES51", 2023): number}, name=f"Number {number:02}.")

    first = page(client, "ES51", "figures")
    with django_assert_num_queries(4):
        second = client.get("/regions/ES51/figures/", {"page": 2}).content.decode()

    assert ("Number 49." in first, "Number 50." in first) == (True, False)
    assert ("Number 49." in second, "Number 50." in second) == (False, True)


@pytest.mark.parametrize("name", ["figures", "figures_csv"])
@pytest.mark.parametrize(("code", "lead"), [("es51", "ES51"), ("NL33", "NL36")])
def test_small_letters_and_retired_codes_lead_on_to_the_same_page(client, name, code, lead):
    response = client.get(reverse(f"regions:{name}", args=[code]))

    target, _, query = response["Location"].partition("?")
    assert response.status_code == 301
    assert target == reverse(f"regions:{name}", args=[lead])
    assert query == ("was=NL33" if code == "NL33" else "")


def test_a_code_without_a_place_has_no_figures(client):
    assert client.get("/regions/QQ99/figures/").status_code == 404
    assert client.get("/regions/ATZZ/figures.csv").status_code == 404


def test_machines_are_told_where_the_figures_are(client):
    without = client.get("/regions/ES51/").context["linked_data"]
    gdp()

    with_figures = client.get("/regions/ES51/").context["linked_data"]

    assert "subjectOf" not in without
    assert with_figures["subjectOf"] == {
        "@type": "Dataset",
        "name": "All figures about Cataluña",
        "url": "http://testserver/regions/ES51/figures/",
        "distribution": {
            "@type": "DataDownload",
            "encodingFormat": "text/csv",
            "contentUrl": "http://testserver/regions/ES51/figures.csv",
        },
    }
