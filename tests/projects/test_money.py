"""The money of projects adds up, whoever writes it: the database sees to it."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from ponte.projects.models import BudgetLine, Project, ProjectPartner, SpendingStep
from tests.factories.projects import make_partner, make_project


def add_line(partner, category, amount):
    return BudgetLine.objects.create(partner=partner, category=category, amount=Decimal(amount))


def money(record, *names):
    record.refresh_from_db()
    return tuple(getattr(record, name) for name in names)


@pytest.fixture
def project(db):
    return make_project(budget_by_partner=True)


@pytest.fixture
def partner(project):
    return make_partner(project, cofinancing_rate=Decimal(85))


def refused():
    return pytest.raises(IntegrityError)


def test_the_sums_follow_every_line(project, partner):
    staff = add_line(partner, "staff", "1000.10")
    add_line(partner, "travel", "0.20")
    other = make_partner(project, budget=Decimal("99.70"), erdf=Decimal("50.00"))

    assert money(partner, "budget", "erdf") == (Decimal("1000.30"), Decimal("850.26"))
    assert money(project, "total_budget", "erdf") == (Decimal("1100.00"), Decimal("900.26"))

    BudgetLine.objects.filter(pk=staff.pk).update(amount=Decimal(101))
    assert money(partner, "budget", "erdf") == (Decimal("101.20"), Decimal("86.02"))

    staff.delete()
    other.delete()
    assert money(partner, "budget") == (Decimal("0.20"),)
    assert money(project, "total_budget", "erdf") == (Decimal("0.20"), Decimal("0.17"))


def test_a_line_that_moves_to_another_partner_takes_its_money_along(project, partner):
    line = add_line(partner, "staff", "10")
    other = make_partner(project)

    BudgetLine.objects.filter(pk=line.pk).update(partner=other)

    assert money(partner, "budget") == (None,)
    assert money(other, "budget") == (Decimal("10.00"),)
    assert money(project, "total_budget") == (Decimal("10.00"),)


def test_ten_thousand_cents_are_a_hundred(project):
    for _number in range(20):
        add_line(make_partner(project), "staff", "0.10")

    assert money(project, "total_budget") == (Decimal("2.00"),)


@pytest.mark.parametrize("name", ["total_budget", "erdf"])
def test_a_total_beside_the_sum_is_refused(project, partner, name):
    add_line(partner, "staff", "100")

    with refused(), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(**{name: Decimal("10.01")})
    Project.objects.filter(pk=project.pk).update(total_budget=Decimal(100))


def test_a_budget_is_kept_by_partner_only_if_it_adds_up(db):
    project = make_project(total_budget=Decimal(500))
    make_partner(project, budget=Decimal(400))

    with refused(), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(budget_by_partner=True)
    Project.objects.filter(pk=project.pk).update(budget_by_partner=True, total_budget=400)


def test_a_partner_beside_its_lines_is_refused(partner):
    add_line(partner, "staff", "100")

    with refused(), transaction.atomic():
        ProjectPartner.objects.filter(pk=partner.pk).update(budget=120, erdf=Decimal(102))


@pytest.mark.parametrize("erdf", [None, 84, Decimal("85.02"), 86])
def test_an_eu_contribution_beside_the_rate_is_refused(project, erdf):
    with refused(), transaction.atomic():
        make_partner(project, budget=100, cofinancing_rate=85, erdf=erdf)


def test_whole_euros_are_not_divided_as_whole_numbers(project):
    partner = make_partner(project, budget=101, cofinancing_rate=85, erdf=Decimal("85.85"))

    assert money(partner, "erdf") == (Decimal("85.85"),)


def test_a_spending_plan_is_no_more_than_the_budget(db):
    project = make_project(total_budget=Decimal(100))
    SpendingStep.objects.create(project=project, semester=1, amount=60)
    step = SpendingStep.objects.create(project=project, semester=2, amount=40)

    with refused(), transaction.atomic():
        SpendingStep.objects.create(project=project, semester=3, amount=Decimal("0.01"))
    with refused(), transaction.atomic():
        SpendingStep.objects.filter(pk=step.pk).update(amount=41)
    with refused(), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(total_budget=99)


@pytest.mark.parametrize(
    "wrong",
    [
        {"total_budget": -1},
        {"total_budget": 100, "erdf": 101},
        {"title": ""},
        {"start": "2020-01-01", "end": "2021-12-31", "follow_up_from": "2022-01-01"},
    ],
    ids=str,
)
def test_the_database_refuses(db, wrong):
    with refused():
        make_project(**wrong)


def test_a_project_goes_with_all_its_money(project, partner):
    add_line(partner, "staff", "100")
    SpendingStep.objects.create(project=project, semester=1, amount=60)

    with transaction.atomic():
        SpendingStep.objects.all().delete()
        project.delete()

    assert not BudgetLine.objects.exists()
