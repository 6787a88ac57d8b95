"""How well a value tells queries with an answer from those without."""

import pytest

from ponte.bench.relevance import threshold

ANSWERED = [0.9, 0.8, 0.7, 0.4]
UNANSWERED = [0.5, 0.3, 0.2, 0.1]


def test_area_is_the_share_of_pairs_in_the_right_order():
    assert threshold.area(ANSWERED, UNANSWERED) == 15 / 16
    assert threshold.area([1, 2], [1, 2]) == 0.5


def test_the_best_point_keeps_most_for_fewest_mistakes():
    # From 0.4 on all four are kept for one mistake; from 0.7 on three for none: the first
    # that is as good as any.
    assert threshold.best(ANSWERED, UNANSWERED) == threshold.Point(0.4, 1, 0.25)
    assert threshold.best([3, 2], [1]) == threshold.Point(2, 1, 0)


def test_a_point_may_be_chosen_by_what_it_keeps():
    assert threshold.keeping(0.75, ANSWERED, UNANSWERED) == threshold.Point(0.7, 0.75, 0)
    assert threshold.keeping(0.9, ANSWERED, UNANSWERED) == threshold.Point(0.4, 1, 0.25)


@pytest.mark.parametrize(("value", "kept", "mistaken"), [(0.3, 1, 0.5), (1, 0, 0), (0, 1, 1)])
def test_a_point_has_both_shares(value, kept, mistaken):
    assert threshold.at(value, ANSWERED, UNANSWERED) == threshold.Point(value, kept, mistaken)


def test_a_share_is_validated_on_needs_it_was_not_chosen_by():
    answered = {f"a{need}": [need / 10, need / 10] for need in range(1, 5)}

    # Each need is judged by the lowest value of the other three.
    assert threshold.validated(1, answered, {"b1": [0.15], "b2": [0]}, folds=4) == pytest.approx(
        threshold.Point((0.2 + 0.1 * 3) / 4, 0.75, 0)
    )


def test_more_folds_than_needs_judge_each_need_once():
    point = threshold.validated(1, {"a": [0.3], "b": [0.3]}, {"c": [0.1], "d": [0.5]}, folds=10)

    assert point == pytest.approx((0.3, 1, 0.5))
