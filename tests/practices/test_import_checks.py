import itertools

import pytest
from django.core.exceptions import ValidationError

from ponte.core.importing.checks import field_names, holds
from ponte.practices.importing.checks import CONSTRAINTS, faults
from ponte.practices.models import Practice

YEARS = (None, 1799, 2019, 2020)
MONTHS = (None, 0, 3, 4)
VALUES = {
    "title": ("", "x"),
    "slug": ("", "x"),
    "start_year": YEARS,
    "start_month": MONTHS,
    "end_year": YEARS,
    "end_month": MONTHS,
    "ongoing": (None, True, False),
    "latitude": (None, 91, 50),
    "longitude": (None, -181, 4),
    "expert_opinion": ("", "x"),
    "expert_opinion_date": (None, "2024-01-01"),
    "opinion_hidden_at": (None, "2024-01-01T00:00:00Z"),
    "opinion_hidden_reason": ("", "x"),
    "state": ("draft", "validated"),
    "published_at": (None, "2024-01-01T00:00:00Z"),
    "scope": ("", "local", "elsewhere"),
    "language": ("en", "xx"),
    "from_project": (None, True, False),
    "project": (None, 1),
}


def allows(constraint, row):
    try:
        fields = {"project_id" if name == "project" else name: row[name] for name in row}
        constraint.validate(Practice, Practice(**fields))
    except ValidationError:
        return False
    return True


@pytest.mark.django_db
@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda constraint: constraint.name)
def test_every_constraint_is_judged_as_the_database_judges_it(constraint):
    names = field_names(constraint.condition)

    for values in itertools.product(*(VALUES[name] for name in names)):
        row = dict(zip(names, values, strict=True))
        assert (holds(constraint.condition, row) is not False) == allows(constraint, row), row


def test_all_faults_are_found_not_only_the_first():
    practice = Practice(
        title="x" * 101,
        slug="x",
        state="validated",
        start_year=2020,
        end_year=2019,
        further_information="nonsense",
    )

    assert list(faults(practice)) == [
        (["title"], "Ensure this value has at most 100 characters (it has 101)."),
        (["further_information"], "Enter a valid URL."),
        (["start", "end"], "The end lies before the start."),
        (["state", "published_at"], "A validated practice has a date of publication."),
    ]
