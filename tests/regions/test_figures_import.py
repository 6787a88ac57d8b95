import csv
import gzip
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from ponte.regions.figures.carrying import Refusal
from ponte.regions.figures.importing import Summary, import_figures
from ponte.regions.figures.shipped import Loaded, load_shipped
from ponte.regions.figures.specification import BadSpecification, Specification, load
from ponte.regions.models import Crosswalk, Indicator, IndicatorValue, IndicatorYear, Region

pytestmark = pytest.mark.django_db

FIGURES = """\
geo,sex,year,value,flag
AT,T,2014,10,
AT1,T,2014,11,b
AT11,T,2014,12.5,p
AT111,T,2014,13,
AT11,F,2014,9,
EU27_2020,T,2014,14,
NL332,T,2014,15,
NL31,T,2014,16,
AT12,T,2014,:,
AT13,T,2014,n/a,
AT21,T,soon,3,
AT22,T,2014,inf,
UKI3,T,2014,17,
"""
CROSSWALK = """\
from_code,to_code,from_version,to_version,level,country,areaKm,pop21
NL31,NL35,2021,2024,2.0,Netherlands,100,1000
NL31,NL36,2021,2024,2.0,Netherlands,300,1000
NL33,NL36,2021,2024,2.0,Netherlands,100,2000
"""
ANSWER = b"""\
DATAFLOW,LAST UPDATE,freq,sex,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS
ESTAT:TGS00010(1.0),24/04/26 23:00:00,A,F,PC,AT11,2024,3.8,,
ESTAT:TGS00010(1.0),24/04/26 23:00:00,A,T,PC,AT11,2024,3.9,e,
ESTAT:TGS00010(1.0),24/04/26 23:00:00,A,T,PC,AT12,2024,4.1,,
"""


