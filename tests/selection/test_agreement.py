"""Krippendorff's alpha against published worked examples."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ponte.selection.agreement import Agreement, alpha, meaning

values = st.integers(0, 5)
tables = st.lists(st.lists(values, min_size=0, max_size=5), min_size=1, max_size=8)


def units(*raters):
    """The values of each unit, of lines with one value a unit; "." is missing."""
    columns = zip(*(line.split() for line in raters), strict=True)
    return [[float(value) for value in column if value != "."] for column in columns]


def test_the_example_with_four_observers_of_krippendorff_2011():
    """Computing Krippendorff's Alpha-Reliability, section C and D: interval data give .849."""
    found = alpha(
        units(
            "1 2 3 3 2 1 4 1 2 . . .",
            "1 2 3 3 2 2 4 1 2 5 . 3",
            ". 3 3 3 2 3 4 2 2 5 1 .",
            "1 2 3 3 2 4 4 1 2 5 1 .",
        )
    )

    assert found == pytest.approx(0.849, abs=0.0005)


def test_the_example_with_three_coders_and_fifteen_units():
    """The worked example of the encyclopaedias: 15 units, many values missing, .811."""
    found = alpha(
        units(
            ". . . . . 3 4 1 2 1 1 3 3 . 3",
            "1 . 2 1 3 3 4 3 . . . . . . .",
            ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
        )
    )

    assert found == pytest.approx(0.811, abs=0.0005)


@pytest.mark.parametrize("cases", [[], [[3]], [[3], [4]], [[2, 2], [2, 2, 2]]])
def test_without_anything_to_tell_apart_it_is_not_defined(cases):
    assert alpha(cases) is None


def test_complete_agreement_is_1_and_contrary_raters_are_below_0():
    assert alpha([[1, 1], [4, 4]]) == 1
    assert alpha([[0, 5], [5, 0]]) < 0


@given(tables)
def test_it_is_never_above_1_and_does_not_see_the_order_of_raters(cases):
    found = alpha(cases)

    assume(found is not None)
    assert found <= 1 + 1e-12
    assert alpha([unit[::-1] for unit in cases[::-1]]) == pytest.approx(found)


@given(tables, st.integers(1, 4), st.integers(-3, 3))
def test_another_scale_with_equal_steps_gives_the_same(cases, step, start):
    found = alpha(cases)

    assume(found is not None)
    assert alpha([[start + step * each for each in unit] for unit in cases]) == pytest.approx(found)


def test_its_bounds_have_names():
    assert [meaning(each) for each in (0.8, 0.799, 0.667, 0.666)] == [
        Agreement.RELIABLE,
        Agreement.TENTATIVE,
        Agreement.TENTATIVE,
        Agreement.LOW,
    ]
