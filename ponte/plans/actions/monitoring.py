from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ponte import activity
from ponte.community.models import Member
from ponte.plans import notices
from ponte.plans.models import (
    Action,
    Evidence,
    Indicator,
    LedgerEntry,
    Reminder,
    Report,
)
from ponte.plans.responsible import reporters_of
from ponte.plans.semesters import Semester, ended

State = Report.State


def held_report(action: Action, semester: Semester) -> Report:
    """The report, locked, made if it was not begun yet. Raises ValidationError."""
    plan = action.plan
    if not plan.is_carried_out:
        raise ValidationError(_("Only a plan that is being carried out is reported on."), "closed")
    if semester not in ended(plan.implementing_since, today=timezone.localdate()):
        raise ValidationError(_("Nothing is to be reported for this semester."), "semester")
    Report.objects.get_or_create(action=action, semester=semester.code)
    return Report.objects.select_for_update().get(action=action, semester=semester.code)


@transaction.atomic
def keep_report(
    *,
    action: Action,
    semester: Semester,
    by: Member,
    values: dict[str, Any],
    figures: Mapping[Indicator, Decimal | None] | None = None,
    file: File | None = None,
) -> Report:
    """Keep a draft of the report and return it.

    `values` are fields of Report, `figures` what the indicators reached; `file` has an attribute
    `extension` that follows its content and takes the place of the evidence given before. Raises
    ValidationError once the report is sent.
    """
    report = held_report(action, semester)
    if not report.is_written:
        raise ValidationError(_("The report is sent: it stays as it is."), "sent")
    for name, value in values.items():
        setattr(report, name, value)
    former = report.evidence
    if file is not None:
        report.evidence = keep_evidence(action, file, by)
    report.full_clean()
    report.save()
    for indicator, value in (figures or {}).items():
        if value is None:
            report.values.filter(indicator=indicator).delete()
        else:
            report.values.update_or_create(indicator=indicator, defaults={"value": value})
    if file is not None and former is not None:
        let_go(former)
    return report


def keep_evidence(action: Action, file: File, by: Member) -> Evidence:
    evidence = Evidence(plan=action.plan, uploaded_by=by)
    evidence.keep(file)
    return evidence


def let_go(evidence: Evidence) -> None:
    """Delete evidence that no report rests on any more."""
    if not evidence.reports.exists() and not evidence.ledger.exists():
        storage, path = evidence.file.storage, str(evidence.file)
        evidence.delete()
        transaction.on_commit(lambda: storage.delete(path))


@transaction.atomic
def send_report(*, report: Report, by: Member) -> Report:
    """Hand the report in. Raises ValidationError, by field, for what is lacking."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if not report.is_written:
        raise ValidationError(_("The report is sent: it stays as it is."), "sent")
    check_report(report)
    report.state, report.sent_by, report.sent_at = State.SENT, by, timezone.now()
    report.returned_why = ""
    report.save()
    activity.record(actor=by, verb="report", target=report.action.plan, detail=named(report))
    notices.tell_of_report(report)
    return report


def check_report(report: Report) -> None:
    """What a report needs before it is sent. Raises ValidationError by field."""
    lacking = {}
    if not report.status:
        lacking["status"] = _("Say how the action stands.")
    if not report.done:
        lacking["done"] = _("Say what was done in this semester.")
    if (report.status in Report.EXPLAINED or report.deviation) and not report.reason:
        lacking["reason"] = _("Say why.")
    if report.status and report.status not in Report.UNPROVEN and report.evidence is None:
        lacking["file"] = _("Add a file that proves it.")
    has_figures = report.funds_mobilised is not None or report.values.exists()
    if has_figures and report.evidence is None:
        lacking["file"] = _("Figures need a file that proves them.")
    if lacking:
        raise ValidationError(lacking)


def named(report: Report) -> dict[str, Any]:
    return {"report": report.pk, "action": report.action_id, "semester": report.semester}


def held_sent(report: Report) -> Report:
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.state != State.SENT:
        raise ValidationError(_("Only a report that was sent is approved or returned."), "state")
    return report


@transaction.atomic
def return_report(*, report: Report, by: Member, why: str) -> Report:
    """Give the report back to who wrote it. Raises ValidationError."""
    report = held_sent(report)
    if not why.strip():
        raise ValidationError(_("Say what is missing."), "reason")
    report.state, report.returned_why = State.RETURNED, why
    report.full_clean()
    report.save()
    detail = {**named(report), "reason": why}
    activity.record(actor=by, verb="return-report", target=report.action.plan, detail=detail)
    notices.tell_of_verdict(report)
    return report


@transaction.atomic
def approve_report(*, report: Report, by: Member) -> Report:
    """Approve the report: its figures become entries of the ledger. Raises ValidationError."""
    report = held_sent(report)
    if report.sent_by_id == by.pk:
        raise ValidationError(_("Nobody approves a report of their own."), "own")
    report.state, report.approved_by, report.approved_at = State.APPROVED, by, timezone.now()
    report.full_clean()
    report.save()
    figures = [(each.indicator, each.value) for each in report.values.select_related("indicator")]
    if report.funds_mobilised is not None:
        figures.append((None, report.funds_mobilised))
    for indicator, value in figures:
        LedgerEntry.objects.create(
            action=report.action,
            indicator=indicator,
            semester=report.semester,
            value=value,
            evidence=report.evidence,
            reported_by=report.sent_by,
            approved_by=by,
            is_demonstration=report.action.plan.is_demonstration,
        )
    activity.record(
        actor=by, verb="approve-report", target=report.action.plan, detail=named(report)
    )
    notices.tell_of_verdict(report)
    return report


@transaction.atomic
def correct_value(
    *, entry: LedgerEntry, by: Member, value: Decimal, reason: str, file: File | None = None
) -> LedgerEntry:
    """Add an entry that takes the place of `entry`, which stays. Raises ValidationError.

    Without a `file` it rests on the same evidence.
    """
    entry = LedgerEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if not entry.is_in_force:
        raise ValidationError(_("This value has been corrected already."), "corrected")
    if not reason.strip():
        raise ValidationError(_("Say why it is corrected."), "reason")
    correction = LedgerEntry(
        action=entry.action,
        indicator=entry.indicator,
        semester=entry.semester,
        value=value,
        evidence=keep_evidence(entry.action, file, by) if file else entry.evidence,
        reported_by=by,
        approved_by=by,
        corrects=entry,
        reason=reason,
        is_demonstration=entry.is_demonstration,
    )
    correction.full_clean()
    correction.save(force_insert=True)
    activity.record(
        actor=by,
        verb="correct",
        target=entry.action.plan,
        detail={"entry": entry.pk, "by": correction.pk, "reason": reason},
    )
    return correction


@transaction.atomic
def remind(*, action: Action, semester: Semester, by: Member) -> bool:
    """Remind those who report on the action; False if they were reminded today already.

    Raises ValidationError if nothing is to be reported.
    """
    report = held_report(action, semester)
    if not report.is_written:
        raise ValidationError(_("The report is there already."), "sent")
    today = timezone.localdate()
    _reminder, is_new = Reminder.objects.get_or_create(
        report=report, sent_on=today, defaults={"sent_by": by}
    )
    if is_new:
        activity.record(actor=by, verb="remind", target=action.plan, detail=named(report))
        notices.remind(report, to=reporters_of(action), on=today)
    return is_new
