"""Budgets by partner and cost category: the rules of the programme applied, sums left to the
database."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from ponte import activity
from ponte.projects.models import BudgetLine, Project, ProjectPartner, SpendingStep

Category = BudgetLine.Category
CENT = Decimal("0.01")


def office_costs(staff: Decimal, rate: Decimal) -> Decimal:
    """Office and administration as a flat rate of staff, both in euro, `rate` in per cent."""
    return (staff * rate / 100).quantize(CENT, ROUND_HALF_UP)


@transaction.atomic
def set_budget(*, partner: ProjectPartner, amounts: Mapping[str, Decimal], by) -> ProjectPartner:
    """Write a partner's budget by cost category and return the partner with its sums.

    Where the programme has a flat rate, office and administration follow from staff, whatever
    `amounts` say. The co-financing rate is that of the programme for the partner's legal
    status; without one the partner keeps its own. Raises ValidationError.
    """
    programme = partner.project.programme
    wanted = {category: amount for category, amount in amounts.items() if amount}
    if programme and programme.office_rate is not None:
        wanted.pop(Category.OFFICE, None)
        if costs := office_costs(wanted.get(Category.STAFF, Decimal(0)), programme.office_rate):
            wanted[Category.OFFICE] = costs
    if any(amount < 0 for amount in wanted.values()):
        raise ValidationError(_("Money is not negative."))
    rate = programme.rate_for(partner.legal_status) if programme else None
    partner.budget_lines.exclude(category__in=wanted).delete()
    for category, amount in wanted.items():
        partner.budget_lines.update_or_create(category=category, defaults={"amount": amount})
    partner.refresh_from_db()
    if rate is not None and rate != partner.cofinancing_rate:
        partner.cofinancing_rate = rate
        partner.erdf = ((partner.budget or 0) * rate / 100).quantize(CENT, ROUND_HALF_UP)
        partner.save(update_fields=["key", "cofinancing_rate", "erdf"])
    activity.record(
        actor=by, verb="budget", target=partner.project, detail={"partner": partner.name}
    )
    return partner


@transaction.atomic
def keep_by_partner(project: Project) -> Project:
    """From now on the totals of `project` are the sums of its partners."""
    sums = project.partners.aggregate(total_budget=Sum("budget"), erdf=Sum("erdf"))
    Project.objects.filter(pk=project.pk).update(budget_by_partner=True, **sums)
    project.refresh_from_db()
    return project


@transaction.atomic
def plan_spending(*, project: Project, amounts: Mapping[int, Decimal], by) -> None:
    """Write how much is to be spent in each semester. Raises ValidationError for a semester
    that the project has not, and when the sum is not the total budget."""
    numbers = {semester.number for semester in project.phases.semesters if semester.number}
    if unknown := sorted(set(amounts) - numbers):
        raise ValidationError(_("The project has no semester %(number)d.") % {"number": unknown[0]})
    if sum(amounts.values(), Decimal(0)) != project.total_budget:
        raise ValidationError(_("The amounts must add up to the total budget."))
    project.spending_plan.all().delete()
    SpendingStep.objects.bulk_create(
        SpendingStep(project=project, semester=number, amount=amount)
        for number, amount in sorted(amounts.items())
    )
    activity.record(actor=by, verb="spending", target=project)
