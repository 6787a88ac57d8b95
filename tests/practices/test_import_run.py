import io
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from ponte.community.models import Member
from ponte.core import tables
from ponte.practices import export
from ponte.practices.importing.mapping import ImportMapping, load_mapping
from ponte.practices.importing.run import import_practices
from ponte.practices.models import FormerSlug, Practice
from ponte.regions.models import Region
from ponte.search.models import OutboxEntry
from ponte.topics.models import Topic
from tests.factories.practices import make_practice
from tests.factories.projects import make_project

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared/data"
pytestmark = pytest.mark.django_db


def bring(data, mapping="", **options):
    """Import `data`, text or bytes, and return the outcome."""
    data = data.encode() if isinstance(data, str) else data
    chosen = load_mapping(mapping) if mapping else ImportMapping()
    with tables.read(
        io.BytesIO(data), delimiter=chosen.delimiter, encoding=chosen.encoding
    ) as table:
        return import_practices(table, chosen, **options)


def counts(outcome):
    return (outcome.created, outcome.updated, outcome.unchanged, outcome.rejected)


def problems(outcome):
    return [tuple(problem) for problem in outcome.problems]


def exported(format_):
    practices = Practice.objects.order_by("pk")
    ids = list(practices.values_list("pk", flat=True))
    columns = export.columns(for_staff=True)
    return b"".join(tables.write(format_, columns, export.rows(ids, columns, practices=practices)))


def test_a_row_becomes_a_practice():
    project = make_project(acronym="SMARTY")
    row = {
        "external_id": "7",
        "source": "here",
        "title": "<b>Early</b>&nbsp;warning",
        "short_summary": "Advisers\nhelp",
        "language": "Deutsch",
        "institution_name": "Chamber",
        "institution_region": "FR",
        "region": "Catalonia",
        "city": "Barcelona",
        "scope": "Regional",
        "latitude": "41,3874",
        "longitude": "2.16860001",
        "topics": "RSO1.3; smart;2.1",
        "keywords": "firms; advice;firms",
        "project": "smarty",
        "detailed_information": "<p>One</p><ul><li>two</li></ul>",
        "start": "03/2019",
        "end": "ongoing",
        "further_information": "www.example.org",
        "public_intervention": "ja",
        "published_at": "2024-05-01",
    }

    outcome = bring(b"".join(tables.write("csv", list(row), [row])))

    practice = Practice.objects.get()
    assert problems(outcome) == []
    assert counts(outcome) == (1, 0, 0, 0)
    assert (practice.slug, practice.title) == ("early-warning", "Early warning")
    assert (practice.source, practice.external_id) == ("here", "7")
    assert practice.short_summary == "Advisers help"
    assert (practice.language, practice.state, practice.scope) == ("de", "validated", "regional")
    assert practice.institution_name == "Chamber"
    assert practice.institution_region.code == "FR"
    assert practice.region.code == "ES51"
    assert practice.city == "Barcelona"
    assert (str(practice.latitude), str(practice.longitude)) == ("41.38740", "2.16860")
    assert sorted(topic.code for topic in practice.topics.all()) == ["2.1", "PO1", "RSO1.3"]
    assert practice.keywords == ["firms", "advice"]
    assert practice.project == project
    assert practice.detailed_information == "One\n- two"
    assert (practice.start, practice.end, practice.ongoing) == ("2019-03", "", True)
    assert practice.further_information == "https://www.example.org"
    assert practice.public_intervention is True
    assert practice.published_at == datetime(2024, 4, 30, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "data",
    [
        "title;city\r\nStädte für alle;Köln\r\n".encode("cp1252"),
        "title;city\r\nStädte für alle;Köln\r\n".encode("utf-8-sig"),
        "title\tcity\r\nStädte für alle\tKöln\r\n".encode("utf-16"),
        '\n"title"|"city"\n"Städte\nfür alle"|Köln\n\n'.encode(),
        '[{"title": "Städte für alle", "city": "Köln"}]'.encode(),
    ],
)
def test_files_as_people_have_them(data):
    outcome = bring(data)

    practice = Practice.objects.get()
    assert counts(outcome) == (1, 0, 0, 0)
    assert (practice.title, practice.city) == ("Städte für alle", "Köln")


