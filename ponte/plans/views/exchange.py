"""A plan as a file, and a file as a plan."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ponte.core.access import everyone, open_to
from ponte.core.uploads import MEGABYTE
from ponte.plans import actions, files, rules
from ponte.plans.views.pages import INSIDE_ONLY, plan_at
from ponte.practices.sheet import SheetUnavailable


@open_to(rules.sees_inside, about=plan_at, why=INSIDE_ONLY)
@require_safe
def as_json(request, plan):
    """The plan as a file that comes back unchanged."""
    name = f'attachment; filename="plan-{plan.pk}.json"'
    return HttpResponse(
        files.as_json(plan),
        content_type="application/json",
        headers={"Content-Disposition": name},
    )


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


@open_to(rules.may_begin)
@require_POST
def take_in(request):
    """A draft from a JSON file."""
    file = request.FILES.get("file")
    if file is None or file.size > MEGABYTE:
        messages.error(request, _("Choose a file of at most one megabyte."))
        return redirect("plans:new")
    try:
        plan = actions.import_plan(body=file.read(), by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("plans:new")
    messages.success(request, _("The plan is here as a draft: look it over."))
    return redirect(plan)
