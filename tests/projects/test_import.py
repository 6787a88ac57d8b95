"""Projects from tables: what comes in, what is refused and why, and coming in again."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ponte.activity.models import Entry
from ponte.core import tables
from ponte.core.importing.mapping import ImportMapping, load_mapping
from ponte.core.importing.report import BadCell
from ponte.projects import export
from ponte.projects.columns import COLUMNS
from ponte.projects.importing import run
from ponte.projects.importing.rows import TARGET, day_of, parse_euro
from ponte.projects.importing.run import import_projects
from ponte.projects.models import Programme, Project, ProjectPartner
from ponte.search.models import OutboxEntry
from tests.factories.projects import make_partner, make_project

ROOT = Path(__file__).parents[2]
MAPPINGS = ROOT / "docs/guide/mappings/projects"
REAL = ROOT.parent / "shared/data/eu_structural_funds_projects"
pytestmark = pytest.mark.django_db

KEEP = """\
Project ID;Acronym;Name (EN);Name;Title;Description (EN);Description;Programme;Period;Call;\
Start date;End date;Total budget;ERDF;Themes;Lead partner;Partners;Website
7;BRIDGE;Bridges between towns;;;Towns learn.;;Interreg Example;2014-2020;2;01.03.2016;\
28/02/2019;€ 1.400.647;"1 190 549,95 EUR";"Energy, Water";Town A;Town B, Agency C;bridge.example
"""


def bring(data, mapping="", **options):
    """Import `data`, text or bytes, and return the outcome."""
    data = data.encode() if isinstance(data, str) else data
    chosen = load_mapping(mapping, TARGET) if mapping else ImportMapping()
    with tables.read(io.BytesIO(data), delimiter=chosen.delimiter) as table:
        return import_projects(table, chosen, **options)


def counts(outcome):
    return (outcome.created, outcome.updated, outcome.unchanged, outcome.rejected)


def exported(file_format="csv"):
    ids = list(Project.objects.order_by("pk").values_list("pk", flat=True))
    return b"".join(tables.write(file_format, COLUMNS, export.rows(ids)))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("13.700,49", "13700.49"),
        ("87.370", "87370.00"),
        ("81812,5", "81812.50"),
        ("€433,942", "433942.00"),
        ("€ 433575.00", "433575.00"),
        ("1.103.823,77 €", "1103823.77"),
        ("804 079€", "804079.00"),
        ("73400000", "73400000.00"),
        (1234.5, "1234.50"),
    ],
)
def test_money_is_read_however_its_thousands_are_marked(text, amount):
    assert str(parse_euro(text)) == amount


@pytest.mark.parametrize(
    ("text", "country"),
    [("430.096,76 kn", ""), ("£100", ""), ("100", "DK"), ("-5", ""), ("much", ""), ("9" * 20, "")],
)
def test_what_is_no_amount_of_euro_is_refused(text, country):
    with pytest.raises(BadCell):
        parse_euro(text, country=country)


def test_euro_are_taken_where_another_money_is_usual():
    assert parse_euro("€ 100", country="DK") == Decimal(100)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2008", date(2008, 1, 1), date(2008, 12, 31)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("Q1 2013", date(2013, 1, 1), date(2013, 3, 31)),
        ("Quarter 4, 2008", date(2008, 10, 1), date(2008, 12, 31)),
        ("28. Mar 16", date(2016, 3, 28), date(2016, 3, 28)),
        ("2016-01-01T00:00:00Z", date(2016, 1, 1), date(2016, 1, 1)),
    ],
)
def test_a_day_is_found_in_what_was_written(text, first, last):
    assert (day_of(text), day_of(text, end=True)) == (first, last)


def test_the_columns_of_keep_eu_become_a_project():
    mapping = (MAPPINGS / "keep-eu.toml").read_text()
    mapping += '\n[file]\ndelimiter = ";"\nlist_separator = ","\n'

    outcome = bring(KEEP, mapping)

    assert (counts(outcome), outcome.problems) == ((1, 0, 0, 0), [])
    project = Project.objects.get()
    assert (project.slug, project.title, project.source) == (
        "bridge",
        "Bridges between towns",
        "keep.eu",
    )
    assert (project.start, project.end) == (date(2016, 3, 1), date(2019, 2, 28))
    assert (project.total_budget, project.erdf) == (Decimal(1_400_647), Decimal("1190549.95"))
    assert (project.programme.name, project.programme.slug) == (
        "Interreg Example",
        "interreg-example-2014-2020",
    )
    assert (project.state, project.themes) == ("closed", ["Energy", "Water"])
    assert [(each.name, each.role) for each in project.partners.all()] == [
        ("Town A", "lead"),
        ("Town B", "partner"),
        ("Agency C", "partner"),
    ]
    assert Entry.objects.get(kind="projects.project").verb == "import"
    assert OutboxEntry.objects.filter(kind="project", object_id=project.pk).exists()


def test_a_second_import_writes_nothing():
    rows = "external_id,title,regions,topics,lead_partner\n1,One,ES51;ITI1,RSO1.3,Town\n"
    bring(rows)

    again = bring(rows)

    assert counts(again) == (0, 0, 1, 0)
    assert Entry.objects.filter(kind="projects.project").count() == 1


def test_what_is_different_is_updated_and_the_rest_stays():
    bring("external_id,title,summary,regions,lead_partner,partners\n1,One,Old,ES51,A,B;C\n")
    before = {each.name: each.pk for each in ProjectPartner.objects.all()}

    outcome = bring("external_id,title,regions,lead_partner,partners\n1,One,ITI1,B,C;D\n")

    project = Project.objects.get()
    assert counts(outcome) == (0, 1, 0, 0)
    assert project.summary == "Old"
    assert [region.code for region in project.regions.all()] == ["ITI1"]
    assert [(each.name, each.role) for each in project.partners.all()] == [
        ("B", "lead"),
        ("C", "partner"),
        ("D", "partner"),
    ]
    assert project.partners.get(name="B").pk == before["B"]
    assert Entry.objects.get(verb="edit").detail == {"fields": ["partners", "regions"]}


def test_every_row_is_in_or_explained_by_row_and_column():
    outcome = bring(
        "external_id,title,start,end,total_budget,erdf,regions\n"
        "1,Good,2020,2021,100,80,ES51\n"
        "2,,2020,2021,,,\n"
        "3,Backwards,2021,2020,,,\n"
        "4,Too much,,,100,101,\n"
        "5,Nowhere,,,,,Atlantis\n"
        "1,Twice,,,,,\n"
    )

    assert counts(outcome) == (1, 0, 0, 5)
    assert [(each.row, each.column) for each in outcome.problems] == [
        (3, "title"),
        (4, "start, end"),
        (5, "total_budget, erdf"),
        (6, "regions"),
        (7, "external_id"),
    ]


def test_a_dry_run_commits_nothing():
    outcome = bring("external_id,title,programme_name\n1,One,New programme\n", dry_run=True)

    assert (counts(outcome), outcome.saved) == ((1, 0, 0, 0), False)
    assert not Project.objects.exists()
    assert not Programme.objects.exists()
    assert not Entry.objects.filter(kind="projects.project").exists()


def test_programmes_are_found_by_number_or_by_name_and_period():
    bring(
        "external_id,title,cci,programme_name,period\n"
        "1,One,2014IT16RFOP017,,\n"
        "2,Two,2014it16rfop017,Another name,\n"
        "3,Three,,Interreg,2014-2020\n"
        "4,Four,,INTERREG,2014-2020\n"
        "5,Five,,Interreg,2021-2027\n"
    )

    found = [project.programme.slug for project in Project.objects.order_by("external_id")]
    assert found == [
        "2014it16rfop017-2014-2020",
        "2014it16rfop017-2014-2020",
        "interreg-2014-2020",
        "interreg-2014-2020",
        "interreg-2021-2027",
    ]
    assert Project.objects.get(external_id="1").period == "2014-2020"


def test_a_total_that_partners_make_up_stays_their_sum():
    project = make_project(source="s", external_id="1", title="One", budget_by_partner=True)
    make_partner(project, budget=Decimal(100))

    outcome = bring("source,external_id,title,total_budget\ns,1,One,999\n")

    project.refresh_from_db()
    assert counts(outcome) == (0, 0, 1, 0)
    assert project.total_budget == Decimal(100)
    assert outcome.problems[0].column == "total_budget"


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json"])
def test_what_was_exported_comes_back_the_same(file_format):
    programme = Programme.objects.create(slug="europe", name="Europe", period="2014-2020")
    project = make_project(
        acronym="SMARTY",
        title="=Smart; “SMEs”",
        summary="Two\n\nparagraphs, and a comma",
        programme=programme,
        period="2014-2020",
        fund="erdf",
        state="closed",
        topics=["RSO1.3", "TO3"],
        regions=["ES51", "UKE4"],
        themes=["Hubs; clusters", "Skills"],
        start=date(2019, 8, 1),
        follow_up_from=date(2022, 8, 1),
        end=date(2023, 7, 31),
        total_budget=Decimal("2420000.50"),
        partner_count=14,
        website="https://smarty.example/",
    )
    make_partner(project, name="Town; city")
    make_partner(project, name="Lead", role="lead")
    written = exported(file_format)
    whole = exported("json")

    assert counts(bring(written)) == (0, 0, 1, 0)
    Project.objects.all().delete()
    Programme.objects.all().delete()
    assert counts(bring(written)) == (1, 0, 0, 0)
    assert exported("json") == whole


def test_batches_cost_the_same_for_one_and_many():
    def cost(first, number):
        rows = "".join(f"{n},Title {n},ES51,RSO1.3,Town\n" for n in range(first, first + number))
        with CaptureQueriesContext(connection) as captured:
            bring("external_id,title,regions,topics,lead_partner\n" + rows)
        return len(captured)

    cost(0, 1)
    assert cost(100, 1) == cost(200, 10)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "projects.csv"
    rows = "".join(f"{number},Title {number}\n" for number in range(10))
    path.write_text("external_id,title\n" + rows)
    return path


def test_an_interrupted_import_goes_on_where_it_was(table, monkeypatch, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(run, "BATCH", 4)
    real = run.Run.batch

    def breaks(self, candidates):
        if candidates[0].row > 5:
            raise KeyboardInterrupt
        real(self, candidates)

    monkeypatch.setattr(run.Run, "batch", breaks)
    with pytest.raises(KeyboardInterrupt):
        call_command("import_projects", str(table), verbosity=0)
    monkeypatch.setattr(run.Run, "batch", real)
    seen = []
    monkeypatch.setattr(run.Run, "count", lambda self, change: seen.append(change.candidate.row))

    assert Project.objects.count() == 4
    call_command("import_projects", str(table), "--resume", verbosity=0, stdout=io.StringIO())

    assert seen == [6, 7, 8, 9, 10, 11]
    assert Project.objects.count() == 10
    assert not list((tmp_path / "imports").iterdir())


def test_the_command_says_what_is_wrong_and_writes_it_down(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    table, report, said = tmp_path / "in.csv", tmp_path / "report.csv", io.StringIO()
    table.write_text("external_id,title,total_budget\n1,One,=2+3\n2,Two,5\n")

    with pytest.raises(SystemExit) as ended:
        call_command(
            "import_projects", str(table), "--report", str(report), verbosity=0, stdout=said
        )

    assert ended.value.code == 1
    assert "2 rows, 1 created, 0 updated, 0 unchanged, 1 rejected, 0 warnings." in said.getvalue()
    assert "2,total_budget,'=2+3," in report.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_mapping_can_be_used(path):
    assert load_mapping(path.read_text(), TARGET).name


@pytest.mark.skipif(not REAL.exists(), reason="the real lists are not here")
@pytest.mark.parametrize(
    ("name", "mapping", "rows"),
    [
        (
            "LV.latvia__2014-2020__all_funds_Latvia_2014-2020.csv",
            (
                '[columns]\ntitle = "Projekta nosaukums"\nlead_partner = "Finansējuma saņēmējs"\n'
                'total_budget = "Kopējais finansējums"\nerdf = "ES finansējums"\n'
                '[overflow]\ntitle = "shorten"\n[defaults]\nlanguage = "lv"\nregions = "LV"\n'
            ),
            134,
        ),
        (
            "MT.malta__Malta_2007-2013__data.csv",
            (
                'lenient = ["total_budget", "start", "end"]\n'
                '[columns]\nexternal_id = "Code"\ntitle = "Title"\nlead_partner = "Beneficiary"\n'
                'total_budget = "Project Cost"\nstart = "Start Date"\nend = "End Date"\n'
                'summary = "Non Technical Short Summary Of Project"\n'
                'programme_name = "Operational Programme"\nobjective = "Project Purpose"\n'
                '[overflow]\ndefault = "shorten"\n'
                '[defaults]\nperiod = "2007-2013"\nregions = "MT"\n'
            ),
            251,
        ),
    ],
)
def test_raw_lists_come_in_or_are_explained(name, mapping, rows):
    data = (REAL / "raw_import_samples" / name).read_bytes()

    outcome = bring(data, mapping, source="raw")

    rejected = {each.row for each in outcome.problems if each.severity == "error"}
    assert outcome.rows == rows
    assert len(rejected) == outcome.rejected
    assert outcome.created >= 0.9 * rows
    assert counts(bring(data, mapping, source="raw"))[:2] == (0, 0)
