"""What scores add up to."""

import pytest

from ponte.assessment.scoring import Answer, Spread, Verdict, spread, verdict


def test_the_score_is_the_weighted_mean():
    assert verdict([Answer(5, 1), Answer(2, 3)]) == Verdict(2.75, lowest=2, gates_failed=0)


def test_gates_stay_out_of_the_mean():
    answers = [Answer(4), Answer(0, is_gate=True), Answer(1, is_gate=True)]

    assert verdict(answers) == Verdict(4.0, lowest=4, gates_failed=1)


def test_without_scores_there_is_no_mean():
    assert verdict([Answer(1, is_gate=True)]) == Verdict(None, lowest=None, gates_failed=0)


@pytest.mark.parametrize(
    ("found", "enough"),
    [
        (Verdict(3.0, 2, 0), True),
        (Verdict(2.99, 2, 0), False),
        (Verdict(4.5, 1, 0), False),
        (Verdict(4.5, 4, 1), False),
        (Verdict(None, None, 0), True),
        (Verdict(None, None, 1), False),
    ],
)
def test_enough_needs_the_mean_the_floor_and_every_gate(found, enough):
    assert found.is_enough(3.0, 2) is enough


def test_a_rubric_without_thresholds_is_content():
    assert Verdict(0.0, 0, 0).is_enough(None, None) is True


def test_spread_is_mean_and_standard_deviation():
    assert spread([2.0, 4.0]) == Spread(3.0, 1.0)