@pytest.fixture
def figures(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_text(FIGURES)
    return path


@pytest.fixture
def crosswalk(tmp_path):
    path = tmp_path / "crosswalk.csv"
    path.write_text(CROSSWALK)
    call_command("import_crosswalk", str(path), stdout=StringIO())
    return path


def stored(code="jobs"):
    return list(
        IndicatorValue.objects.filter(indicator__code=code)
        .order_by("region__code", "year")
        .values_list("region__code", "year", "value", "flag", "nuts_version")
    )


def years(code="jobs"):
    counted = IndicatorYear.objects.filter(indicator__code=code)
    return list(counted.values_list("year", "regions"))


def revised_at(code="jobs"):
    return Indicator.objects.get(code=code).revised_at


def run(*arguments):
    out = StringIO()
    call_command("import_indicators", *map(str, arguments), stdout=out)
    return out.getvalue().splitlines()


def test_the_summary_is_true(figures):
    summary = import_figures([figures], [Specification("jobs", filters={"sex": "T"})])

    assert stored() == [
        ("AT", 2014, 10.0, "", "2024"),
        ("AT1", 2014, 11.0, "b", "2024"),
        ("AT11", 2014, 12.5, "p", "2024"),
        ("AT111", 2014, 13.0, "", "2024"),
        ("NL361", 2014, 15.0, "", "2021"),
        ("UKI3", 2014, 17.0, "", "2016"),
    ]
    assert summary == Summary(
        rows=13,
        figures=12,
        missing=1,
        aggregates=1,
        unchanged=5,
        converted=1,
        made=1,
        rejected=4,
        new=6,
        levels=summary.levels,
        refusals=[
            Refusal("figures.csv", 11, "AT13", "2014", "not a number: n/a"),
            Refusal("figures.csv", 12, "AT21", "soon", "not a year: soon"),
            Refusal("figures.csv", 13, "AT22", "2014", "not a number: inf"),
            Refusal(
                "figures.csv",
                9,
                "NL31",
                "2014",
                "no longer a region (Boundary shift); a crosswalk with its parts must be imported",
            ),
        ],
    )
    assert dict(summary.levels) == {0: 1, 1: 1, 2: 2, 3: 2}


def test_a_second_import_changes_nothing(figures):
    wanted = [Specification("jobs", filters={"sex": "T"})]
    import_figures([figures], wanted)
    keys = list(IndicatorValue.objects.order_by("pk").values_list("pk", flat=True))

    summary = import_figures([figures], wanted)

    assert (summary.new, summary.changed, summary.same) == (0, 0, 6)
    assert list(IndicatorValue.objects.order_by("pk").values_list("pk", flat=True)) == keys


def test_only_changed_figures_are_written(figures):
    wanted = [Specification("jobs", filters={"sex": "T"})]
    import_figures([figures], wanted)
    figures.write_text(FIGURES.replace("AT11,T,2014,12.5,p", "AT11,T,2014,12.5,"))

    summary = import_figures([figures], wanted)

    assert (summary.new, summary.changed, summary.same) == (0, 1, 5)
    assert stored()[2] == ("AT11", 2014, 12.5, "", "2024")


def test_a_dry_run_says_the_same_and_changes_nothing(figures):
    lines = run(figures, "--indicator", "jobs", "--filter", "sex=T", "--dry-run")

    assert lines == [
        "Rows read: 13; figures in them: 12.",
        "Stored: 6 (6 new, 0 changed, 0 as before).",
        "Converted: 1 figures of old codes gave 1 of present ones.",
        "Stored by level (0: countries, 1 to 3: NUTS): 0: 1, 1: 1, 2: 2, 3: 2.",
        "Aggregates, not kept: 1.",
        "Missing in the source: 1.",
        "Rejected: 4.",
        "  1 × not a number: n/a",
        "  1 × not a year: soon",
        "  1 × not a number: inf",
        "  1 × no longer a region (Boundary shift); a crosswalk with its parts must be imported",
        "Nothing was changed: this was a dry run.",
    ]
    assert Indicator.objects.count() == 0


def test_the_report_has_a_line_per_rejected_figure(figures, tmp_path):
    report = tmp_path / "report.csv"

    run(figures, "--indicator", "jobs", "--filter", "sex=T", "--report", report)

    rows = list(csv.DictReader(report.read_text().splitlines()))
    assert [(row["row"], row["code"]) for row in rows] == [
        ("11", "AT13"), ("12", "AT21"), ("13", "AT22"), ("9", "NL31"),
    ]  # fmt: skip


def test_a_dimension_with_several_values_must_be_chosen(figures):
    with pytest.raises(CommandError) as refused:
        run(figures, "--indicator", "jobs")

    assert str(refused.value) == ("figures.csv, jobs: choose one value of each of: sex (F, T).")
    assert Indicator.objects.count() == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--filter", "sex"], "“sex” is no filter; write dimension=value."),
        (["--filter", "age=T"], "figures.csv has no dimension age. It has: sex."),
        (["--value", "price"], ("figures.csv has no columns for region, year and value. "
         "Its columns: geo, sex, year, value, flag.")),
    ],
)  # fmt: skip
def test_wrong_options_are_explained(figures, arguments, message):
    with pytest.raises(CommandError) as refused:
        run(figures, "--indicator", "jobs", *arguments)

    assert str(refused.value) == message


def test_the_nuts_2_regions_of_each_year_are_counted(tmp_path, figures):
    wanted = [Specification("jobs", filters={"sex": "T"})]
    later = tmp_path / "later.csv"
    later.write_text("geo,sex,year,value\nAT11,T,2015,1\nAT1,T,2015,1\nAT12,T,2014,1\n")

    import_figures([figures], wanted)
    at_first = years()
    import_figures([later], wanted)

    assert at_first == [(2014, 2)]
    assert years() == [(2015, 1), (2014, 3)]


def test_a_figure_that_comes_or_changes_revises_its_indicator_only(tmp_path, figures):
    wanted = [Specification("jobs", filters={"sex": "T"})]
    import_figures([figures], wanted)
    import_figures([figures], [Specification("women", filters={"sex": "F"})])
    jobs, women = revised_at("jobs"), revised_at("women")
    figures.write_text(FIGURES.replace("AT11,T,2014,12.5,p", "AT11,T,2014,12.5,"))

    import_figures([figures], wanted)

    assert revised_at("jobs") > jobs
    assert revised_at("women") == women
    assert years() == [(2014, 2)]


