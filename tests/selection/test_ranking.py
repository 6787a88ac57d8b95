"""Ranks, the shortlist, and what a change of weights does to them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ponte.selection.ranking import Cell, Rule, changes, compare, rank

CRITERIA = ("impact", "track", "transfer", "relevance")
EQUAL = dict.fromkeys(CRITERIA, Fraction(1))
RULE = Rule(threshold=Fraction(3), floor=Fraction(2), regions=3)


def cell(*scores, gates_failed=0):
    values = dict(zip(CRITERIA, map(Fraction, scores), strict=True))
    return Cell(values, min(values.values()), gates_failed)


def row(*cells):
    """Cells of regions called 0, 1, 2 …"""
    return dict(enumerate(cell(*each) for each in cells))


GOOD, FAIR, POOR = (4, 4, 4, 4), (3, 3, 3, 3), (2, 2, 2, 2)

scores = st.integers(0, 5)
sheets = st.tuples(scores, scores, scores, scores)
rows = st.dictionaries(st.integers(0, 4), sheets.map(lambda each: cell(*each)), max_size=5)
tables = st.dictionaries(st.sampled_from("abcde"), rows, min_size=1, max_size=5)
weightings = st.tuples(*[st.integers(1, 8)] * 4).map(
    lambda each: dict(zip(CRITERIA, map(Fraction, each), strict=True))
)


def test_convinced_regions_count_before_the_mean():
    table = {
        "many": row(FAIR, FAIR, FAIR),
        "high": row((5, 5, 5, 5), (5, 5, 5, 5), POOR),
        "none": {},
    }

    found = rank(table, EQUAL, RULE)

    assert found["high"].mean > found["many"].mean
    assert [found[each].rank for each in ("many", "high", "none")] == [1, 2, None]
    assert [found[each].convinced for each in ("many", "high", "none")] == [3, 2, 0]


def test_who_is_equal_shares_a_rank_and_the_next_counts_both():
    table = {"a": row(GOOD), "b": row(GOOD), "c": row(FAIR)}

    assert [each.rank for each in rank(table, EQUAL, RULE).values()] == [1, 1, 3]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([GOOD, GOOD], False),
        ([GOOD, FAIR, FAIR], True),
        ([FAIR, FAIR, (3, 3, 3, 2)], False),
        ([GOOD, GOOD, (5, 5, 5, 1)], False),
        ([GOOD, GOOD, (5, 5, 5, 2)], True),
    ],
)
def test_the_shortlist_asks_for_regions_a_mean_and_no_flaw(cells, expected):
    found = rank({"a": row(*cells)}, EQUAL, RULE)

    assert found["a"].is_shortlisted is expected


def test_a_condition_that_is_not_met_keeps_a_practice_off_the_shortlist():
    table = {"a": {0: cell(*GOOD), 1: cell(*GOOD), 2: cell(*GOOD, gates_failed=1)}}

    assert not rank(table, EQUAL, RULE)["a"].is_shortlisted


def test_without_a_threshold_every_region_that_scored_is_convinced():
    found = rank({"a": row(POOR, POOR, POOR)}, EQUAL, Rule(None, None, 3))

    assert (found["a"].convinced, found["a"].is_shortlisted) == (3, True)


def test_the_smallest_change_of_a_weight_that_matters_is_exact():
    # a is 4w + 9, b is 3w + 10.1: they meet at w = 1.1.
    table = {"a": row((4, 3, 3, 3)), "b": row((3, Fraction(41, 10), 3, 3))}

    found = changes(table, EQUAL, RULE)

    up = next(each for each in found if each.criterion == "impact" and each.rises)
    assert (up.shift, up.beyond) == (Fraction(1, 10), False)
    assert [(move.practice, move.before.rank, move.after.rank) for move in up.moves] == [
        ("a", 2, 1)
    ]


def test_equal_ranks_part_at_the_slightest_change():
    table = {"a": row((4, 3, 3, 3)), "b": row((3, 4, 3, 3))}

    found = {(each.criterion, each.shift, each.beyond) for each in changes(table, EQUAL, RULE)}

    assert found == {("impact", Fraction(0), True), ("track", Fraction(0), True)}


def test_what_leads_in_everything_leads_whatever_the_weights():
    table = {"a": row(GOOD, GOOD, GOOD), "b": row(FAIR, FAIR, (4, 3, 3, 3))}

    assert changes(table, EQUAL, RULE) == []


def test_a_place_on_the_shortlist_that_hangs_by_a_weight_is_told():
    table = {"a": row((4, 2, 3, 3), (4, 2, 3, 3), (4, 2, 3, 3))}

    found = changes(table, EQUAL, RULE)

    assert all(not move.after.is_shortlisted for each in found for move in each.moves)
    assert {(each.criterion, each.beyond) for each in found} == {("impact", True), ("track", True)}


@given(tables, weightings)
def test_ranks_follow_the_stated_order(table, weights):
    found = rank(table, weights, RULE)

    ranked = [each for each in found.values() if each.rank]
    for one in ranked:
        place = (one.convinced, one.mean)
        better = [each for each in ranked if (each.convinced, each.mean) > place]
        assert one.rank == 1 + len(better)


@given(tables, weightings, st.integers(2, 9))
def test_only_the_proportion_of_weights_matters(table, weights, factor):
    times = {each: factor * weight for each, weight in weights.items()}

    assert rank(table, times, RULE) == rank(table, weights, RULE)
    assert changes(table, times, RULE) == changes(table, weights, RULE)


@given(tables, weightings, st.sampled_from(CRITERIA), st.fractions(Fraction(-1, 5), Fraction(1, 5)))
def test_nothing_changes_before_the_shift_that_is_told(table, weights, criterion, shift):
    """Any shift whatever, tried by brute force, agrees with the exact answer."""
    told = [
        each
        for each in changes(table, weights, RULE)
        if each.criterion == criterion and each.rises == (shift > 0)
    ]
    moved = {**weights, criterion: weights[criterion] * (1 + shift)}

    differs = compare(rank(table, weights, RULE), rank(table, moved, RULE))

    if differs:
        first = min(each.shift for each in told)
        assert abs(shift) >= first


@given(tables, weightings)
def test_what_is_told_does_happen(table, weights):
    for each in changes(table, weights, RULE):
        if each.beyond:
            continue
        shift = each.shift if each.rises else -each.shift
        moved = {**weights, each.criterion: weights[each.criterion] * (1 + shift)}
        assert compare(rank(table, weights, RULE), rank(table, moved, RULE)) == each.moves