def test_a_workbook_with_numbers_and_dates():
    book = openpyxl.Workbook()
    book.active.append(["title", "start", "end", "latitude", "longitude", "external_id"])
    book.active.append(["One", 2019.0, datetime(2020, 5, 1), 50.5, -3, 12])  # noqa: DTZ001
    file = io.BytesIO()
    book.save(file)

    outcome = bring(file.getvalue())

    practice = Practice.objects.get()
    assert problems(outcome) == []
    assert (practice.start, practice.end, practice.external_id) == ("2019", "2020-05", "12")
    assert (practice.latitude, practice.longitude) == (50.5, -3)


def test_every_problem_of_a_row_is_listed_and_other_rows_come_in():
    outcome = bring(
        "title,region,topics,start,end,ongoing,scope,further_information,longitude\n"
        ",Atlantis,RSO9.9,soon,2019,maybe,galaxy,none at all,far\n"
        "Good,FR,RSO1.1,2018,2019,,,,\n"
        f"{'x' * 101},,,2020,2019,,,,\n"
        "Extra,FR,,,,,,,,1,2\n"
    )

    assert counts(outcome) == (1, 0, 0, 3)
    assert problems(outcome) == [
        (2, "region", "Atlantis", "No region is known as “Atlantis”.", "error"),
        (2, "scope", "galaxy", "This must be one of: national, regional, local.", "error"),
        (2, "longitude", "far", "This is not a number.", "error"),
        (2, "topics", "RSO9.9", "There is no topic “RSO9.9”.", "error"),
        (2, "start", "soon",
         "This is not a date such as 2020, 2020-03, 15.03.2020 or March 2020.", "error"),
        (2, "ongoing", "maybe", "This is neither yes nor no.", "error"),
        (2, "further_information", "none at all", "This is not a web address.", "error"),
        (2, "title", "", "This must be filled in.", "error"),
        (4, "title", "x" * 101, "101 characters, limit 100.", "error"),
        (5, "", "1",
         "The row has more cells than the header; a delimiter may be inside a text.", "error"),
    ]  # fmt: skip
    assert Practice.objects.get().title == "Good"


def test_rules_between_fields():
    outcome = bring(
        "title,start,end,latitude,expert_opinion\nA,2020,2019,,\nB,,,50,\nC,,,,Good work\n"
    )

    assert problems(outcome) == [
        (2, "start, end", "2020 / 2019", "The end lies before the start.", "error"),
        (3, "latitude, longitude", "50.00000",
         "A point needs latitude and longitude.", "error"),
        (4, "expert_opinion, expert_opinion_date", "Good work",
         "An expert opinion needs its date.", "error"),
    ]  # fmt: skip
    assert not Practice.objects.exists()


def test_lenient_columns_are_left_empty_with_a_warning():
    outcome = bring(
        "title,region,topics\nA,Atlantis,RSO1.1;RSO9.9\n", 'lenient = ["region", "topics"]'
    )

    practice = Practice.objects.get()
    assert problems(outcome) == [
        (2, "region", "Atlantis", "No region is known as “Atlantis”. Left empty.", "warning"),
        (2, "topics", "RSO1.1;RSO9.9", "There is no topic “RSO9.9”. Left empty.", "warning"),
    ]
    assert practice.region is None
    assert [topic.code for topic in practice.topics.all()] == ["RSO1.1"]


def test_texts_over_their_limit_may_be_shortened_or_moved():
    long_title = "A title that goes on. " * 5
    outcome = bring(
        f"title,city,institution_name\n{long_title},{'y' * 101},{'A word ' * 40}\n",
        """
        [overflow]
        title = { move = "detailed_information" }
        city = "shorten"
        institution_name = "excerpt"
        """,
    )

    practice = Practice.objects.get()
    assert practice.title == "A title that goes on. " * 3 + "A title that goes on. …"
    assert practice.detailed_information == "… A title that goes on."
    assert practice.city == "y" * 98 + "…"
    assert len(practice.institution_name) <= 250
    assert [problem[3] for problem in problems(outcome)] == [
        "109 characters, limit 100: the rest was moved to detailed_information.",
        "101 characters, limit 100: shortened.",
    ]