def test_an_import_without_news_revises_nothing(figures):
    wanted = [Specification("jobs", filters={"sex": "T"})]
    import_figures([figures], wanted)
    before = revised_at(), list(IndicatorYear.objects.values_list("pk", flat=True))

    import_figures([figures], wanted)

    assert (revised_at(), list(IndicatorYear.objects.values_list("pk", flat=True))) == before


def test_an_indicator_without_figures_was_never_revised(tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_text("geo,year,value\nAT11,2014,:\n")

    import_figures([empty], [Specification("jobs")])

    assert revised_at() is None
    assert years() == []


@pytest.mark.parametrize(
    ("counted", "covered"),
    [
        ({2019: 250, 2020: 150, 2021: 149}, [2020, 2019]),
        ({2021: 3}, [2021]),
        ({2021: 0}, []),
        ({}, []),
    ],
)
def test_a_year_is_well_covered_with_three_fifths_of_the_best(counted, covered):
    jobs = Indicator.objects.create(code="jobs", name="Jobs")
    for year, regions in counted.items():
        jobs.years.create(year=year, regions=regions)

    jobs = Indicator.objects.with_years().get()

    assert jobs.well_covered_years == covered
    assert jobs.shown_year == (covered[0] if covered else None)


def test_indicators_with_their_years_cost_two_queries(django_assert_num_queries):
    load_shipped()

    with django_assert_num_queries(2):
        shown = {each.code: each.shown_year for each in Indicator.objects.with_years()}

    assert shown["gdp-per-head"] == 2023
    assert shown["population"] == 2018


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        ("population", [("NL35", 2014, 5.0, "e", "2021"), ("NL36", 2014, 12.0, "e", "2021")]),
        ("area", [("NL35", 2014, 2.5, "e", "2021"), ("NL36", 2014, 14.5, "e", "2021")]),
    ],
)
def test_additive_figures_are_shared_out_by_people_or_land(tmp_path, crosswalk, weight, expected):
    path = tmp_path / "people.csv"
    path.write_text("geo,year,value\nNL31,2014,10\nNL33,2014,7\n")

    import_figures([path], [Specification("jobs", described={"additive": True})], weight=weight)

    assert stored() == expected


def test_a_crosswalk_is_replaced_as_a_whole(tmp_path, crosswalk):
    shorter = tmp_path / "shorter.csv"
    shorter.write_text("".join(CROSSWALK.splitlines(keepends=True)[:2]))
    out = StringIO()

    call_command("import_crosswalk", str(crosswalk), stdout=out)
    call_command("import_crosswalk", str(shorter), stdout=out)

    assert out.getvalue().splitlines() == [
        "3 rows: 0 new, 0 changed, 0 old ones removed.",
        "1 rows: 0 new, 0 changed, 2 old ones removed.",
    ]
    assert Crosswalk.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("from_code,to_code\n", ("The file has no columns: from_version, to_version, level, "
         "pop21, areaKm.")),
        (CROSSWALK + "NL31,NL35,2021,2024,2.0,Netherlands,1,1\n",
         "Row 5 is not right or is there twice."),
        (CROSSWALK + "NL34,NL35,2021,2024,2.0,Netherlands,1,nan\n",
         "Row 5 is not right or is there twice."),
    ],
)  # fmt: skip
def test_a_wrong_crosswalk_is_refused(tmp_path, text, message):
    path = tmp_path / "crosswalk.csv"
    path.write_text(text)

    with pytest.raises(CommandError) as refused:
        call_command("import_crosswalk", str(path))

    assert str(refused.value) == message


def test_a_toml_file_describes_several_indicators(tmp_path, figures):
    described = tmp_path / "indicators.toml"
    described.write_text(
        """
        [[indicator]]
        code = "jobs"
        name = "Jobs"
        unit = "persons"
        direction = "higher"
        [indicator.filters]
        sex = "T"
        [[indicator]]
        code = "jobs-women"
        name = "Jobs of women"
        [indicator.filters]
        sex = "F"
        """
    )

    run(figures, "--indicator", described)

    assert len(stored()) == 6
    assert stored("jobs-women") == [("AT11", 2014, 9.0, "", "2024")]
    jobs = Indicator.objects.get(code="jobs")
    assert (jobs.name, jobs.unit, jobs.direction) == ("Jobs", "persons", "higher")
    assert jobs.dataset == "figures"


