"""How good forecasts were, and which weights would have been better."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ponte.matching.asking import usual_weights
from ponte.matching.calibration import (
    Cases,
    brier,
    concordance,
    draws,
    fitted,
    interval,
    quality,
    suggest,
)
from ponte.matching.fit import PARTS, Weights

SHARES = st.integers(0, 16).map(lambda number: number / 16)
RESULTS = st.sampled_from([0.0, 0.5, 1.0])


def made_up(size, slopes, seed=1):
    """Cases whose results follow from the parts by these slopes, one practice each."""
    chance = np.random.default_rng(seed)
    parts = chance.random((size, len(PARTS)))
    pull = sum(slope * (parts[:, PARTS.index(part)] - 0.5) for part, slope in slopes.items())
    results = (chance.random(size) < 1 / (1 + np.exp(-pull))).astype(float)
    return Cases(parts, results, np.arange(size))


@given(st.lists(st.tuples(SHARES, RESULTS), min_size=1, max_size=12))
def test_concordance_is_that_of_all_pairs(rows):
    forecasts, results = np.array(rows).T

    found = concordance(forecasts, results)

    pairs = [(a, b) for a, b in product(rows, rows) if a[1] > b[1]]
    if not pairs:
        assert math.isnan(found)
        return
    right = sum((a[0] > b[0]) + (a[0] == b[0]) / 2 for a, b in pairs)
    assert found == pytest.approx(right / len(pairs))


def test_concordance_knows_perfect_useless_and_wrong_forecasts():
    results = np.array([0.0, 0.5, 1.0])

    assert concordance(np.array([0.1, 0.2, 0.3]), results) == 1
    assert concordance(np.array([0.4, 0.4, 0.4]), results) == 0.5
    assert concordance(np.array([0.3, 0.2, 0.1]), results) == 0


def test_brier_is_the_mean_square():
    assert brier(np.array([0.5, 1.0]), np.array([1.0, 1.0])) == 0.125


def test_draws_take_whole_practices():
    practices = np.array([7, 7, 3, 3, 3])

    for rows in draws(practices, 20):
        drawn = practices[rows].tolist()
        assert drawn.count(7) % 2 == 0
        assert drawn.count(3) % 3 == 0


def test_interval_holds_what_is_measured_and_is_the_same_again():
    cases = made_up(200, {"structure": 6.0})
    forecasts = cases.forecasts(Weights.of({"structure": 1}))

    def measured(rows):
        return concordance(forecasts[rows], cases.results[rows])

    low, high = interval(measured, cases.practices)

    assert low < concordance(forecasts, cases.results) < high
    assert interval(measured, cases.practices) == (low, high)


def test_quality_tells_a_good_forecast_from_chance():
    cases = made_up(200, {"structure": 8.0})

    good = quality(cases, Weights.of({"structure": 1}))
    chance = quality(cases, Weights.of({"freshness": 1}))

    assert good.concordance.low > 0.7
    assert chance.concordance.low < 0.5 < chance.concordance.high
    assert good.brier.value < good.constant


@pytest.mark.parametrize(
    ("results", "enough"),
    [([1] * 10 + [0] * 10, True), ([1] * 10 + [0.5] * 10, True), ([1] * 30 + [0] * 9, False)],
)
def test_few_cases_are_too_few(results, enough):
    size = len(results)
    cases = Cases(np.zeros((size, len(PARTS))), np.array(results, dtype=float), np.arange(size))

    assert cases.enough is enough


def test_the_fit_of_the_regression_finds_the_slopes():
    cases = made_up(20_000, {"structure": 4.0, "record": 2.0})
    columns = [PARTS.index(part) for part in ("structure", "record", "freshness")]

    slopes = fitted(cases.parts[:, columns], cases.results)[1:]

    assert slopes == pytest.approx([4.0, 2.0, 0.0], abs=0.25)


def test_suggested_weights_are_those_by_which_the_results_came():
    found = suggest(made_up(3_000, {"structure": 6.0, "record": 3.0}), usual_weights(), 20)

    points = found.weights.points
    assert points["structure"] == pytest.approx(2 * points["record"], abs=12)
    assert points["structure"] + points["record"] > 85
    assert found.is_better
    for part in PARTS:
        low, high = found.ranges[part]
        assert low <= points[part] <= high


def test_parts_that_are_the_same_everywhere_keep_their_points():
    cases = made_up(500, {"structure": 6.0})
    cases.parts[:, PARTS.index("challenge")] = 0.5

    found = suggest(cases, usual_weights(), 10)

    assert "challenge" not in found.weighed
    assert found.weights.points["challenge"] == usual_weights().points["challenge"]


def test_where_nothing_can_be_learned_nothing_is_suggested():
    cases = Cases(np.full((20, len(PARTS)), 0.5), np.array([1.0, 0.0] * 10), np.arange(20))

    found = suggest(cases, usual_weights(), 5)

    assert found.weights == usual_weights()
    assert not found.is_better
