import pytest
from hypothesis import given
from hypothesis import strategies as st

from ponte.regions.monitor.classes import class_of, equal_starts, quantile_starts, shades

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60)


def test_quantiles_hold_as_many_values_each():
    starts = quantile_starts(range(1, 11))

    assert starts == [1, 3, 5, 7, 9]


def test_equal_classes_are_as_wide_as_each_other():
    starts = equal_starts([0, 1, 2, 100], decimals=1)

    assert starts == [0, 20, 40, 60, 80]


def test_bounds_of_equal_classes_are_round():
    assert equal_starts([1.0, 2.0], decimals=0) == [1, 2]
    assert equal_starts([0.0, 1.0], number=3, decimals=2) == [0, 0.33, 0.67]


@pytest.mark.parametrize("starts_of", [quantile_starts, equal_starts])
def test_without_values_there_are_no_classes(starts_of):
    assert starts_of([]) == []


@pytest.mark.parametrize("starts_of", [quantile_starts, equal_starts])
def test_values_that_are_all_the_same_are_one_class(starts_of):
    assert starts_of([7, 7, 7]) == [7]


def test_equal_values_stay_together():
    starts = quantile_starts([0, 0, 0, 0, 0, 0, 30, 100, 100, 100])

    assert starts == [0, 30, 100]
    assert [class_of(value, starts) for value in (0, 29.9, 30, 99, 100)] == [0, 0, 1, 1, 2]


def test_a_class_holds_the_value_it_begins_with():
    assert [class_of(value, [10, 20, 30]) for value in (10, 19, 20, 30, 50)] == [0, 0, 1, 2, 2]


def test_a_value_below_all_classes_is_in_the_first():
    assert class_of(5, [10, 20]) == 0


@pytest.mark.parametrize(
    ("number", "expected"), [(1, [2]), (2, [0, 4]), (3, [0, 2, 4]), (5, [0, 1, 2, 3, 4])]
)
def test_shades_are_as_far_apart_as_they_can_be(number, expected):
    assert shades(number) == expected


@given(values=NUMBERS)
def test_no_quantile_is_empty(values):
    starts = quantile_starts(values)

    assert {class_of(value, starts) for value in values} == set(range(len(starts)))


@given(values=NUMBERS)
def test_a_higher_value_is_never_in_a_lower_class(values):
    for starts in (quantile_starts(values), equal_starts(values)):
        classes = [class_of(value, starts) for value in sorted(values)]

        assert classes == sorted(classes)
        assert len(starts) <= 5
