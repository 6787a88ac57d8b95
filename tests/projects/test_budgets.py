"""Budgets by partner: the programme's rules, and sums that add up."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from ponte.projects import budgets
from ponte.projects.models import CofinancingRate, Programme
from tests.factories.community import make_member
from tests.factories.projects import make_partner, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    programme = Programme.objects.create(slug="europe", name="Europe", office_rate=15)
    rates = {"public_authority": 80, "private_non_profit": 70}
    for status, rate in rates.items():
        CofinancingRate.objects.create(programme=programme, legal_status=status, rate=rate)
    return make_project(
        programme=programme, start=date(2023, 3, 1), end=date(2024, 5, 31), budget_by_partner=True
    )


def lines(partner):
    return {line.category: line.amount for line in partner.budget_lines.all()}


def test_office_costs_follow_from_staff_and_the_rate_from_the_legal_status(project):
    public = make_partner(project, legal_status="public_authority")
    private = make_partner(project, legal_status="private_non_profit")

    budgets.set_budget(
        partner=public,
        amounts={"staff": Decimal("1000.10"), "office": Decimal(9), "travel": Decimal(100)},
        by=make_member(),
    )
    budgets.set_budget(partner=private, amounts={"staff": Decimal(200)}, by=make_member())

    assert lines(public) == {
        "staff": Decimal("1000.10"),
        "office": Decimal("150.02"),
        "travel": Decimal("100.00"),
    }
    assert (public.budget, public.cofinancing_rate, public.erdf) == (
        Decimal("1250.12"),
        Decimal(80),
        Decimal("1000.10"),
    )
    assert public.own_contribution == Decimal("250.02")
    project.refresh_from_db()
    assert (project.total_budget, project.erdf) == (Decimal("1480.12"), Decimal("1161.10"))


def test_a_budget_is_written_anew(project):
    partner = make_partner(project, legal_status="public_authority")
    for amounts in ({"staff": Decimal(100), "travel": Decimal(5)}, {"expertise": Decimal(7)}):
        budgets.set_budget(partner=partner, amounts=amounts, by=make_member())

    assert lines(partner) == {"expertise": Decimal(7)}
    with pytest.raises(ValidationError):
        budgets.set_budget(partner=partner, amounts={"staff": Decimal(-1)}, by=make_member())


def test_a_project_that_knew_its_total_only_begins_to_keep_it_by_partner():
    project = make_project(total_budget=Decimal(500), erdf=Decimal(100))
    make_partner(project, budget=Decimal(300), erdf=Decimal(200))

    budgets.keep_by_partner(project=project, by=make_member())

    assert (project.total_budget, project.erdf) == (Decimal(300), Decimal(200))


def test_a_spending_plan_covers_the_budget_semester_by_semester(project):
    make_partner(project, budget=Decimal(100))
    project.refresh_from_db()
    by = make_member()

    budgets.plan_spending(project=project, amounts={1: Decimal(60), 2: Decimal(40)}, by=by)

    assert [step.amount for step in project.spending_plan.all()] == [60, 40]
    for wrong in ({1: Decimal(60), 2: Decimal(39)}, {1: Decimal(60), 3: Decimal(40)}):
        with pytest.raises(ValidationError):
            budgets.plan_spending(project=project, amounts=wrong, by=by)
