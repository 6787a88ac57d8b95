"""Reports, the ledger that is only added to, and reminders."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import RestrictedError
from django.urls import reverse
from wagtail.snippets.models import get_snippet_models

from ponte.core.due import due_from
from ponte.notifications.models import Notification
from ponte.plans import actions
from ponte.plans.models import ActionPlan, Evidence, LedgerEntry, Report
from ponte.plans.responsible import duties
from ponte.plans.semesters import Semester, ended
from tests.factories.plans import (
    PDF,
    add_lead,
    make_report,
    partner_of,
    proof,
    running_plan,
    secretary,
)

pytestmark = pytest.mark.django_db
FIRST = Semester(2025, 1)


def approved(plan=None, **given):
    report = make_report(plan or running_plan(), **given)
    return actions.approve_report(report=report, by=secretary())


def test_semesters_are_due_a_month_after_their_end():
    assert FIRST.due_on == date(2025, 7, 30)
    assert [each.code for each in ended(date(2024, 8, 1), today=date(2025, 7, 1))] == [
        "2024-2",
        "2025-1",
    ]
    with pytest.raises(ValueError, match="2025-3"):
        Semester.from_code("2025-3")


def test_approving_a_report_writes_its_figures_into_the_ledger():
    report = approved()

    entries = LedgerEntry.objects.all()
    assert [(entry.measure, entry.value) for entry in entries] == [
        ("Firms advised", Decimal(40)),
        ("Funds mobilised", Decimal("12000.50")),
    ]
    assert {entry.evidence for entry in entries} == {report.evidence}
    assert {(e.reported_by, e.approved_by) for e in entries} == {
        (report.sent_by, report.approved_by)
    }
    assert LedgerEntry.objects.in_force().funds().total() == Decimal("12000.50")


def test_nobody_approves_their_own_report():
    plan = running_plan()
    report = make_report(plan)

    with pytest.raises(ValidationError, match="own"):
        actions.approve_report(report=report, by=partner_of(plan))
    assert LedgerEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ({"status": ""}, "status"),
        ({"done": ""}, "done"),
        ({"status": "delayed"}, "reason"),
        ({"deviation": "Fewer firms."}, "reason"),
    ],
)
def test_a_report_that_lacks_something_is_not_sent(given, lacking):
    report = make_report(running_plan(), send=False, **given)

    with pytest.raises(ValidationError) as error:
        actions.send_report(report=report, by=report.evidence.uploaded_by)
    assert list(error.value.message_dict) == [lacking]


def test_figures_without_a_file_are_not_sent():
    plan = running_plan()
    report = actions.keep_report(
        action=plan.actions.get(),
        semester=FIRST,
        by=partner_of(plan),
        values={"status": "not_started", "done": "-", "reason": "No", "funds_mobilised": 5},
    )

    with pytest.raises(ValidationError, match="Figures need a file"):
        actions.send_report(report=report, by=partner_of(plan))


def test_a_returned_report_is_written_again_and_a_sent_one_stays():
    plan = running_plan()
    report = make_report(plan)

    with pytest.raises(ValidationError, match="stays"):
        make_report(plan)
    actions.return_report(report=report, by=secretary(), why="Which firms?")
    assert make_report(plan, done="Bakers.").state == Report.State.SENT


def test_nothing_is_reported_for_a_semester_that_is_not_over():
    plan = running_plan(since=date(2025, 1, 1))
    future = Semester.of(date(2099, 1, 1))

    with pytest.raises(ValidationError, match="Nothing is to be reported"):
        actions.keep_report(
            action=plan.actions.get(), semester=future, by=partner_of(plan), values={}
        )


def test_a_correction_is_a_new_row_and_the_former_stays():
    approved()
    wrong = LedgerEntry.objects.funds().get()

    right = actions.correct_value(
        entry=wrong, by=secretary(), value=Decimal("1200.50"), reason="A comma.", file=proof()
    )

    assert LedgerEntry.objects.get(pk=wrong.pk).value == Decimal("12000.50")
    assert list(LedgerEntry.objects.in_force().funds()) == [right]
    with pytest.raises(ValidationError, match="already"):
        actions.correct_value(entry=wrong, by=secretary(), value=Decimal(1), reason="Again.")


def sql(statement):
    return lambda entry: connection.cursor().execute(statement)


TAMPER = {
    "update": lambda entry: LedgerEntry.objects.update(value=1),
    "save": lambda entry: LedgerEntry(**{**kept(entry), "value": 1}).save(),
    "bulk update": lambda entry: LedgerEntry.objects.bulk_update(
        [LedgerEntry(pk=entry.pk, value=1)], ["value"]
    ),
    "delete": lambda entry: entry.delete(),
    "delete all": lambda entry: LedgerEntry.objects.all().delete(),
    "delete the plan": lambda entry: entry.action.plan.delete(),
    "delete the action": lambda entry: entry.action.delete(),
    "sql update": sql("UPDATE plans_ledgerentry SET value = 1"),
    "sql who": sql("UPDATE plans_ledgerentry SET approved_by_id = reported_by_id"),
    "sql mark and delete": sql("UPDATE plans_ledgerentry SET is_demonstration = true"),
    "sql delete": sql("DELETE FROM plans_ledgerentry"),
    "evidence": lambda entry: Evidence.objects.update(digest="0" * 64),
}


def kept(entry):
    return {field.attname: getattr(entry, field.attname) for field in entry._meta.concrete_fields}


@pytest.mark.parametrize("tamper", TAMPER.values(), ids=TAMPER)
def test_no_way_leads_to_another_approved_value(tamper):
    approved()
    before = list(LedgerEntry.objects.values())
    files = list(Evidence.objects.values())

    with pytest.raises(IntegrityError), transaction.atomic():
        tamper(LedgerEntry.objects.first())

    assert list(LedgerEntry.objects.values()) == before
    assert list(Evidence.objects.values()) == files


def test_evidence_of_an_approved_value_is_not_deleted():
    approved()

    with pytest.raises(RestrictedError):
        Evidence.objects.get().delete()


def test_an_approved_report_is_not_written_again_by_its_page(client):
    plan = running_plan()
    report = approved(plan)
    client.force_login(partner_of(plan), "allauth.account.auth_backends.AuthenticationBackend")

    answer = client.post(
        report.get_absolute_url(), {"status": "completed", "done": "x", "funds_mobilised": "9"}
    )

    assert answer.status_code == 403
    assert Report.objects.get().funds_mobilised == Decimal("12000.50")


def test_no_page_of_the_back_office_leads_to_the_ledger():
    assert LedgerEntry not in get_snippet_models()


def test_the_demonstration_may_leave_with_its_ledger():
    plan = running_plan(is_demonstration=True)
    approved(plan)

    plan.delete()

    assert LedgerEntry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_database_can_be_emptied_and_the_ledger_is_closed_again():
    approved()

    call_command("flush", interactive=False, verbosity=0)

    assert LedgerEntry.objects.count() == 0


# Duties


def test_who_has_to_report_sees_what_and_by_when():
    plan = running_plan()
    action = plan.actions.get()

    due = [entry for entry in due_from(partner_of(plan)) if entry.kind == "Report"]

    assert due[0].label == "Report on “Early warning” for the first half of 2025"
    assert due[0].due_on == FIRST.due_on
    assert due[0].url == reverse("plans:report", args=[plan.pk, action.pk, "2025-1"])


def test_a_report_that_was_sent_is_due_from_those_who_approve():
    plan = running_plan()
    lead = add_lead(plan)
    make_report(plan)

    labels = [entry.label for entry in due_from(lead)]

    assert "Approve the report on “Early warning” for the first half of 2025" in labels


def test_the_cockpit_tells_the_states_apart_in_a_constant_number_of_queries(
    django_assert_num_queries,
):
    plan = running_plan()
    make_report(plan)

    with django_assert_num_queries(5):
        found = duties(ActionPlan.objects.all())
    assert found[0].state == "sent"
    assert {duty.state for duty in found[1:]} <= {"late", "due"}
    running_plan()
    with django_assert_num_queries(5):
        duties(ActionPlan.objects.all())


def test_nobody_is_reminded_twice_a_day():
    plan = running_plan()
    action, lead = plan.actions.get(), add_lead(plan)

    first = actions.remind(action=action, semester=FIRST, by=lead)
    second = actions.remind(action=action, semester=FIRST, by=lead)

    assert (first, second) == (True, False)
    told = Notification.objects.get(kind="plan-report-due")
    assert (told.recipient, told.waits) == (partner_of(plan), True)
    make_report(plan)
    told.refresh_from_db()
    assert not told.waits


def test_evidence_is_served_to_be_saved_to_those_who_take_part_only(client):
    plan = running_plan()
    evidence = approved(plan).evidence
    backend = "allauth.account.auth_backends.AuthenticationBackend"

    client.force_login(add_lead(plan), backend)
    answer = client.get(evidence.get_absolute_url())
    assert b"".join(answer) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="proof-of-it.pdf"'
    assert answer["Content-Type"] == "application/octet-stream"
    client.force_login(partner_of(running_plan()), backend)
    assert client.get(evidence.get_absolute_url()).status_code == 403
