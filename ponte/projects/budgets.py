"""Budgets by partner and cost category: the rules of the programme applied, sums left to the
database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from ponte import activity, search
from ponte.projects.models import BudgetLine, Project, ProjectPartner, SpendingStep
from ponte.projects.triggers import OF_PLAN

Category = BudgetLine.Category
CENT = Decimal("0.01")


def office_costs(staff: Decimal, rate: Decimal) -> Decimal:
    """Office and administration as a flat rate of staff, both in euro, `rate` in per cent."""
    return (staff * rate / 100).quantize(CENT, ROUND_HALF_UP)


@contextmanager
def within_spending_plan() -> Iterator[None]:
    """Raises ValidationError when the database finds the spending plan larger than the budget."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if OF_PLAN not in str(error):
            raise
        raise ValidationError(
            _("The spending plan is larger than what would be left. Empty the spending plan first.")
        ) from error


def follow_rate(partner: ProjectPartner) -> bool:
    """Give `partner` the rate of the programme for its legal status, else leave it its own, and
    what the EU pays then.

    Saves nothing. Returns whether that is anything new.
    """
    programme = partner.project.programme
    rate = programme.rate_for(partner.legal_status) if programme else None
    rate = partner.cofinancing_rate if rate is None else rate
    if rate is None:
        return False
    erdf = ((partner.budget or 0) * rate / 100).quantize(CENT, ROUND_HALF_UP)
    is_new = (rate, erdf) != (partner.cofinancing_rate, partner.erdf)
    partner.cofinancing_rate, partner.erdf = rate, erdf
    return is_new


@transaction.atomic
def set_budget(*, partner: ProjectPartner, amounts: Mapping[str, Decimal], by) -> ProjectPartner:
    """Write a partner's budget by cost category and return the partner with its sums.

    Where the programme has a flat rate, office and administration follow from staff, whatever
    `amounts` say. The co-financing rate is that of the programme for the partner's legal
    status; without one the partner keeps its own. Raises ValidationError, also when the spending
    plan of the project is larger than what is left.
    """
    programme = partner.project.programme
    wanted = {category: amount for category, amount in amounts.items() if amount}
    if programme and programme.office_rate is not None:
        wanted.pop(Category.OFFICE, None)
        if costs := office_costs(wanted.get(Category.STAFF, Decimal(0)), programme.office_rate):
            wanted[Category.OFFICE] = costs
    if any(amount < 0 for amount in wanted.values()):
        raise ValidationError(_("Money is not negative."))
    with within_spending_plan():
        write_lines(partner, wanted)
    partner.refresh_from_db()
    if follow_rate(partner):
        partner.save(update_fields=["key", "cofinancing_rate", "erdf"])
    search.index(kind="project", object_ids=[partner.project_id])
    activity.record(
        actor=by, verb="budget", target=partner.project, detail={"partner": partner.name}
    )
    return partner


def write_lines(partner: ProjectPartner, wanted: Mapping[str, Decimal]) -> None:
    """What grows comes first: on the way the total is never below the former nor the new one."""
    former = {line.category: line.amount for line in partner.budget_lines.all()}
    for category in sorted(wanted, key=lambda each: wanted[each] < former.get(each, 0)):
        partner.budget_lines.update_or_create(
            category=category, defaults={"amount": wanted[category]}
        )
    partner.budget_lines.exclude(category__in=wanted).delete()


@transaction.atomic
def keep_by_partner(*, project: Project, by) -> Project:
    """From now on the totals of `project` are the sums of its partners.

    Raises ValidationError when they are smaller than the spending plan.
    """
    sums = project.partners.aggregate(total_budget=Sum("budget"), erdf=Sum("erdf"))
    with within_spending_plan():
        Project.objects.filter(pk=project.pk).update(budget_by_partner=True, **sums)
    project.refresh_from_db()
    search.index([project])
    activity.record(actor=by, verb="totals", target=project)
    return project


@transaction.atomic
def plan_spending(*, project: Project, amounts: Mapping[int, Decimal], by) -> None:
    """Write how much is to be spent in each semester. Raises ValidationError for a semester
    that the project has not, and when the sum is not the total budget. Without any amount there
    is no plan any more."""
    numbers = {semester.number for semester in project.phases.semesters if semester.number}
    if unknown := sorted(set(amounts) - numbers):
        raise ValidationError(_("The project has no semester %(number)d.") % {"number": unknown[0]})
    planned = sum(amounts.values(), Decimal(0))
    if planned and planned != project.total_budget:
        raise ValidationError(
            _(
                "The amounts must add up to the total budget: "
                "%(planned)s € are planned of %(total)s €."
            )
            % {"planned": planned, "total": project.total_budget or 0}
        )
    project.spending_plan.all().delete()
    SpendingStep.objects.bulk_create(
        SpendingStep(project=project, semester=number, amount=amount)
        for number, amount in sorted(amounts.items())
        if planned
    )
    activity.record(actor=by, verb="spending", target=project)
