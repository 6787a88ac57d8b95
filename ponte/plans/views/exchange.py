"""A plan as a file, and a file as a plan."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ponte.core import tables
from ponte.core.access import everyone, open_to
from ponte.plans import actions, files, rules
from ponte.plans.document import as_document
from ponte.plans.forms import NewPlanForm, PlanFileForm
from ponte.plans.views.pages import INSIDE_ONLY, crumbs, plan_at
from ponte.practices.sheet import SheetUnavailable

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@open_to(rules.sees_inside, about=plan_at, why=INSIDE_ONLY)
@require_safe
def as_json(request, plan):
    """The plan as a file that comes back unchanged."""
    return to_be_saved(files.as_json(plan), f"plan-{plan.pk}.json", tables.CONTENT_TYPES["json"])


@open_to(everyone, about=plan_at)
@require_safe
def as_pdf(request, plan):
    """The plan on paper, for whoever may read it."""
    if not (plan.is_public or rules.sees_inside.test(request.user, plan)):
        raise PermissionDenied(INSIDE_ONLY)
    try:
        body = files.as_pdf(plan)
    except SheetUnavailable:
        return render(request, "plans/no_pdf.html", {"plan": plan}, status=503)
    name = f'inline; filename="plan-{plan.pk}.pdf"'
    return HttpResponse(body, content_type="application/pdf", headers={"Content-Disposition": name})


@open_to(rules.sees_inside, about=plan_at, why=INSIDE_ONLY)
@require_safe
def as_csv(request, plan):
    """The plan as a table that comes back unchanged."""
    return to_be_saved(files.as_csv(plan), f"plan-{plan.pk}.csv", tables.CONTENT_TYPES["csv"])


@open_to(everyone, about=plan_at)
@require_safe
def as_docx(request, plan):
    """The plan as a document of Word or LibreOffice, for whoever may read it."""
    if not (plan.is_public or rules.sees_inside.test(request.user, plan)):
        raise PermissionDenied(INSIDE_ONLY)
    return to_be_saved(as_document(plan), f"plan-{plan.pk}.docx", DOCX)


def to_be_saved(body: bytes, name: str, kind: str) -> HttpResponse:
    told = f'attachment; filename="{name}"'
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": told})


@open_to(rules.may_begin)
@require_POST
def take_in(request):
    """A draft from a JSON or CSV file; with "check" it is only looked at."""
    form = PlanFileForm(request.POST, request.FILES)
    faults = []
    if form.is_valid():
        only_check = "check" in request.POST
        body = form.cleaned_data["file"].read()
        try:
            plan = actions.import_plan(body=body, by=request.user, dry_run=only_check)
        except actions.BadFile as error:
            faults = error.faults
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            if not only_check:
                messages.success(request, _("The plan is here as a draft: look it over."))
                return redirect(plan)
            messages.success(request, _("The file is in order. Nothing was taken in yet."))
            return redirect("plans:new")
    context = {
        "form": NewPlanForm(member=request.user, initial={"language": "en"}),
        "file_form": form,
        "faults": faults,
        "crumbs": crumbs(title=_("New action plan")),
    }
    return render(request, "plans/new.html", context, status=422)
