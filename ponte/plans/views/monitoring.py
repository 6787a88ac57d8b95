"""Reports on actions, the ledger, and the cockpit of those who oversee plans."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ponte.core.access import everyone, open_to
from ponte.plans import actions, rules
from ponte.plans.forms import CorrectForm, ReportForm, ReturnForm
from ponte.plans.models import ActionPlan, Evidence, LedgerEntry, Report
from ponte.plans.models.plans import projects_run_by
from ponte.plans.responsible import duties
from ponte.plans.semesters import Semester
from ponte.plans.views.pages import INSIDE_ONLY, crumbs, plan_at, show

form_view = require_http_methods(["GET", "HEAD", "POST"])
PAGE_SIZE = 50
STATES = {
    "late": gettext_lazy("Late"),
    "due": gettext_lazy("Due"),
    "returned": gettext_lazy("Returned"),
    "sent": gettext_lazy("To be approved"),
    "approved": gettext_lazy("Approved"),
}


def overseen(member):
    """The plans that `member` oversees: the secretariat all, others those of their projects."""
    plans = ActionPlan.objects.all()
    if rules.is_secretariat.test(member):
        return plans
    return plans.filter(project__in=projects_run_by(member))


# The cockpit


@open_to(
    rules.may_monitor,
    why=gettext_lazy("Only lead partners, web admins and the secretariat oversee reports."),
)
@require_safe
def cockpit(request):
    """What is due, late, missing or to be approved, and by whom."""
    found = duties(overseen(request.user))
    counts = Counter(duty.state for duty in found)
    state = request.GET.get("state", "")
    shown = [duty for duty in found if duty.state == state] if state in STATES else found
    if state not in STATES:
        shown = [duty for duty in found if duty.state != "approved"]
    context = {
        "page": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "states": [(key, label, counts[key]) for key, label in STATES.items()],
        "labels": STATES,
        "chosen": state,
        "crumbs": crumbs(title=_("Monitoring")),
    }
    return render(request, "plans/cockpit.html", context)


@open_to(
    rules.may_monitor,
    why=gettext_lazy("Only lead partners, web admins and the secretariat oversee reports."),
)
@require_POST
def remind(request):
    """Remind those who report on one action (action=…, semester=…), or of all that is late."""
    waiting = [duty for duty in duties(overseen(request.user)) if duty.waits_for_report]
    if "all" in request.POST:
        wanted = [duty for duty in waiting if duty.state == "late"]
    else:
        key = (request.POST.get("action"), request.POST.get("semester"))
        wanted = [duty for duty in waiting if (str(duty.action.pk), duty.semester.code) == key]
    if not wanted and "all" not in request.POST:
        raise PermissionDenied(INSIDE_ONLY)
    told = sum(
        actions.remind(action=duty.action, semester=duty.semester, by=request.user)
        for duty in wanted
    )
    if told:
        messages.success(request, _("Reminders sent: %(count)d.") % {"count": told})
    else:
        messages.info(request, _("They were reminded today already: once a day is enough."))
    return redirect("plans:cockpit")


# One plan


@open_to(everyone, about=plan_at)
@require_safe
def progress(request, plan):
    """What has been reached: approved values for everybody, reports for those who take part."""
    if plan.implementing_since is None:
        raise Http404
    is_inside = rules.sees_inside.test(request.user, plan)
    entries = LedgerEntry.objects.filter(action__plan=plan).for_lists()
    in_force = LedgerEntry.objects.filter(action__plan=plan).in_force()
    latest = {}
    for entry in in_force.exclude(indicator=None).order_by("semester"):
        latest[entry.indicator_id] = entry
    statuses = {}
    approved = Report.objects.filter(action__plan=plan, state=Report.State.APPROVED)
    for report in approved.order_by("semester"):
        statuses[report.action_id] = report
    found = list(plan.actions.prefetch_related("indicators"))
    context = {
        "title": _("Progress"),
        "is_inside": is_inside,
        "mobilised": in_force.funds().total(),
        "actions": [
            (
                action,
                statuses.get(action.pk),
                [(each, latest.get(each.pk)) for each in action.indicators.all()],
            )
            for action in found
        ],
        "entries": entries,
        "oversees": rules.oversees.test(request.user, plan),
        "duties": [] if not is_inside else duties(ActionPlan.objects.filter(pk=plan.pk)),
        "labels": STATES,
    }
    return show(request, "progress", plan, here="progress", **context)


@open_to(rules.sees_reports, about=plan_at, why=INSIDE_ONLY)
@form_view
def report(request, plan, action, semester):
    """One report: a form for those who report, else what was told and what is done with it."""
    action = get_object_or_404(plan.actions.prefetch_related("indicators"), pk=action)
    action.plan = plan
    try:
        semester = Semester.from_code(semester)
    except ValueError as error:
        raise Http404 from error
    found = Report.objects.select_related("evidence", "sent_by", "approved_by")
    found = found.filter(action=action, semester=semester.code).first()
    shown = found or Report(action=action, semester=semester.code)
    shown.action = action
    may_write = shown.is_written and rules.may_report.test(request.user, plan)
    if request.method == "POST":
        if may_write:
            return keep(request, plan, action, semester, shown)
        return decide(request, plan, shown)
    form = ReportForm(instance=shown) if may_write else None
    return report_page(request, plan, shown, form)


def keep(request, plan, action, semester, shown):
    """Keep the draft, and send it if that is asked for."""
    form = ReportForm(request.POST, request.FILES, instance=shown)
    if form.is_valid():
        try:
            stored = actions.keep_report(
                action=action,
                semester=semester,
                by=request.user,
                values=form.values(),
                figures=form.figures(),
                file=form.cleaned_data.get("file"),
            )
            if "send" in request.POST:
                actions.send_report(report=stored, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            sent = _("The report is sent. You are told what becomes of it.")
            messages.success(request, sent if "send" in request.POST else _("The draft is saved."))
            return redirect(stored)
    return report_page(request, plan, shown, form, status=422)


def decide(request, plan, shown):
    """Approve or return it."""
    if not rules.oversees.test(request.user, plan) or shown.pk is None:
        raise PermissionDenied(INSIDE_ONLY)
    form = ReturnForm(request.POST)
    form.is_valid()
    try:
        if "approve" in request.POST:
            actions.approve_report(report=shown, by=request.user)
            messages.success(request, _("Approved. Its figures are in the ledger."))
        else:
            actions.return_report(
                report=shown, by=request.user, why=form.cleaned_data.get("why", "")
            )
            messages.success(request, _("Returned with your words."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(shown)


def report_page(request, plan, shown, form, status=200):
    oversees = rules.oversees.test(request.user, plan)
    is_waiting = shown.state == Report.State.SENT
    context = {
        "title": f"{shown.action.name} · {shown.period}",
        "report": shown,
        "form": form,
        "values": shown.values.select_related("indicator") if shown.pk else [],
        "may_decide": oversees and is_waiting and shown.sent_by_id != request.user.pk,
        "return_form": ReturnForm(),
    }
    return show(request, "report", plan, here="progress", status=status, **context)


def entry_of(pk):
    entries = LedgerEntry.objects.for_lists().select_related("action__plan__project")
    return get_object_or_404(entries, pk=pk)


may_correct = rules.rule(lambda member, entry: rules.oversees.test(member, entry.action.plan))


@open_to(
    may_correct,
    about=entry_of,
    why=gettext_lazy("Only those who approve reports correct an approved value."),
)
@form_view
def correct(request, entry):
    """Add a right value; the wrong one stays in the ledger."""
    plan = plan_at(entry.action.plan_id)
    form = CorrectForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            actions.correct_value(entry=entry, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The right value is in the ledger; the former stays."))
            return redirect("plans:progress", plan.pk)
    context = {"entry": entry, "form": form, "title": _("Correct a value")}
    return show(request, "correct", plan, status=422 if form.is_bound else 200, **context)


def evidence_of(handle):
    return get_object_or_404(Evidence.objects.select_related("plan__project"), handle=handle)


sees_evidence = rules.rule(lambda member, evidence: rules.sees_inside.test(member, evidence.plan))


@open_to(sees_evidence, about=evidence_of, why=INSIDE_ONLY)
@require_safe
def evidence(request, evidence):
    """The file, to be saved and never to be shown in a page of this site."""
    return FileResponse(
        evidence.file.open(),
        as_attachment=True,
        filename=str(evidence),
        content_type="application/octet-stream",
    )
