"""A plan as JSON and CSV that come back unchanged, as a document, and on paper."""

import json
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils.text import capfirst
from docx import Document
from pypdf import PdfReader

from ponte.plans import actions, files
from ponte.plans.document import as_document
from ponte.plans.models import ActionPlan
from tests.factories.community import make_member
from tests.factories.plans import add_whole_action, endorsed_plan, partner_of, whole_plan
from tests.factories.transfers import advance, make_transfer, team_lead

pytestmark = pytest.mark.django_db


def with_a_transfer():
    """A whole plan that has an action of a transfer, too."""
    transfer = advance(make_transfer(), "conclude", "plan")
    plan = whole_plan(by=team_lead(transfer))
    actions.take_over_transfer(plan=plan, transfer=transfer, by=team_lead(transfer))
    return plan


def rich_plan():
    """A plan with everything that files get wrong: signs of tables, formulas, lines, letters."""
    plan = with_a_transfer()
    add_whole_action(
        plan,
        title='=SUM(A1) "quoted"; ‚ľščťžýáíé‘ Łódź',
        background="  first\n\n- item; one\n- item, two\ttab\n\n'apostrophe",
        activities="+1\n@home\n=2+3\n-4",
        players="\\; back\\slash",
        starts_on=None,
        ends_on=None,
        steps=[],
        sources=[
            {"kind": "event", "name": "-5 °C, outside", "practice": None, "transfer": None,
             "note": "=HYPERLINK(1)"}
        ],
    )  # fmt: skip
    return plan


@pytest.mark.parametrize("form", [files.as_json, files.as_csv], ids=["json", "csv"])
def test_a_plan_comes_back_from_its_file_byte_for_byte(form):
    plan = rich_plan()
    by, before, said = partner_of(plan), form(plan), files.as_json(plan)
    plan.delete()

    again = actions.import_plan(body=before, by=by)

    assert form(again) == before
    assert files.as_json(again) == said
    assert again.actions.get(number=2).sources.get().transfer is not None
    assert again.state == ActionPlan.State.DRAFT


def faults_of(body, by):
    with pytest.raises(actions.BadFile) as error:
        actions.import_plan(body=body, by=by)
    assert ActionPlan.objects.count() == 0
    return {(fault.where, fault.column) for fault in error.value.faults}


def test_every_fault_of_a_table_is_told_by_row_and_column():
    plan = whole_plan()
    by = partner_of(plan)
    body = files.as_csv(plan).decode()
    plan.delete()
    for right, wrong in {
        "80000.10": "80 000,10",
        "2025-02-01": "1.2.2025",
        "firms,0.00": ",0.00",
        ",staff,": ",staph,",
        "Early warning": "x" * 251,
    }.items():
        assert right in body
        body = body.replace(right, wrong)
    rows = body.splitlines()
    row = {line.partition(",")[0]: f"row {at}" for at, line in enumerate(rows, start=1)}
    costs = [f"row {at}" for at, line in enumerate(rows, start=1) if line.startswith("cost_lines")]

    assert faults_of(body.encode(), by) == {
        (costs[0], "amount"),
        (row["steps"], "starts_on"),
        (row["indicators"], "unit"),
        (row["action"], "title"),
    }


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("part,action", "parts,action", ("row 1", "part")),
        ("\r\nplan,", "\r\nplans,", ("row 2", "part")),
        ("sources,1,", "sources,7,", ("row 4", "action")),
        ("ponte-plan/1", "ponte-plan/9", ("row 2", "format")),
    ],
)
def test_a_table_that_is_no_plan_is_refused(old, new, fault):
    plan = whole_plan()
    by, body = partner_of(plan), files.as_csv(plan).decode()
    plan.delete()
    assert old in body

    assert fault in faults_of(body.replace(old, new).encode(), by)


def test_a_fault_of_json_is_told_by_its_place():
    plan = whole_plan()
    by, said = partner_of(plan), json.loads(files.as_json(plan))
    plan.delete()
    said["actions"][0]["cost_lines"][1]["amount"] = "-5"
    said["actions"][0]["sources"][0]["practice"] = "not-here"
    said["actions"][0]["more"] = ""

    assert faults_of(json.dumps(said).encode(), by) == {("action 1", "more")}
    del said["actions"][0]["more"]
    assert faults_of(json.dumps(said).encode(), by) == {
        ("action 1, cost_lines 2", "amount"),
        ("action 1, sources 1", "practice"),
    }


