import csv
import json
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from ponte import search
from ponte.community.models import Member
from ponte.practices import export
from ponte.practices.columns import COLUMNS, PUBLIC_COLUMNS
from ponte.practices.models import Practice
from ponte.regions.models import Region
from ponte.search.documents import SearchUnavailable
from ponte.topics.models import Topic
from tests.factories.practices import make_practice
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db


class NoIndex:
    """A backend whose index is not there."""

    def reader(self):
        raise SearchUnavailable("The index is being built.")


def body(response):
    return b"".join(response.streaming_content)


def as_csv(response):
    return list(csv.DictReader(StringIO(body(response).decode("utf-8-sig"))))


def test_every_canonical_column_has_its_value():
    make_practice(
        source="demo",
        external_id="7",
        title="HelpEmpresa",
        short_summary="Early warning.",
        language="es",
        institution_name="ACCIÓ",
        institution_region=Region.objects.get(code="ES51"),
        institution_city="Barcelona",
        region=Region.objects.get(code="ES511"),
        city="Barcelona",
        scope="regional",
        latitude="41.38879",
        longitude="2.15899",
        topics=[Topic.objects.get(code="RSO1.3"), Topic.objects.get(slug="green")],
        keywords=["firms", "a; b"],
        project=make_project(acronym="SMARTY"),
        start_year=2019,
        start_month=3,
        ongoing=True,
        public_intervention=False,
    )

    made = next(export.rows([Practice.objects.get().pk], PUBLIC_COLUMNS))

    assert {name: value for name, value in made.items() if value not in ("", None)} == {
        "external_id": "7",
        "source": "demo",
        "slug": "helpempresa",
        "title": "HelpEmpresa",
        "short_summary": "Early warning.",
        "language": "es",
        "state": "validated",
        "institution_name": "ACCIÓ",
        "institution_region": "ES51",
        "institution_city": "Barcelona",
        "region": "ES511",
        "nuts_version": "2024",
        "city": "Barcelona",
        "scope": "regional",
        "latitude": Practice.objects.get().latitude,
        "longitude": Practice.objects.get().longitude,
        "topics": ["PO2", "RSO1.3"],
        "keywords": ["firms", "a; b"],
        "project": "smarty",
        "start": "2019-03",
        "ongoing": "yes",
        "public_intervention": "no",
        "published_at": datetime(2024, 3, 15, 9, 30, tzinfo=UTC),
    }


def test_the_export_holds_what_the_list_shows_in_its_order(client, indexed):
    for number in range(15):
        make_practice(title=f"Tourism {number:02}", region=Region.objects.get(code="ES51"))
    make_practice(title="Farming", region=Region.objects.get(code="ES51"))
    make_practice(title="Tourism elsewhere", region=Region.objects.get(code="ITI1"))
    make_practice(title="Tourism in a drawer", state=Practice.State.DRAFT)
    indexed()

    exported = as_csv(client.get("/practices/export.csv?q=tourism&country=ES&sort=title&page=2"))

    assert [row["title"] for row in exported] == [f"Tourism {number:02}" for number in range(15)]


def test_without_the_index_the_database_fills_the_table(client, monkeypatch):
    monkeypatch.setattr(search, "backend", NoIndex)
    make_practice(title="Tourism")
    make_practice(title="Farming")

    exported = as_csv(client.get("/practices/export.csv?q=tourism"))

    assert [row["title"] for row in exported] == ["Tourism"]


def test_an_empty_result_still_has_its_columns(client, indexed):
    content = body(client.get("/practices/export.csv?q=nothing")).decode("utf-8-sig")

    assert content.strip() == ",".join(PUBLIC_COLUMNS)


def test_the_same_as_json_and_as_a_workbook(client, indexed):
    make_practice(title="=1+1")
    indexed()

    as_json = json.loads(body(client.get("/practices/export.json")))
    sheet = load_workbook(BytesIO(body(client.get("/practices/export.xlsx")))).active
    cell = sheet.cell(row=2, column=PUBLIC_COLUMNS.index("title") + 1)

    assert [row["title"] for row in as_json] == ["=1+1"]
    assert cell.data_type == "s"


def test_a_spreadsheet_takes_no_cell_for_a_formula(client, indexed):
    make_practice(title='=HYPERLINK("http://x")')
    indexed()

    exported = as_csv(client.get("/practices/export.csv"))

    assert exported[0]["title"] == '\'=HYPERLINK("http://x")'


def test_the_experts_word_is_for_staff(client, indexed):
    make_practice(expert_opinion="Ready.", expert_opinion_date="2024-05-01")
    indexed()

    for_all = as_csv(client.get("/practices/export.csv"))
    client.force_login(Member.objects.create_superuser("anna@example.org"))
    for_staff = as_csv(client.get("/practices/export.csv"))

    assert tuple(for_all[0]) == PUBLIC_COLUMNS
    assert tuple(for_staff[0]) == COLUMNS
    assert for_staff[0]["expert_opinion"] == "Ready."


def test_the_file_is_named_and_streamed(client, indexed):
    response = client.get("/practices/export.xlsx")

    assert response.streaming
    assert response["Content-Disposition"].startswith('attachment; filename="practices-')
    assert response["Content-Disposition"].endswith('.xlsx"')


def test_other_formats_do_not_exist(client):
    response = client.get("/practices/export.exe")

    assert response.status_code == 404


def test_rows_come_in_batches(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(export, "BATCH", 2)
    ids = [make_practice(title=f"Practice {number}").pk for number in range(5)]

    with django_assert_num_queries(6):
        made = [row["title"] for row in export.rows(ids[::-1], ["title"])]

    assert made == [f"Practice {number}" for number in (4, 3, 2, 1, 0)]
