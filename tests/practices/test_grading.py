"""The rules of the evidence grade, spelled out."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ponte.practices.judging.grading import Finding, Grade, Lowered, Step, Trial, grade

CLAIM = Finding()
MEASURED = Finding(has_figure=True, year=2024, has_source=True, region="ES51")
COMPARED = replace(MEASURED, is_compared=True)
ELSEWHERE = replace(COMPARED, region="PL91")
INDEPENDENT = replace(COMPARED, is_independent=True)
WORKED = Trial(region="PL91", worked=True, failed=False, has_source=True, year=2024)
FAILED = replace(WORKED, worked=False, failed=True)


def graded(*findings, trials=(), is_claimed=False):
    return grade(findings, trials, is_claimed=is_claimed, year=2026)


@pytest.mark.parametrize(
    ("findings", "trials", "step"),
    [
        ([], [], Step.NONE),
        ([CLAIM], [], Step.CLAIMED),
        ([replace(MEASURED, year=None)], [], Step.CLAIMED),
        ([MEASURED], [], Step.MEASURED),
        ([replace(MEASURED, is_independent=True)], [], Step.MEASURED),
        ([COMPARED], [], Step.COMPARED),
        ([COMPARED, COMPARED], [], Step.COMPARED),
        ([COMPARED, ELSEWHERE], [], Step.REPLICATED),
        ([COMPARED], [WORKED], Step.REPLICATED),
        ([COMPARED], [replace(WORKED, has_source=False)], Step.COMPARED),
        ([COMPARED], [replace(WORKED, region="ES51")], Step.COMPARED),
        ([MEASURED], [WORKED], Step.MEASURED),
        ([], [WORKED], Step.NONE),
        ([INDEPENDENT], [], Step.INDEPENDENT),
    ],
)
def test_each_step_has_its_condition(findings, trials, step):
    assert graded(*findings, trials=trials) == Grade(step, step)


def test_a_text_about_success_is_a_claim():
    assert graded(is_claimed=True) == Grade(Step.CLAIMED, Step.CLAIMED)


@pytest.mark.parametrize(
    ("findings", "lowered"),
    [
        ([replace(COMPARED, has_source=False)], (Lowered.WEAK,)),
        ([replace(COMPARED, has_source=False), COMPARED], ()),
        ([replace(COMPARED, has_source=False), MEASURED], (Lowered.WEAK,)),
        ([replace(COMPARED, year=2020)], (Lowered.OLD,)),
        ([replace(COMPARED, year=2021)], ()),
        ([replace(COMPARED, year=2020), COMPARED], ()),
        ([COMPARED, replace(COMPARED, speaks_against=True)], (Lowered.CONTRADICTED,)),
        ([COMPARED, COMPARED, replace(COMPARED, speaks_against=True)], ()),
    ],
)
def test_weak_old_or_contradicted_evidence_lowers_by_a_step(findings, lowered):
    assert graded(*findings) == Grade(Step(3 - len(lowered)), Step.COMPARED, lowered)


def test_a_trial_that_failed_contradicts_as_much_as_a_result():
    assert graded(COMPARED, trials=[FAILED]).lowered == (Lowered.CONTRADICTED,)
    assert graded(COMPARED, trials=[FAILED, WORKED]).lowered == ()


def test_nothing_falls_below_a_claim():
    poor = replace(MEASURED, has_source=False, year=2001)

    assert graded(poor, replace(poor, speaks_against=True)) == Grade(
        Step.CLAIMED, Step.MEASURED, (Lowered.WEAK, Lowered.OLD, Lowered.CONTRADICTED)
    )


def test_only_evidence_against_is_no_evidence_for():
    assert graded(replace(INDEPENDENT, speaks_against=True)) == Grade(Step.NONE, Step.NONE)


findings = st.builds(
    Finding,
    has_figure=st.booleans(),
    year=st.none() | st.integers(2015, 2026),
    is_compared=st.booleans(),
    has_source=st.booleans(),
    is_independent=st.booleans(),
    region=st.sampled_from(["ES51", "PL91", None]),
    speaks_against=st.booleans(),
)


@given(st.lists(findings, max_size=6))
def test_the_step_is_what_was_reached_less_what_lowered_it(several):
    found = graded(*several)

    expected = min(found.reached, max(Step.CLAIMED, found.reached - len(found.lowered)))
    assert found.step == expected
    assert graded(*reversed(several)).step == found.step


@given(st.lists(findings, max_size=6))
def test_without_its_comparisons_nothing_is_more_than_measured(several):
    plain = [replace(each, is_compared=False) for each in several]

    assert graded(*plain).reached <= Step.MEASURED
