"""Kappa against published worked examples; who is called beyond the margin."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ponte.review.agreement import (
    Severity,
    both_ways,
    further_needed,
    severities,
    weighted_kappa,
)


def pairs_of(table):
    """The pairs counted in `table`: rows are the first rater, columns the second."""
    return [
        (row, column)
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _ in range(count)
    ]


# 88 patients, two dermatologists, four classes: SAS/STAT, FREQ procedure, "Agreement Study".
SKIN = [[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]

# 118 slides, two pathologists: Landis and Koch 1977; Agresti, Categorical Data Analysis.
CARCINOMA = [[22, 2, 2, 0], [5, 7, 14, 0], [0, 2, 36, 0], [0, 1, 17, 10]]

# 100 cases, two coders: the example in scikit-learn's tests of cohen_kappa_score.
CODERS = [[46, 0, 0], [4, 40, 0], [0, 0, 10]]

# 50 proposals, two readers, yes or no: the example in the encyclopedias.
GRANTS = [[20, 5], [10, 15]]


@pytest.mark.parametrize(
    ("table", "weights", "published"),
    [
        (SKIN, "linear", 0.5082),
        (CARCINOMA, "quadratic", 0.78),
        (CODERS, "linear", 0.9412),
        (CODERS, "quadratic", 0.9541),
        (GRANTS, "linear", 0.4),
        (GRANTS, "quadratic", 0.4),
    ],
)
def test_kappa_is_the_published_one(table, weights, published):
    kappa = weighted_kappa(pairs_of(table), lowest=0, highest=len(table) - 1, weights=weights)

    digits = len(str(published).split(".")[1])
    assert round(kappa, digits) == published


def test_kappa_does_not_depend_on_where_the_scale_begins():
    pairs = [(a + 1, b + 1) for a, b in pairs_of(SKIN)]

    kappa = weighted_kappa(pairs, lowest=1, highest=5, weights="linear")

    assert round(kappa, 4) == 0.5082


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ([(0, 0), (5, 5)], 1),
        ([(0, 5), (5, 0)], -1),
        ([(0, 0), (0, 5), (5, 0), (5, 5)], 0),
        ([], None),
        ([(3, 3), (3, 3)], None),
    ],
)
def test_kappa_of_complete_agreement_chance_and_nothing(pairs, kappa):
    assert weighted_kappa(pairs, lowest=0, highest=5) == kappa


def test_kappa_refuses_a_value_off_the_scale():
    with pytest.raises(ValueError, match="6 is not on the scale from 0 to 5"):
        weighted_kappa([(1, 6)], lowest=0, highest=5)


scores = st.integers(0, 5)


@given(st.lists(st.tuples(scores, scores, st.booleans())))
def test_kappa_both_ways_does_not_depend_on_who_is_first(rows):
    as_given = [(a, b) for a, b, _turned in rows]
    turned = [(b, a) if turn else (a, b) for a, b, turn in rows]

    assert weighted_kappa(both_ways(as_given), lowest=0, highest=5) == weighted_kappa(
        both_ways(turned), lowest=0, highest=5
    )


@pytest.mark.parametrize(
    ("given_scores", "margin", "called"),
    [
        (["3.00", "4.00"], "1.00", False),
        (["3.00", "4.01"], "1.00", True),
        (["4.01", "3.00"], "1.00", True),
        (["3.00", "3.00"], "0.00", False),
        (["3.00", "3.01"], "0.00", True),
        (["0.00"], "1.00", False),
        (["0.00", "5.00", "2.50"], "1.00", False),
    ],
)
def test_a_further_expert_is_called_exactly_beyond_the_margin(given_scores, margin, called):
    scores = [Decimal(score) for score in given_scores]

    assert further_needed(scores, needed=2, margin=Decimal(margin)) is called


def test_thirds_are_compared_exactly():
    scores = [Fraction(10, 3), Fraction(7, 3)]

    assert further_needed(scores, needed=2, margin=Decimal("1.00")) is False


def test_three_experts_are_compared_with_the_one_furthest_off():
    scores = [Decimal(3), Decimal("3.5"), Decimal("4.5")]

    assert further_needed(scores, needed=3, margin=Decimal(1)) is True
    assert further_needed(scores, needed=3, margin=Decimal("1.5")) is False


def test_one_expert_alone_is_not_compared():
    assert further_needed([Decimal(5)], needed=1, margin=Decimal(0)) is False


def test_severity_is_the_distance_from_what_others_gave_the_same_practices():
    cases = [
        {1: Decimal(2), 2: Decimal(4)},
        {1: Decimal(3), 2: Decimal(4), 3: Decimal(4)},
        {3: Decimal(5)},
    ]

    assert severities(cases) == {
        1: Severity(deviation=-1.5, reviews=2),
        2: Severity(deviation=1.25, reviews=2),
        3: Severity(deviation=0.5, reviews=1),
    }