def test_a_mapping_translates_fills_in_and_joins():
    bring(
        "Nimi;Ala;Maa;Nuts\nÜks;health;Eesti;\nKaks;other,Education;;Lõuna-Eesti\n",
        """
        source = "ee"
        [file]
        list_separator = ","
        [columns]
        title = "nimi"
        topics = "Ala"
        region = "Nuts"
        country = "Maa"
        [values.topics]
        Health = ["RSO4.5", "RSO1.2"]
        education = "RSO4.2"
        "*" = ""
        [defaults]
        language = "et"
        keywords = ["imported"]
        """,
    )

    found = {
        practice.title: (
            practice.language,
            practice.region.code,
            sorted(topic.code for topic in practice.topics.all()),
            practice.keywords,
        )
        for practice in Practice.objects.all()
    }
    assert found == {
        "Üks": ("et", "EE", ["RSO1.2", "RSO4.5"], ["imported"]),
        "Kaks": ("et", "EE008", ["RSO4.2"], ["imported"]),
    }


def test_importing_again_changes_only_what_differs():
    first = "external_id,source,title,city,topics\n1,s,One,Ghent,RSO1.1\n2,s,Two,Bruges,RSO1.2\n"
    bring(first)
    before = {each.external_id: each for each in Practice.objects.all()}
    OutboxEntry.objects.all().delete()

    again = bring(first)
    changed = bring(
        "external_id,source,title,topics\n1,s,One,RSO1.1;RSO1.2\n2,s,Two,RSO1.2\n3,s,Three,\n"
    )

    after = {each.external_id: each for each in Practice.objects.all()}
    assert counts(again) == (0, 0, 2, 0)
    assert not again.saved
    assert counts(changed) == (1, 1, 1, 0)
    assert {topic.code for topic in after["1"].topics.all()} == {"RSO1.1", "RSO1.2"}
    assert (after["1"].city, after["1"].slug) == ("Ghent", "one")
    assert after["1"].created_at == before["1"].created_at
    assert after["1"].updated_at > before["1"].updated_at
    assert after["2"].updated_at == before["2"].updated_at
    assert {(entry.kind, entry.object_id) for entry in OutboxEntry.objects.all()} == {
        ("practice", after["1"].pk),
        ("practice", after["3"].pk),
    }


def test_a_row_without_identifier_is_known_by_title_place_and_institution():
    data = "title,region,city\nOne,FR,Lyon\n"

    bring(data, source="s")
    again = bring("title,region,city\n ONE,France,Paris\n", source="s")

    assert counts(again) == (0, 1, 0, 0)
    assert Practice.objects.get().city == "Paris"


def test_two_rows_with_one_identifier():
    outcome = bring("external_id,title\n1,One\n1,Two\n2,Three\n")

    assert counts(outcome) == (2, 0, 0, 1)
    assert problems(outcome) == [(3, "external_id", "1", "Row 2 has the same identifier.", "error")]


def test_two_rows_that_are_one_practice_by_different_identifiers():
    make_practice(title="One", slug="one", source="s", external_id="1")

    outcome = bring("external_id,source,slug,title\n1,s,,First\n,,one,Second\n")

    assert counts(outcome) == (0, 1, 0, 1)
    assert problems(outcome) == [(3, "slug", "one", "Row 2 has the same identifier.", "error")]


def test_addresses_stay_unique_and_old_ones_lead_on():
    taken = make_practice(title="One", slug="one")
    FormerSlug.objects.create(slug="two", practice=taken)
    moved = make_practice(title="Three", slug="three", source="s", external_id="3")

    outcome = bring(
        "external_id,source,slug,title\n1,s,,One\n2,s,,One\n3,s,new,Three\n4,s,two,Four\n,,two,Five\n"
    )

    slugs = {each.external_id: each.slug for each in Practice.objects.filter(source="s")}
    assert slugs == {"1": "one-2", "2": "one-3", "3": "new", "4": "two-2"}
    assert FormerSlug.objects.get(practice=moved).slug == "three"
    assert problems(outcome) == [
        (5, "slug", "two",
         "Another practice has or had this address; it is “two-2” here.", "warning"),
        (6, "slug", "two", "Another practice has or had this address.", "error"),
    ]  # fmt: skip


def test_strict_leaves_nothing_when_one_row_is_wrong():
    outcome = bring("title\nOne\n" + "x" * 101 + "\n", strict=True)

    assert counts(outcome) == (1, 0, 0, 1)
    assert not outcome.saved
    assert not Practice.objects.exists()
    assert not OutboxEntry.objects.filter(kind="practice").exists()


def test_strict_brings_all_in_when_every_row_is_right():
    assert counts(bring("title\nOne\nTwo\n", strict=True)) == (2, 0, 0, 0)
    assert Practice.objects.count() == 2


