"""Semesters and phases of a project."""

from datetime import date

import pytest

from ponte.projects.phases import Phase, Phases


def told(phases):
    return [(each.number, each.phase.value) for each in phases.semesters]


def test_smarty_had_six_semesters_and_two_of_follow_up():
    phases = Phases(date(2019, 8, 1), date(2023, 7, 31), date(2022, 8, 1))

    assert told(phases) == [*((n, "core") for n in range(1, 7)), (7, "follow_up"), (8, "follow_up")]
    assert phases.semesters[3].is_mid_term
    assert (phases.semesters[3].first, phases.semesters[3].last) == (
        date(2021, 2, 1),
        date(2021, 7, 31),
    )


def test_three_months_after_the_last_semester_are_the_closure():
    phases = Phases(date(2023, 3, 1), date(2027, 5, 31), date(2026, 3, 1))

    assert told(phases)[-2:] == [(8, "follow_up"), (0, "closure")]
    assert phases.semesters[-1].first == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("end", "last"), [(date(2020, 12, 31), (2, "core")), (date(2020, 9, 30), (0, "closure"))]
)
def test_more_than_a_closure_is_a_shorter_semester(end, last):
    assert told(Phases(date(2020, 1, 1), end))[-1] == last


def test_a_project_that_is_shorter_than_a_closure_has_one_semester():
    assert told(Phases(date(2020, 1, 31), date(2020, 2, 20))) == [(1, "core")]


def test_months_end_where_they_can():
    phases = Phases(date(2019, 8, 31), date(2020, 8, 30))

    assert [(each.first, each.last) for each in phases.semesters] == [
        (date(2019, 8, 31), date(2020, 2, 28)),
        (date(2020, 2, 29), date(2020, 8, 30)),
    ]


def test_where_a_project_is():
    phases = Phases(date(2020, 1, 1), date(2020, 12, 31))

    assert phases.on(date(2020, 7, 1)).number == 2
    assert phases.on(date(2019, 12, 31)) is None
    assert phases.has_ended(date(2021, 1, 1))
    assert Phases(None, date(2020, 1, 1)).semesters == ()
    assert Phase("core") is Phase.CORE