def test_the_command_takes_nothing_in_unless_asked(tmp_path):
    plan = whole_plan()
    by, body = partner_of(plan), files.as_csv(plan)
    plan.delete()
    file = tmp_path / "plan.csv"
    file.write_bytes(body)
    told = StringIO()

    call_command("import_plan", file, by=by.email, stdout=told)
    assert ActionPlan.objects.count() == 0
    call_command("import_plan", file, by=by.email, commit=True, stdout=told)
    assert files.as_csv(ActionPlan.objects.get()) == body
    file.write_bytes(body.replace(b"80000.10", b"much"))
    with pytest.raises(SystemExit) as code:
        call_command("import_plan", file, by=by.email, stderr=told)
    assert code.value.code == 2
    assert "row 6, amount: This must be a number such as 1234.50." in told.getvalue()


def test_only_members_of_the_project_take_a_plan_in():
    plan = whole_plan()
    body = files.as_json(plan)
    plan.delete()

    with pytest.raises(actions.BadFile, match="members of the project"):
        actions.import_plan(body=body, by=make_member())
    assert ActionPlan.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"format": "other"},
        {"project": "no-such-project"},
        {"actions": [{"title": "Half"}]},
        {"actions": 5},
        {"partners": ["Nobody"]},
    ],
)
def test_a_file_that_is_no_plan_leaves_nothing_behind(change):
    plan = whole_plan()
    by, said = partner_of(plan), json.loads(files.as_json(plan))
    plan.delete()

    with pytest.raises(actions.BadFile):
        actions.import_plan(body=json.dumps(said | change).encode(), by=by)
    assert ActionPlan.objects.count() == 0


def test_a_file_is_taken_in_by_its_page(client):
    plan = whole_plan()
    by, body = partner_of(plan), files.as_json(plan)
    plan.delete()
    client.force_login(by, "allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("plans:import")

    page = client.post(address, {"file": SimpleUploadedFile("plan.json", b"[]")})
    assert (page.status_code, ActionPlan.objects.count()) == (422, 0)
    assert "This must be an object." in page.content.decode()
    client.post(address, {"file": SimpleUploadedFile("plan.json", body), "check": "1"})
    assert ActionPlan.objects.count() == 0
    client.post(address, {"file": SimpleUploadedFile("plan.json", body)})
    assert files.as_json(ActionPlan.objects.get()) == body


def test_a_draft_on_paper_is_for_those_who_take_part(client):
    plan = whole_plan()
    address = reverse("plans:as_pdf", args=[plan.pk])

    assert client.get(address).status_code == 403
    client.force_login(partner_of(plan), "allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(address).content.startswith(b"%PDF-")


def test_paper_tells_all_that_is_planned():
    plan = rich_plan()
    action = plan.actions.first()
    action.risks = "Shops may be too far away."
    action.save()

    paper = PdfReader(BytesIO(files.as_pdf(plan)))
    words = " ".join(" ".join(page.extract_text() for page in paper.pages).split())

    assert action.risks in words
    for step in action.steps.all():
        assert f"{step.text} {step.who or '–'}" in words
    for line in action.cost_lines.all():
        assert f"{capfirst(line.get_category_display())} {line.text}".strip() in words


def test_a_document_has_headings_tables_and_a_language():
    plan = rich_plan()
    ActionPlan.objects.filter(pk=plan.pk).update(language="de")
    plan.refresh_from_db()

    body = as_document(plan)

    document = Document(BytesIO(body))
    styles = [each.style.name for each in document.paragraphs if each.text]
    assert styles.count("Heading 1") == 4
    assert styles.count("Heading 2") == plan.actions.count()
    assert styles.count("Caption") == len(document.tables) - 3  # but for those of facts
    assert document.core_properties.language == "de"
    assert b'w:val="de"' in ZipFile(BytesIO(body)).read("word/styles.xml")
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "80.000,10" in cells
    assert any("Łódź" in cell for cell in cells)


def test_an_endorsed_plan_is_a_document_for_everybody_and_a_draft_is_not(client):
    draft, plan = whole_plan(), endorsed_plan()

    assert client.get(reverse("plans:as_docx", args=[draft.pk])).status_code == 403
    answer = client.get(reverse("plans:as_docx", args=[plan.pk]))
    assert "Head" in "".join(
        cell.text for row in Document(BytesIO(answer.content)).tables[-1].rows for cell in row.cells
    )
