"""What answers add up to, against laws it keeps and at the thresholds."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ponte.transfers.transferability import (
    Answer,
    Outcome,
    Verdict,
    coverage,
    outcome,
    score,
    spread,
    verdict,
)

SUPPORTS = st.one_of(st.none(), st.integers(-2, 2))
ANSWERS = st.lists(
    st.builds(
        Answer,
        component=st.sampled_from("abcdefgh"),
        importance=st.integers(1, 3),
        support=SUPPORTS,
        mitigated=st.booleans(),
    ),
    max_size=12,
)


def answers(*pairs):
    return [Answer(f"c{n}", *pair) for n, pair in enumerate(pairs)]


def parts(found):
    """An outcome without the order in which it names components."""
    return (found.score, found.coverage, found.verdict, set(found.blocking), set(found.unmitigated))


def test_the_score_weighs_support_by_importance():
    given_ = answers((3, 2), (1, -2))

    assert score(given_) == Fraction(3 * 2 - 1 * 2, 2 * 4) == Fraction(1, 2)


def test_coverage_weighs_what_is_known_by_importance():
    assert coverage(answers((3, 2), (1, None))) == Fraction(3, 4)


@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_order_of_answers_makes_no_difference(given_, random):
    shuffled = list(given_)
    random.shuffle(shuffled)

    assert parts(outcome(shuffled)) == parts(outcome(given_))


@given(ANSWERS)
def test_score_and_coverage_stay_on_their_scales(given_):
    found = outcome(given_)

    assert found.score is None or -1 <= found.score <= 1
    assert 0 <= found.coverage <= 1


@given(ANSWERS, st.integers(1, 3))
def test_what_is_unknown_lowers_the_coverage_and_nothing_else(given_, importance):
    assume(coverage(given_) > 0)

    more = [*given_, Answer("new", importance, None)]

    assert score(more) == score(given_)
    assert coverage(more) < coverage(given_)
    assert outcome(more).blocking == outcome(given_).blocking
    assert outcome(more).unmitigated == outcome(given_).unmitigated


@given(ANSWERS, st.integers(0, 11))
def test_more_support_never_lowers_the_score(given_, at):
    known = [answer for answer in given_ if answer.is_known]
    assume(known)
    worse = known[at % len(known)]
    assume(worse.support < 2)
    better = [replace(each, support=each.support + 1) if each is worse else each for each in known]

    assert score(better) > score(known)


@given(ANSWERS)
def test_answers_given_twice_say_the_same(given_):
    assert outcome([*given_, *given_]) == outcome(given_)


@given(ANSWERS)
def test_nothing_blocks_that_is_mitigated(given_):
    found = outcome(replace(answer, mitigated=True) for answer in given_)

    assert found.blocking == found.unmitigated == ()
    assert found.verdict is not Verdict.BLOCKED


@pytest.mark.parametrize(
    ("importance", "support", "mitigated", "blocks"),
    [
        (3, -2, False, True),
        (3, -2, True, False),
        (2, -2, False, False),
        (3, -1, False, False),
        (3, None, False, False),
    ],
)
def test_only_the_strongest_constraint_on_what_matters_most_blocks(
    importance, support, mitigated, blocks
):
    good = answers(*[(3, 2)] * 20)

    found = outcome([*good, Answer("legal", importance, support, mitigated)])

    assert found.blocking == (("legal",) if blocks else ())
    assert (found.verdict is Verdict.BLOCKED) is blocks


def test_what_blocks_is_blocked_however_little_else_is_known():
    found = outcome(answers((3, -2), (3, None), (3, None)))

    assert found.verdict is Verdict.BLOCKED


@pytest.mark.parametrize(
    ("score", "coverage", "expected"),
    [
        (Fraction(4, 10), Fraction(7, 10), Verdict.TRANSFERABLE),
        (Fraction(4, 10) - Fraction(1, 10**9), Fraction(1), Verdict.ADAPTABLE),
        (Fraction(0), Fraction(7, 10), Verdict.ADAPTABLE),
        (-Fraction(1, 10**9), Fraction(7, 10), Verdict.NOT_ADVISED),
        (Fraction(1), Fraction(7, 10) - Fraction(1, 10**9), Verdict.INSUFFICIENT),
        (Fraction(-1), Fraction(69, 100), Verdict.INSUFFICIENT),
        (None, Fraction(0), Verdict.INSUFFICIENT),
    ],
)
def test_the_verdict_turns_exactly_at_its_thresholds(score, coverage, expected):
    assert verdict(score, coverage) is expected


def test_thresholds_hold_for_answers_that_lie_on_them():
    at_four_tenths = outcome(answers((2, 2), (3, 0)))
    at_seven_tenths = outcome(answers((3, 2), (3, 2), (1, 2), (3, None)))

    assert (at_four_tenths.score, at_four_tenths.verdict) == (
        Fraction(2, 5),
        Verdict.TRANSFERABLE,
    )
    assert (at_seven_tenths.coverage, at_seven_tenths.verdict) == (
        Fraction(7, 10),
        Verdict.TRANSFERABLE,
    )


def test_without_answers_there_is_no_score():
    assert outcome([]) == Outcome(None, Fraction(0), Verdict.INSUFFICIENT, (), ())


def test_a_component_is_named_once_and_stays_open_until_every_answer_is_mitigated():
    given_ = [Answer("law", 2, -1), Answer("law", 1, -2), Answer("money", 1, -1, mitigated=True)]

    assert outcome(given_).unmitigated == ("law",)


@pytest.mark.parametrize(
    ("supports", "expected"),
    [([2, -1, None], 3), ([1, 1], 0), ([1], None), ([None, 2], None), ([], None)],
)
def test_the_spread_is_between_the_highest_and_the_lowest(supports, expected):
    assert spread(supports) == expected


@pytest.mark.parametrize(("importance", "support"), [(0, 1), (4, 1), (2, 3), (2, -3)])
def test_answers_off_the_scale_are_refused(importance, support):
    with pytest.raises(ValueError, match="not on the scale"):
        Answer("law", importance, support)