def test_a_description_stays_when_only_figures_come(figures):
    Indicator.objects.create(code="jobs", name="Jobs", dataset="mine", additive=True)

    run(figures, "--indicator", "jobs", "--filter", "sex=T")

    jobs = Indicator.objects.get(code="jobs")
    assert (jobs.name, jobs.dataset, jobs.additive) == ("Jobs", "mine", True)


def test_words_become_numbers(tmp_path):
    path = tmp_path / "categories.csv"
    path.write_text("nuts2_id,category\nAT11,transition\nAT12,more\nAT13,none\n")
    wanted = Specification(
        "category", value="category", year="2014", categories={"transition": 2, "more": 3}
    )

    summary = import_figures([path], [wanted])

    assert stored("category") == [
        ("AT11", 2014, 2.0, "", "2024"),
        ("AT12", 2014, 3.0, "", "2024"),
    ]
    assert [refusal.reason for refusal in summary.refusals] == ["not a number: none"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1", "The file describes no [[indicator]]."),
        ("[[indicator]]\nname = 'x'", "An indicator without a code."),
        ("[[indicator]]\ncode = 'x'\ncolour = 'red'", "Unknown keys: colour."),
    ],
)
def test_a_wrong_description_is_refused(tmp_path, text, message):
    path = tmp_path / "indicators.toml"
    path.write_text(text)

    with pytest.raises(BadSpecification) as refused:
        load(path)

    assert str(refused.value) == message


def test_an_indicator_with_an_unknown_direction_is_refused(figures):
    wanted = Specification("jobs", described={"direction": "up"}, filters={"sex": "T"})

    with pytest.raises(BadSpecification):
        import_figures([figures], [wanted])

    assert Indicator.objects.count() == 0


@pytest.mark.parametrize(
    ("year", "value"), [(2014, float("inf")), (2014, float("nan")), (1700, 1.0)]
)
def test_the_database_refuses_what_is_no_figure(year, value):
    indicator = Indicator.objects.create(code="jobs", name="Jobs")
    region = Region.objects.get(code="AT11")

    with pytest.raises(IntegrityError), transaction.atomic():
        IndicatorValue.objects.create(
            indicator=indicator, region=region, year=year, value=value, nuts_version="2024"
        )


def test_the_figures_that_come_with_ponte_are_loaded_once():
    first = load_shipped()

    second = load_shipped()

    assert first == Loaded(20, 9_921, 9_921)
    assert second == Loaded(20, 9_921, 0)
    assert (
        IndicatorValue.objects.get(
            indicator__code="gdp-per-head", region__code="AT11", year=2023
        ).value
        == 32200.0
    )
    assert set(Indicator.objects.exclude(theme="").values_list("group", flat=True)) == {
        "structural"
    }


def test_a_dataset_is_fetched_from_eurostat(eurostat):
    out = StringIO()

    call_command(
        "import_indicators",
        indicator="unemployment",
        filters=["sex=T"],
        from_eurostat="tgs00010",
        base=eurostat.address,
        stdout=out,
    )

    assert eurostat.asked == ["/TGS00010?format=SDMX-CSV&compressed=true"]
    assert stored("unemployment") == [
        ("AT11", 2024, 3.9, "e", "2024"),
        ("AT12", 2024, 4.1, "", "2024"),
    ]
    assert Indicator.objects.get().dataset == "tgs00010"
    assert out.getvalue().splitlines()[0] == "Rows read: 3; figures in them: 2."


def test_why_nothing_was_fetched_is_told(eurostat):
    with pytest.raises(CommandError) as refused:
        call_command(
            "import_indicators",
            indicator="unemployment",
            from_eurostat="unknown",
            base=eurostat.address,
        )

    assert str(refused.value) == (
        "unknown could not be fetched from Eurostat: Not Found. Where this machine may not "
        "reach the internet, download the file elsewhere and import it."
    )


@pytest.fixture
def eurostat():
    """A local server that answers as Eurostat's public API does."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.append(self.path)
            if not self.path.startswith("/TGS00010"):
                self.send_error(404)
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(gzip.compress(ANSWER))

        def log_message(self, *args):
            """Say nothing on the terminal."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        server.asked = []
        server.address = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
