"""What each part of the fit is made of."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ponte.matching import parts
from ponte.matching.fit import Span, known
from ponte.matching.parts import Means, Needs, Trials
from tests.matching.strategies import SHARES, spans

NAN = math.nan
NUMBERS = st.one_of(st.just(NAN), st.integers(0, 40).map(float))


def ends(span):
    """The span as pairs of its ends."""
    return list(zip(span.low.tolist(), span.high.tolist(), strict=True))


def needs_of(*rows):
    """Needs of practices, each (competences or None, population, cost, months)."""
    stated = [row[0] is not None for row in rows]
    required = [row[0] or [False, False, False] for row in rows]
    population, cost, months = (
        np.array([row[place] for row in rows], dtype=float) for place in (1, 2, 3)
    )
    return Needs(np.array(required), np.array(stated), population, cost, months)


def trials_of(*rows):
    """Trials, each (practice, region, result)."""
    practice, region, result = np.array(rows, dtype=float).reshape(-1, 3).T
    return Trials(practice.astype(int), region.astype(int), result)


def test_challenge_understood_is_known():
    span = parts.challenge(np.array([0.0, 0.75, NAN]), by_meaning=True)

    assert ends(span) == [(0, 0), (0.75, 0.75), (0, 1)]


def test_challenge_found_by_words_leaves_open_what_other_words_may_say():
    assert ends(parts.challenge(np.array([0.0, 0.5, 1.0]), by_meaning=False)) == [
        (0, 0.5),
        (0.5, 0.75),
        (1, 1),
    ]


def test_structure_is_the_likeness_of_the_origin():
    likeness = Span(np.array([0.25, 0.5]), np.array([0.25, 0.75]))

    span = parts.structure(likeness, np.array([1, 0, -1]))

    assert ends(span) == [(0.5, 0.75), (0.25, 0.25), (0, 1)]


def test_priorities_prefer_the_declared_topic_to_its_neighbours():
    # Topics: a hub with two objectives, another hub.
    topics = np.array(
        [[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0]],
        dtype=bool,
    )

    declared, around = np.array([0, 1, 0, 0], dtype=bool), np.array([1, 0, 0, 0], dtype=bool)

    span = parts.priorities(topics, declared, around)

    assert ends(span) == [(1, 1), (0.5, 0.5), (0, 0), (0, 1)]


def test_priorities_are_unknown_where_the_region_declared_none():
    nothing = np.zeros(3, dtype=bool)

    span = parts.priorities(np.ones((2, 3), dtype=bool), nothing, nothing)

    assert ends(span) == [(0, 1), (0, 1)]


def test_evidence_follows_the_grade():
    assert ends(parts.evidence([0, 2, 5])) == [(0, 0), (0.4, 0.4), (1, 1)]


def test_record_is_unknown_without_reports_and_narrows_with_each():
    likeness = known([1.0, 0.5])
    trials = trials_of((1, 0, 1), (2, 0, 0), (3, 0, 1), (3, 1, 0))

    span = parts.record(parts.told(trials, likeness, 4))

    assert ends(span) == [(0, 1), (0.5, 1), (0, 0.5), (0.4, 0.8)]


@given(st.lists(st.tuples(st.integers(0, 2), SHARES), max_size=6), SHARES)
def test_record_gives_a_failure_the_weight_of_a_success(reports, like):
    likeness = known([0.25, 0.5, like])
    worked = trials_of(*[(0, region, result) for region, result in reports])
    turned = trials_of(*[(0, region, 1 - result) for region, result in reports])

    straight, mirrored = (
        parts.record(parts.told(trials, likeness, 1)) for trials in (worked, turned)
    )

    assert straight.low == pytest.approx(1 - mirrored.high)
    assert straight.high == pytest.approx(1 - mirrored.low)


@given(st.lists(st.tuples(st.integers(0, 2), SHARES), max_size=5), st.integers(0, 2), SHARES)
def test_record_gains_by_a_success_and_loses_by_a_failure(reports, region, like):
    likeness = known([0.25, 0.5, like])
    before, better, worse = (
        parts.record(
            parts.told(trials_of(*[(0, *each) for each in [*reports, *more]]), likeness, 1)
        )
        for more in ([], [(region, 1)], [(region, 0)])
    )

    assert worse.middle - 1e-9 <= before.middle <= better.middle + 1e-9


def test_record_weighs_a_report_by_the_likeness_of_its_region():
    likeness = known([1.0, 0.25])

    near, far = (
        parts.record(parts.told(trials_of((0, region, 1)), likeness, 1)) for region in (0, 1)
    )

    assert near.low > far.low


def test_conditions_that_are_met_are_known_to_be():
    needs = needs_of(([True, True, False], 100_000, 50_000, 12))
    means = Means(np.array([True, True, True]), True, 200_000, 50_000, 24)

    assert ends(parts.conditions(needs, means)) == [(1, 1)]


def test_conditions_count_what_is_there_of_what_is_required():
    needs = needs_of(([True, True, False], 100_000, 50_000, 12))
    means = Means(np.array([True, False, True]), True, 50_000, 12_500, 12)

    # Half of the competences, half of the people, a quarter of the money, all of the time.
    assert ends(parts.conditions(needs, means)) == [(0.5625, 0.5625)]


def test_conditions_leave_open_what_nobody_stated():
    needs = needs_of((None, NAN, 50_000, NAN), ([False, False, False], 0, NAN, 6))
    means = Means(False, False, 80_000, 50_000, NAN)

    assert ends(parts.conditions(needs, means)) == [(0.25, 1), (0.25, 1)]


def test_competences_are_met_where_none_is_required():
    needs = needs_of(([False, False, False], NAN, NAN, NAN), (None, NAN, NAN, NAN))

    span = parts.competences(needs, Means(np.array([False, False, False]), True))

    assert ends(span) == [(1, 1), (0, 1)]


@given(NUMBERS, NUMBERS, NUMBERS)
def test_more_than_enough_is_no_more_than_enough(required, available, more):
    span = parts.enough(available, np.array([required]))
    richer = parts.enough(available + more, np.array([required]))

    assert 0 <= span.low[0] <= span.high[0] <= 1
    if not math.isnan(required + available + more):
        assert span.middle[0] <= richer.middle[0]


@given(st.lists(NUMBERS, min_size=6, max_size=6), st.lists(NUMBERS, min_size=6, max_size=6))
def test_conditions_that_become_known_lie_in_the_range_told_before(before, filled):
    after = [new if math.isnan(old) else old for old, new in zip(before, filled, strict=True)]
    open_, told = (
        parts.conditions(needs_of((None, *numbers[:3])), Means(False, False, *numbers[3:]))
        for numbers in (before, after)
    )

    assert open_.low[0] <= told.low[0] + 1e-12
    assert told.high[0] <= open_.high[0] + 1e-12


def test_freshness_fades():
    days = np.array([0.0, parts.STALE_DAYS / 2, 2 * parts.STALE_DAYS, -3.0, NAN])

    assert ends(parts.freshness(days)) == [(1, 1), (0.5, 0.5), (0, 0), (1, 1), (0, 1)]


@given(spans(5), st.lists(st.integers(-1, 4), min_size=1, max_size=8))
def test_structure_takes_every_practice_by_itself(likeness, origins):
    together = parts.structure(likeness, np.array(origins))

    alone = [parts.structure(likeness, np.array([origin])) for origin in origins]

    assert ends(together) == [pair for each in alone for pair in ends(each)]
