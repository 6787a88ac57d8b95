"""Points add up, an input moves its own part alone, and knowing more only narrows the range."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ponte.matching.fit import PARTS, BadWeights, Fit, Span, Weights, known, mean, unknown
from tests.matching.strategies import SHARES, fits, spans, weights


def equal_weights():
    return Weights.of(dict.fromkeys(PARTS, 1))


def fit_of(spans, points=None):
    """A Fit in which nothing is known of the parts that `spans` leaves out."""
    size = len(next(iter(spans.values())).low)
    weighed = Weights.of(points) if points else equal_weights()
    return Fit({part: spans.get(part, unknown(size)) for part in PARTS}, weighed)


def by_part(account):
    return {each.name: each for each in account.contributions}


@given(fits())
def test_contributions_add_up_to_the_fit(fit):
    for place, total in enumerate(fit.totals):
        account = fit.account(place)

        assert sum(each.points for each in account.contributions) == account.fit == total
        assert sum(each.low for each in account.contributions) == account.low
        assert sum(each.high for each in account.contributions) == account.high


@given(fits())
def test_fit_lies_in_its_range_from_0_to_100(fit):
    for place in range(len(fit.totals)):
        account = fit.account(place)

        assert 0 <= account.low <= account.fit <= account.high <= 100
        assert 0.0 <= account.coverage <= 1.0
        for each in account.contributions:
            assert 0 <= each.low <= each.points <= each.high <= each.most


@given(fits(), st.data())
def test_a_part_that_changes_changes_no_other_contribution(fit, data):
    changed = data.draw(st.sampled_from(PARTS))
    span = data.draw(spans(len(fit.totals)))
    other = Fit({**fit.spans, changed: span}, fit.weights)

    for place in range(len(fit.totals)):
        before, after = by_part(fit.account(place)), by_part(other.account(place))
        assert {part for part in PARTS if before[part] != after[part]} <= {changed}
        moved = after[changed].points - before[changed].points
        assert other.totals[place] - fit.totals[place] == moved


@given(fits(), st.data())
def test_a_practice_is_counted_without_regard_to_the_others(fit, data):
    place = data.draw(st.integers(0, len(fit.totals) - 1))
    alone = {
        part: Span(span.low[place : place + 1], span.high[place : place + 1])
        for part, span in fit.spans.items()
    }

    assert Fit(alone, fit.weights).account(0) == fit.account(place)


@given(fits(), st.data())
def test_knowing_less_of_a_part_only_widens_the_range(fit, data):
    blurred = data.draw(st.sampled_from(PARTS))
    span, share = fit.spans[blurred], data.draw(SHARES)
    wider = Span(span.low * share, 1 - (1 - span.high) * share)
    other = Fit({**fit.spans, blurred: wider}, fit.weights)

    for place in range(len(fit.totals)):
        before, after = fit.account(place), other.account(place)
        assert after.low <= before.low <= before.high <= after.high
        assert after.coverage <= before.coverage + 1e-12


@given(fits(), st.data())
def test_whatever_turns_out_lies_in_the_range(fit, data):
    at = data.draw(st.lists(SHARES, min_size=len(PARTS), max_size=len(PARTS)))
    turned_out = Fit(
        {
            part: known(span.low + share * (span.high - span.low))
            for share, (part, span) in zip(at, fit.spans.items(), strict=True)
        },
        fit.weights,
    )

    for place, found in enumerate(turned_out.totals):
        account = fit.account(place)
        assert account.low <= found <= account.high


@given(fits(), st.integers(0, 8))
def test_best_are_in_the_order_of_their_fit(fit, number):
    everything = sorted(
        range(len(fit.totals)), key=lambda place: (-fit.totals[place], -fit.exact[place], place)
    )

    assert fit.best(number) == everything[:number]


def test_best_are_found_among_those_asked_for():
    fit = fit_of({"evidence": known([0.9, 0.8, 0.7, 0.2])})

    assert fit.best(2, among=np.array([False, True, False, True])) == [1, 3]
    assert fit.best(2, among=np.zeros(4, dtype=bool)) == []


def test_unknown_is_neither_good_nor_bad():
    account = fit_of({"evidence": unknown(1)}, {"evidence": 60, "freshness": 40}).account(0)

    assert (account.fit, account.low, account.high, account.coverage) == (50, 0, 100, 0.0)


def test_all_that_is_known_and_good_gives_100():
    everything = {part: known([1.0]) for part in PARTS}

    account = fit_of(everything).account(0)

    assert (account.fit, account.low, account.high, account.coverage) == (100, 100, 100, 1.0)


def test_lean_tells_for_and_against():
    fit = fit_of(
        {"challenge": known([1.0]), "structure": known([0.25]), "evidence": unknown(1)},
        {"challenge": 40, "structure": 40, "evidence": 20},
    )

    leans = {name: each.lean for name, each in by_part(fit.account(0)).items() if each.most}

    assert leans == {"challenge": 20.0, "structure": -10.0, "evidence": 0.0}


@given(weights())
def test_weights_are_whole_points_that_add_up_to_100(made):
    assert sum(made.points.values()) == 100
    assert all(isinstance(each, int) and each >= 0 for each in made.points.values())


@given(st.lists(st.integers(0, 50), min_size=len(PARTS), max_size=len(PARTS)))
def test_weights_are_within_a_point_of_what_was_asked(values):
    values[-1] += 1
    asked = dict(zip(PARTS, values, strict=True))

    made = Weights.of(asked)

    for part, points in made.points.items():
        assert abs(points - 100 * asked[part] / sum(values)) < 1


def test_weights_of_percentages_are_these():
    asked = dict(zip(PARTS, (30, 20, 10, 15, 10, 10, 5), strict=True))

    assert dict(Weights.of(asked).points) == asked


@pytest.mark.parametrize(
    "values",
    [
        {},
        dict.fromkeys(PARTS, 0),
        {"challenge": -1, "structure": 5},
        {"challenge": float("nan")},
        {"challenge": float("inf")},
        {"beauty": 1},
    ],
)
def test_weights_that_mean_nothing_are_refused(values):
    with pytest.raises(BadWeights):
        Weights.of(values)


def test_weights_may_be_very_large():
    made = Weights.of({"challenge": 1e308, "structure": 1e308})

    assert (made.points["challenge"], made.points["structure"]) == (50, 50)


def test_mean_keeps_what_is_unknown_of_one_wide():
    span = mean([known([1.0]), unknown(1), known([0.5]), known([0.5])])

    assert (span.low.tolist(), span.high.tolist()) == ([0.5], [0.75])
