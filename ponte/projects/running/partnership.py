"""Pages on which a project's partners, budgets and spending plan are kept."""

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ponte.core.access import open_to
from ponte.projects import budgets, partnership, rules
from ponte.projects.models import ProjectPartner
from ponte.projects.running.forms import BudgetForm, PartnerForm, SpendingForm
from ponte.projects.running.views import EDITORS, PEOPLE, project_of
from ponte.projects.views import crumbs

OWN_PART = gettext_lazy("A partner is edited by who runs the project, and by its own people.")


def partner_of(slug, pk):
    partners = ProjectPartner.objects.select_related("project__programme", "organisation")
    return get_object_or_404(partners, project__slug=slug, pk=pk)


def show(request, template, project, here, *, status=200, **context):
    context |= {
        "project": project,
        "here": here,
        "runs": rules.may_edit_project.test(request.user, project),
        "crumbs": crumbs(project, context["title"]),
    }
    return render(request, f"projects/{template}.html", context, status=status)


@open_to(rules.may_see_people, about=project_of, why=PEOPLE)
@require_safe
def partners(request, project):
    """The partners with their budgets; who may edit one finds the way there."""
    found = list(
        project.partners.select_related("region", "organisation").prefetch_related("instruments")
    )
    runs = rules.may_edit_project.test(request.user, project)
    sums = project.partners.aggregate(budget=Sum("budget"), erdf=Sum("erdf"))
    mine = request.user.organisation_id
    return show(
        request,
        "partners",
        project,
        "partners",
        title=_("Partners and budget"),
        rows=[
            (each, runs or (mine is not None and each.organisation_id == mine)) for each in found
        ],
        sums=sums,
        differs=not project.budget_by_partner
        and sums["budget"] is not None
        and (sums["budget"], sums["erdf"]) != (project.total_budget, project.erdf),
        gap=abs((sums["budget"] or Decimal(0)) - (project.total_budget or Decimal(0))),
    )


@open_to(rules.may_edit_project, about=project_of, why=EDITORS)
@require_http_methods(["GET", "POST"])
def new_partner(request, project):
    return partner_form(request, ProjectPartner(project=project), runs=True)


@open_to(rules.may_edit_partner, about=partner_of, why=OWN_PART)
@require_http_methods(["GET", "POST"])
def partner(request, partner):
    runs = rules.may_edit_project.test(request.user, partner.project)
    return partner_form(request, partner, runs=runs)


def partner_form(request, partner, *, runs):
    project, is_new = partner.project, partner.pk is None
    name = partner.name
    form = PartnerForm(request.POST or None, instance=partner, project=project, runs=runs)
    if request.method == "POST" and form.is_valid():
        saved = form.save(commit=False)
        partnership.save_partner(partner=saved, instruments=form.addressed, by=request.user)
        messages.success(request, _("The partner is saved."))
        if is_new:
            return redirect("projects:budget", project.slug, saved.pk)
        return redirect("projects:partners", project.slug)
    return show(
        request,
        "form",
        project,
        "partners",
        title=_("New partner") if is_new else name,
        form=form,
        back="projects:partners",
        status=422 if form.errors else 200,
    )


@open_to(rules.may_edit_partner, about=partner_of, why=OWN_PART)
@require_http_methods(["GET", "POST"])
def budget(request, partner):
    """What the partner plans to spend by cost category; the sums are made, never typed."""
    form = BudgetForm(request.POST or None, partner=partner)
    if request.method == "POST" and form.is_valid():
        try:
            budgets.set_budget(partner=partner, amounts=form.amounts, by=request.user)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The budget is saved; all sums follow."))
            return redirect("projects:budget", partner.project.slug, partner.pk)
    programme = partner.project.programme
    lines = {line.category: line.amount for line in partner.budget_lines.all()}
    return show(
        request,
        "budget",
        partner.project,
        "partners",
        title=_("Budget of %(name)s") % {"name": partner.name},
        partner=partner,
        form=form,
        office=lines.get(budgets.Category.OFFICE),
        rates=programme.rates.all() if programme else (),
        status=422 if form.errors else 200,
    )


@open_to(rules.may_edit_project, about=project_of, why=EDITORS)
@require_http_methods(["GET", "POST"])
def withdraw_partner(request, project, pk):
    """Ask once, then take the partner out."""
    found = get_object_or_404(project.partners, pk=pk)
    refusal = ""
    if request.method == "POST":
        try:
            partnership.withdraw_partner(partner=found, by=request.user)
        except ValidationError as refused:
            refusal = " ".join(refused.messages)
        else:
            messages.success(request, _("The partner has left the project."))
            return redirect("projects:partners", project.slug)
    return show(
        request,
        "withdraw",
        project,
        "partners",
        title=_("Take %(name)s out") % {"name": found.name},
        partner=found,
        refusal=refusal,
        status=409 if refusal else 200,
    )


@open_to(rules.may_edit_project, about=project_of, why=EDITORS)
@require_POST
def keep_totals(request, project):
    """From now on the totals are the sums of the partners."""
    try:
        budgets.keep_by_partner(project=project, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("The totals are the sums of the partners now."))
    return redirect("projects:partners", project.slug)


@open_to(rules.may_edit_project, about=project_of, why=EDITORS)
@require_http_methods(["GET", "POST"])
def spending(request, project):
    """What is to be spent per semester: together the total budget."""
    form = SpendingForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        try:
            budgets.plan_spending(project=project, amounts=form.amounts, by=request.user)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The spending plan is saved."))
            return redirect("projects:spending", project.slug)
    planned = project.spending_plan.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    return show(
        request,
        "spending",
        project,
        "spending",
        title=_("Spending plan"),
        form=form,
        planned=planned,
        left=(project.total_budget or Decimal(0)) - planned,
        status=422 if form.errors else 200,
    )
