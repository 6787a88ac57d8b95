"""The quality of a record and what would help most."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ponte.practices.judging.quality import CHECKS, Facts, Fix, quality, readability
from ponte.practices.judging.words import FIXES

POOR = Facts(
    fields=16,
    missing=16,
    description="",
    has_result=False,
    has_figure=False,
    has_source=False,
    has_resources=False,
    has_link=False,
    has_image=False,
    is_fresh=False,
)
GOOD = Facts(
    fields=16,
    missing=0,
    description="Advisers help owners early. " * 30,
    has_result=True,
    has_figure=True,
    has_source=True,
    has_resources=True,
    has_link=True,
    has_image=True,
    is_fresh=True,
)
FIXED = {
    "complete": {"missing": 0},
    "figure": {"has_result": True, "has_figure": True},
    "source": {"has_source": True},
    "resources": {"has_resources": True},
    "detail": {"description": GOOD.description},
    "readable": {"description": GOOD.description},
    "fresh": {"is_fresh": True},
    "link": {"has_link": True},
    "image": {"has_image": True},
}


def test_the_best_record_has_a_hundred_and_nothing_left_to_do():
    assert (quality(GOOD).score, quality(GOOD).best_fix) == (100, None)


def test_an_empty_record_has_nothing_and_everything_to_do():
    found = quality(POOR)

    assert (found.score, found.best_fix) == (0, Fix("complete", 30))
    assert {fix.name for fix in found.fixes} == set(FIXES) == {check.name for check in CHECKS}


def test_the_most_useful_fix_comes_first():
    record = replace(GOOD, has_source=False, has_image=False, missing=8)

    assert quality(record).fixes == [Fix("complete", 15), Fix("source", 10), Fix("image", 2)]


@given(
    st.builds(
        Facts,
        fields=st.just(16),
        missing=st.integers(0, 16),
        description=st.sampled_from(["", "Short.", "word " * 200, GOOD.description]),
        **dict.fromkeys(
            (
                "has_result",
                "has_figure",
                "has_source",
                "has_resources",
                "has_link",
                "has_image",
                "is_fresh",
            ),
            st.booleans(),
        ),
    )
)
def test_doing_what_is_proposed_first_raises_the_score(facts):
    found = quality(facts)

    if found.best_fix is None:
        assert found.score == 100
    else:
        better = quality(replace(facts, **FIXED[found.best_fix.name]))
        assert better.score >= found.score + found.best_fix.gain


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("", 0.0),
        ("One short sentence.", 1.0),
        ("word " * 25 + ".", 1.0),
        ("word " * 50 + ".", 0.0),
        ("It grew by 4.5 % in the year. " * 3, 1.0),
        ("- a list\n- of items\n" * 30, 1.0),
    ],
)
def test_long_sentences_are_hard_to_read(text, share):
    assert readability(text) == share