def test_a_dry_run_leaves_nothing_and_shows_the_first_rows():
    with CaptureQueriesContext(connection) as queries:
        outcome = bring("title,region,topics\nOne,FR,RSO1.1\nTwo,XX99,\n", dry_run=True)

    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []
    assert not Practice.objects.exists()
    assert [
        (preview.row, preview.outcome, preview.practice.title, [t.code for t in preview.topics])
        for preview in outcome.previews
    ] == [(2, "created", "One", ["RSO1.1"]), (3, "rejected", "Two", [])]


def test_queries_do_not_grow_with_the_rows():
    def queries(rows):
        lines = [f"{number},Title {number},FR,RSO1.1" for number in rows]
        data = "\n".join(["external_id,title,region,topics", *lines])
        with CaptureQueriesContext(connection) as captured:
            bring(data)
        return len(captured)

    bring("title\nWarm up\n")

    few, many, again = queries(range(10)), queries(range(10, 30)), queries(range(30))

    assert many <= few + 1
    assert again < few


def test_the_history_tells_of_the_import(django_user_model):
    user = django_user_model.objects.create_user("officer@example.org")

    bring("external_id,title\n1,One\n", user=user)
    bring("external_id,title\n1,Uno\n", user=user)

    practice = Practice.objects.get()
    entries = ModelLogEntry.objects.for_instance(practice).order_by("pk")
    assert [(each.action, each.label, each.user) for each in entries] == [
        ("wagtail.create", "One", user),
        ("wagtail.edit", "Uno", user),
    ]


def tricky_practices():
    project = make_project(acronym="SMARTY")
    make_practice(
        title="=1+1 <b>kept</b>",
        slug="sum",
        source="s",
        external_id="1",
        short_summary="'quoted",
        detailed_information="A  & B &amp; C\n\n- n/a\n",
        keywords=["a;b", "-x", "c\\d"],
        region=Region.objects.get(code="EL30"),
        latitude="37.98000",
        longitude="-23.70000",
        project=project,
        start_year=2019,
        start_month=3,
        ongoing=True,
        public_intervention=False,
        expert_opinion="Good.",
        expert_opinion_date="2024-05-01",
        counts_for_indicator=True,
        published_at=datetime(2024, 5, 1, 9, 30, 1, 250, tzinfo=UTC),
        topics=Topic.objects.filter(code__in=["RSO1.3", "2.1"]),
    )
    make_practice(title="n/a", slug="nothing", language="el", further_information="http://a.eu/x")
    make_practice(title="A draft", slug="draft", state="draft", end_year=2020)


def test_an_opinion_given_here_stays_whatever_a_file_says():
    expert = Member.objects.create_user("eva@example.org")
    opinion = {"expert_opinion": "Good.", "expert_opinion_date": "2024-05-01"}
    make_practice(slug="here", expert=expert, **opinion)
    make_practice(slug="elsewhere", **opinion)

    outcome = bring(
        "slug,title,expert_opinion\nhere,New title,Superb.\nelsewhere,New title,Superb.\n"
    )

    assert counts(outcome) == (0, 2, 0, 0)
    assert dict(Practice.objects.values_list("slug", "expert_opinion")) == {
        "here": "Good.",
        "elsewhere": "Superb.",
    }
    assert [
        (row, column, severity) for row, column, _value, _why, severity in problems(outcome)
    ] == [(2, "expert_opinion", "warning")]


@pytest.mark.parametrize("format_", ["csv", "xlsx", "json"])
def test_an_export_imports_back_unchanged(format_):
    tricky_practices()
    before = exported(format_)

    same = bring(before)
    Practice.objects.all().delete()
    anew = bring(before)

    assert counts(same) == (0, 0, 3, 0)
    assert counts(anew) == (3, 0, 0, 0)
    assert problems(anew) == []
    assert exported(format_) == before


def run_command(*arguments):
    """What the command writes, and its exit code."""
    output, errors = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command(*map(str, arguments), stdout=output, stderr=errors, verbosity=0)
    except SystemExit as stop:
        code = stop.code
    return output.getvalue() + errors.getvalue(), code


def test_the_command_tells_and_reports(tmp_path):
    file, report = tmp_path / "in.csv", tmp_path / "report.csv"
    file.write_text(f"title,region\nOne,FR\n{'x' * 101},\n")

    told, code = run_command("import_practices", file, "--dry-run", "--report", report)

    assert told == (
        "2 rows, 1 created, 0 updated, 0 unchanged, 1 rejected, 0 warnings.\n"
        "Nothing was changed: this was a dry run.\n"
    )
    assert code == 1
    assert report.read_bytes().decode("utf-8-sig") == (
        "row,column,value,reason,severity\r\n"
        f'3,title,{"x" * 101},"101 characters, limit 100.",error\r\n'
    )


