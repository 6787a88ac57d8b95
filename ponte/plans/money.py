"""What actions cost and who pays: sums that the database makes, none of them stored."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import Sum

from ponte.plans.models import ActionPlan, Cost, Funding

CENT = Decimal("0.01")


class Totals(NamedTuple):
    """In euro."""

    costs: Decimal
    funding: Decimal

    @property
    def open(self) -> Decimal:
        """What nobody pays yet; below zero: what is promised beyond the costs."""
        return self.costs - self.funding


class Share(NamedTuple):
    """What one category costs, or one source pays."""

    label: str
    amount: Decimal


class Budget(NamedTuple):
    """A plan's money, by category and by source; each list adds up to its total."""

    totals: Totals
    costs: list[Share]
    funding: list[Share]


def exact(amount) -> Decimal:
    return Decimal(amount).quantize(CENT)


def budget_of(plan: ActionPlan) -> Budget:
    """Four queries, whatever the number of actions."""
    costs = Cost.objects.filter(action__plan=plan)
    funding = Funding.objects.filter(action__plan=plan)
    return Budget(
        Totals(exact(costs.total()), exact(funding.total())),
        shares(costs, "category", Cost.Category),
        shares(funding, "kind", Funding.Kind),
    )


def shares(lines, by: str, words) -> list[Share]:
    sums = dict(lines.order_by().values_list(by).annotate(total=Sum("amount")))
    return [Share(str(each.label), exact(sums[each.value])) for each in words if each.value in sums]


def totals_by_action(plan: ActionPlan) -> dict[int, Totals]:
    """By the key of each action; two queries."""
    costs = sums_by_action(Cost.objects.filter(action__plan=plan))
    funding = sums_by_action(Funding.objects.filter(action__plan=plan))
    return {
        key: Totals(exact(costs.get(key, 0)), exact(funding.get(key, 0)))
        for key in plan.actions.values_list("pk", flat=True)
    }


def sums_by_action(lines) -> dict[int, Decimal]:
    return dict(lines.order_by().values_list("action").annotate(total=Sum("amount")))
