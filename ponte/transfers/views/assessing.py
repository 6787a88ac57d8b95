"""The sheet of answers, all answers side by side, mitigations, and the plan."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ponte.core.access import open_to
from ponte.practices import sheet as sheets
from ponte.transfers import actions, printing, rules
from ponte.transfers.comparison import compare, outcome_of
from ponte.transfers.forms import AnswersForm, MitigationsForm, PlanForm
from ponte.transfers.models import Plan, Verdict
from ponte.transfers.suggestions import suggest
from ponte.transfers.views.pages import show, transfer_at
from ponte.transfers.views.running import TEAM_ONLY, text_of, version_seen

form_view = require_http_methods(["GET", "HEAD", "POST"])
NOT_YET = gettext_lazy("You see what others answered as soon as you have sent your own answers.")
NO_PLAN = gettext_lazy("There is no plan yet, or it is not for you to see.")


@open_to(
    rules.may_answer | rules.has_answered,
    about=transfer_at,
    why=gettext_lazy(
        "The team and those who run the practice answer, as long as the assessment is open."
    ),
)
@form_view
def assessment(request, transfer):
    """One's own answers: a draft to fill in, or what was sent."""
    sheet = own_sheet(transfer, request.user)
    if sheet and sheet.is_sent:
        return sent_answers(request, transfer, sheet)
    form = AnswersForm(
        request.POST or None,
        transfer=transfer,
        sheet=sheet,
        suggestions=kept_suggestions(sheet) if sheet else suggest(transfer),
    )
    if form.is_valid() and keeps(request, transfer, form):
        return redirect("transfers:assessment", transfer.pk)
    context = {
        "form": form,
        "title": _("My answers"),
        "result": sheet and result_of(sheet),
        "runs_practice": rules.runs_its_practice.test(request.user, transfer),
    }
    status = 422 if form.is_bound else 200
    return show(request, "assessment", transfer, here="assessment", status=status, **context)


def own_sheet(transfer, member):
    return transfer.sheets.with_answers().filter(assessor=member).first()


def kept_suggestions(sheet):
    """What was suggested when the sheet was begun."""
    return {each.component.slug: each.suggestion for each in sheet.answers.all()}


def keeps(request, transfer, form) -> bool:
    """Keep the draft, or send it; False if something is lacking."""
    try:
        sheet = actions.keep_answers(transfer=transfer, by=request.user, answers=form.answers())
        if "send" not in request.POST:
            messages.success(request, _("Your draft is saved."))
            return True
        if not form.require_all():
            messages.warning(request, _("Your draft is saved, but it cannot be sent yet."))
            return False
        actions.send_answers(sheet=sheet)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("Your answers are sent. Now you see those of others."))
    return True


def result_of(sheet):
    return worded(outcome_of(sheet), {each.component.slug: each.component for each in
                                      sheet.answers.all()})  # fmt: skip


def worded(outcome, components):
    """An outcome for a template: the verdict's words, and components in place of their names."""
    return {
        "outcome": outcome,
        "verdict": Verdict(outcome.verdict.value),
        "score": None if outcome.score is None else float(outcome.score),
        "coverage": round(100 * float(outcome.coverage)),
        "blocking": [components[slug] for slug in outcome.blocking],
        "unmitigated": [components[slug] for slug in outcome.unmitigated],
    }


def sent_answers(request, transfer, sheet):
    context = {
        "sheet": sheet,
        "result": result_of(sheet),
        "title": _("My answers"),
        "sees_answers": True,
    }
    return show(request, "sent", transfer, here="assessment", **context)


@open_to(rules.sees_answers, about=transfer_at, why=NOT_YET)
@require_safe
def answers(request, transfer):
    """All answers side by side, how far they lie apart, and what they add up to."""
    return compared(request, transfer)


def compared(request, transfer, form=None):
    comparison = compare(transfer)
    components = {row.component.slug: row.component for row in comparison.rows}
    may_mitigate = rules.may_mitigate.test(request.user, transfer)
    context = {
        "comparison": comparison,
        "columns": [(sheet, worded(outcome, components)) for sheet, outcome in comparison.columns],
        "result": worded(comparison.outcome, components),
        "form": form or (MitigationsForm(rows=comparison.against) if may_mitigate else None),
        "title": _("Compare"),
    }
    status = 422 if form else 200
    return show(request, "answers", transfer, here="answers", status=status, **context)


@open_to(rules.may_mitigate, about=transfer_at, why=TEAM_ONLY)
@form_view
def mitigations(request, transfer):
    """Say what the team does about each constraint; the form is on the page of the answers."""
    if request.method != "POST":
        return redirect("transfers:answers", transfer.pk)
    form = MitigationsForm(request.POST, rows=compare(transfer).against)
    if not form.is_valid():
        return compared(request, transfer, form)
    actions.mitigate(transfer=transfer, by=request.user, texts=form.texts())
    messages.success(request, _("The mitigations are saved."))
    return redirect("transfers:answers", transfer.pk)


# The plan


@open_to(rules.sees_plan, about=transfer_at, why=NO_PLAN)
@require_safe
def plan(request, transfer):
    context = {
        "plan": transfer.plan,
        "may_change": rules.may_change.test(request.user, transfer),
        "title": _("Plan"),
    }
    return show(request, "plan", transfer, here="plan", **context)


@open_to(rules.may_change & rules.has_plan, about=transfer_at, why=TEAM_ONLY)
@form_view
def edit_plan(request, transfer):
    """Write the plan further."""
    form = PlanForm(request.POST or None, instance=transfer.plan)
    context = {"seen": transfer.plan.version}
    if form.is_valid():
        try:
            actions.write_plan(
                plan=transfer.plan,
                by=request.user,
                seen=version_seen(request),
                values={name: form.cleaned_data[name] for name in Plan.PARTS},
            )
        except actions.ChangedMeanwhile as error:
            form.add_error(None, error)
            context |= {"theirs": text_of(error.stored, form), "seen": error.stored.version}
        else:
            messages.success(request, _("The plan is saved."))
            return redirect("transfers:plan", transfer.pk)
    status = 422 if form.is_bound else 200
    context |= {"form": form, "title": _("Edit the plan")}
    return show(request, "edit_plan", transfer, here="plan", status=status, **context)


@open_to(rules.sees_plan, about=transfer_at, why=NO_PLAN)
@require_safe
def plan_pdf(request, transfer):
    """The plan on paper."""
    try:
        content = printing.plan_as_pdf(transfer.plan)
    except sheets.SheetUnavailable:
        return render(request, "transfers/no_pdf.html", {"transfer": transfer}, status=503)
    name = f'inline; filename="plan-{transfer.pk}.pdf"'
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": name}
    )