@pytest.mark.parametrize(
    ("content", "options", "code"),
    [
        ("title\nOne\n", [], 0),
        ("title,city\nOne,\n,x\n", [], 1),
        ("title,city\nOne,\n,x\n", ["--strict"], 2),
        ("title,city\n,x\n", [], 2),
        ("name\nOne\n", [], 2),
        ("", [], 2),
        ("title\nOne\n", ["--mapping", "none.toml"], 2),
    ],
)
def test_exit_codes(tmp_path, content, options, code):
    file = tmp_path / "in.csv"
    file.write_text(content)

    assert run_command("import_practices", file, *options)[1] == code


def test_the_export_command(tmp_path):
    tricky_practices()
    file = tmp_path / "out.csv"

    told, code = run_command("export_practices", file, "--state", "draft")

    assert (told, code) == (f"1 practice written to {file}.\n", 0)
    with tables.read(file) as table:
        assert [row.cells["slug"] for row in table.rows] == ["draft"]


def shared(path):
    file = SHARED / path
    if not file.exists():
        pytest.skip(f"{file} is not here")
    return file


def test_the_cases_of_the_observatory_of_public_services(tmp_path):
    file = shared("jrc_innovative_public_services_cases/cases.csv")
    mapping = load_mapping(
        (ROOT / "docs/guide/mappings/jrc-innovative-public-services.toml").read_text()
    )

    with tables.read(file) as table:
        first = import_practices(table, mapping)
    with tables.read(file) as table:
        second = import_practices(table, mapping)

    assert counts(first) == (853, 0, 0, 0)
    assert counts(second) == (0, 0, 853, 0)
    assert first.warnings == 109
    assert Practice.objects.exclude(region=None).count() == 829
    assert Practice.objects.filter(topics=None).count() == 0


def test_a_list_of_projects_from_malta():
    samples = "eu_structural_funds_projects/raw_import_samples"
    file = shared(f"{samples}/MT.malta__Malta_2007-2013__data.csv")
    mapping = load_mapping((ROOT / "docs/guide/mappings/example.toml").read_text())

    with tables.read(file) as table:
        outcome = import_practices(table, mapping)

    assert counts(outcome) == (251, 0, 0, 0)
    assert [reason for *_, reason, _severity in problems(outcome) if "limit" not in reason] == []


def test_a_list_from_latvia_asks_for_a_mapping():
    samples = "eu_structural_funds_projects/raw_import_samples"
    file = shared(f"{samples}/LV.latvia__2014-2020__all_funds_Latvia_2014-2020.csv")

    told, code = run_command("import_practices", file)

    assert code == 2
    assert told.startswith("No column is the title. The file has: SAM / pasākuma nr., ")


def test_a_list_of_many_projects_from_all_over_europe():
    file = shared("eu_structural_funds_projects/projects_dev.csv.gz")
    mapping = load_mapping(
        """
        lenient = ["start", "end", "region"]
        [columns]
        external_id = "id"
        title = "title"
        detailed_information = "description"
        region = ["region_as_given", "nuts_code_as_found", "source_nuts"]
        country = "country"
        start = "start_as_given"
        end = "end_as_given"
        language = "language"
        [overflow]
        default = "shorten"
        """
    )

    with tables.read(file) as table:
        outcome = import_practices(table, mapping, dry_run=True)

    assert counts(outcome) == (12426, 0, 0, 4)
    assert [
        (problem.value, problem.reason)
        for problem in outcome.problems
        if problem.severity == "error"
    ] == [
        ("2015-10 / 2015-07", "The end lies before the start."),
        ("2019-05 / 2019-03", "The end lies before the start."),
        ("0817-01 / 2018-12", "A year is a number from 1800 to 2200."),
        ("2019-04 / 2018-12", "The end lies before the start."),
    ]


def test_what_is_being_judged_stays_as_it_was_sent():
    make_practice(slug="sent", state="expert_review", city="Turku")

    outcome = bring("slug,title,city\nsent,Better,Riga\n")

    assert counts(outcome) == (0, 0, 0, 1)
    assert [problem.reason for problem in outcome.problems] == [
        "It is being checked or reviewed: its text stays as it was sent."
    ]
    assert Practice.objects.get().city == "Turku"
