import csv
import io

import pytest
from django.contrib.auth.models import Permission

from ponte.regions.models import Indicator, IndicatorValue, Region
from tests.backoffice.pages import address, filled_in, listed
from tests.factories.indicators import make_figure, make_indicator


def export(office, url, **query):
    response = office.get(url, {"export": "csv", **query})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def jobs(db):
    jobs = make_indicator("jobs", group="performance", direction="higher", decimals=2, unit="%")
    make_figure(jobs, "ES51", 2020, 61.25, flag="bp")
    make_figure(jobs, "ES52", 2021, 62.0)
    make_figure(jobs, "AT", 2020, 63.0)
    return jobs


@pytest.fixture
def people(db):
    people = make_indicator("people", group="structural", theme="demography", dataset="demo_x")
    make_figure(people, "ES51", 2020, 7_000_000.0)
    return people


def codes(response):
    return [record.code for record in listed(response)]


def test_indicators_are_filtered_and_found(office, jobs, people):
    assert codes(office.get("/admin/indicators/")) == ["jobs", "people"]
    assert codes(office.get("/admin/indicators/", {"group": "structural"})) == ["people"]
    assert codes(office.get("/admin/indicators/", {"theme": "demography"})) == ["people"]
    assert codes(office.get("/admin/indicators/", {"direction": "higher"})) == ["jobs"]
    assert codes(office.get("/admin/indicators/", {"q": "demo_x"})) == ["people"]


def test_the_list_of_indicators_costs_the_same(office, jobs, people, django_assert_num_queries):
    office.get("/admin/indicators/")

    for words in ("jobs", "o"):
        with django_assert_num_queries(11):
            office.get("/admin/indicators/", {"q": words})


def test_an_indicator_is_described_anew_but_keeps_its_code(office, jobs):
    page = office.get(address(Indicator, "edit", jobs.pk))

    office.post(
        address(Indicator, "edit", jobs.pk),
        filled_in(page, name="Jobs held", unit="per cent", decimals="0", code="other"),
    )

    jobs.refresh_from_db()
    assert (jobs.code, jobs.name, jobs.unit, jobs.decimals) == ("jobs", "Jobs held", "per cent", 0)


def test_an_indicator_is_described_before_its_figures_come(office):
    page = office.get(address(Indicator, "add"))

    office.post(
        address(Indicator, "add"), filled_in(page, code="rent", name="Rent", direction="lower")
    )

    assert Indicator.objects.get().code == "rent"


def test_deleting_an_indicator_tells_what_goes_with_it(office, jobs, people):
    question = office.get(address(Indicator, "delete", jobs.pk)).content.decode()
    office.post(address(Indicator, "delete", jobs.pk))

    assert "Its 3 figures go with it." in question
    assert "referenced 0 times" not in question
    assert list(Indicator.objects.all()) == [people]
    assert IndicatorValue.objects.count() == 1


def test_indicators_are_exported(office, jobs, people):
    rows = export(office, "/admin/indicators/", group="structural")

    assert [(row["code"], row["theme"], row["dataset"]) for row in rows] == [
        ("people", "demography", "demo_x")
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["AT 2020", "ES51 2020", "ES52 2021", "ES51 2020"]),
        ({"year": "2020"}, ["AT 2020", "ES51 2020", "ES51 2020"]),
        ({"country": "ES", "year": "2020"}, ["ES51 2020", "ES51 2020"]),
        ({"level": "0"}, ["AT 2020"]),
        ({"indicator": "people"}, ["ES51 2020"]),
        ({"flag": "bp"}, ["ES51 2020"]),
    ],
)
def test_figures_are_filtered(office, jobs, people, query, expected):
    keys = {
        "country": dict(Region.objects.of_level(0).values_list("code", "pk")),
        "indicator": {"jobs": jobs.pk, "people": people.pk},
    }
    asked = {name: keys.get(name, {}).get(value, value) for name, value in query.items()}

    response = office.get("/admin/figures/", asked)

    assert [f"{figure.region.code} {figure.year}" for figure in listed(response)] == expected


def test_a_figure_is_shown_with_its_decimals_unit_and_flag(office, jobs):
    page = office.get("/admin/figures/", {"flag": "bp"}).content.decode()

    assert "61.25" in page
    assert "break in time series, provisional" in page


def test_the_list_of_figures_costs_the_same(office, jobs, people, django_assert_num_queries):
    office.get("/admin/figures/")

    for query in ({"year": "2021"}, {}):
        with django_assert_num_queries(11):
            office.get("/admin/figures/", query)


def test_figures_are_read_as_their_index_is_sorted(jobs):
    viewset = IndicatorValue.snippet_viewset

    rows = IndicatorValue.objects.order_by(*viewset.ordering)

    assert "USE TEMP B-TREE" not in rows.explain()


def test_figures_are_exported_so_that_each_can_be_traced(office, jobs, people):
    rows = export(office, "/admin/figures/", year="2020", flag="bp")

    assert rows == [
        {
            "code": "jobs",
            "source": "Eurostat",
            "dataset": "",
            "unit": "%",
            "geo": "ES51",
            "year": "2020",
            "value": "61.25",
            "flag": "bp",
            "nuts_version": "2024",
        }
    ]


@pytest.mark.parametrize("page", ["add", "edit", "delete"])
def test_nobody_changes_a_figure_by_hand(office, jobs, page):
    figure = jobs.values.first()
    arguments = [] if page == "add" else [figure.pk]

    response = office.post(address(IndicatorValue, page, *arguments))

    assert response.status_code == 302
    assert response["Location"] == "/admin/"
    assert jobs.values.count() == 3


def test_who_may_view_figures_sees_them(client, editor, jobs):
    editor.user_permissions.add(Permission.objects.get(codename="view_indicatorvalue"))
    client.force_login(editor)

    response = client.get("/admin/figures/")

    assert len(listed(response)) == 3


def test_a_region_is_given_another_category(office):
    region = Region.objects.get(code="ES51")
    page = office.get(address(Region, "edit", region.pk))

    office.post(address(Region, "edit", region.pk), filled_in(page, category="transition"))
    found = office.get("/admin/regions/", {"category": "transition", "q": "ES51"})

    assert codes(found) == ["ES51"]
