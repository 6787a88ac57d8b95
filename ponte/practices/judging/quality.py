"""How good a record is, from 0 to 100, and what would help most.

Each check is worth points; what a record earns of them is a share from 0 to 1. The score is
the sum. So doing what is proposed first always raises the score, and by what is said.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

LONG_SENTENCE = 25  # words
ENOUGH_TEXT = 600  # characters of the description that leave no basic question open


@dataclass(frozen=True, slots=True)
class Facts:
    """What the checks look at. `missing` are template fields left empty, of `fields`."""

    fields: int
    missing: int
    description: str
    has_result: bool
    has_figure: bool
    has_source: bool
    has_resources: bool
    has_link: bool
    has_image: bool
    is_fresh: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a record can be good at. `earned` is the share of `points` it has."""

    name: str
    points: int
    earned: Callable[[Facts], float]


@dataclass(frozen=True, slots=True)
class Fix:
    """A check that a record does not fully pass, and the points it could still gain."""

    name: str
    gain: int


@dataclass(frozen=True, slots=True)
class Quality:
    """The score and what is left to do, most useful first."""

    score: int
    fixes: Sequence[Fix]

    @property
    def best_fix(self) -> Fix | None:
        return self.fixes[0] if self.fixes else None


CHECKS = (
    Check("complete", 30, lambda facts: 1 - facts.missing / facts.fields),
    Check("figure", 15, lambda facts: 0.3 * facts.has_result + 0.7 * facts.has_figure),
    Check("source", 10, lambda facts: float(facts.has_source)),
    Check("resources", 10, lambda facts: float(facts.has_resources)),
    Check("detail", 10, lambda facts: min(1.0, len(facts.description) / ENOUGH_TEXT)),
    Check("readable", 10, lambda facts: readability(facts.description)),
    Check("fresh", 10, lambda facts: float(facts.is_fresh)),
    Check("link", 3, lambda facts: float(facts.has_link)),
    Check("image", 2, lambda facts: float(facts.has_image)),
)


def quality(facts: Facts, checks: Sequence[Check] = CHECKS) -> Quality:
    """The score of a record and its fixes."""
    earned = {check: round(check.points * check.earned(facts)) for check in checks}
    fixes = [
        Fix(check.name, check.points - points)
        for check, points in earned.items()
        if points < check.points
    ]
    return Quality(score=sum(earned.values()), fixes=sorted(fixes, key=lambda fix: -fix.gain))


def readability(text: str) -> float:
    """1 while sentences are short on average, falling to 0 at twice the length; 0 for none."""
    sentences = [words for words in map(str.split, sentences_of(text)) if words]
    if not sentences:
        return 0.0
    average = sum(map(len, sentences)) / len(sentences)
    return max(0.0, min(1.0, 2 - average / LONG_SENTENCE))


def sentences_of(text: str) -> list[str]:
    return re.split(r"[.!?;:](?:\s|$)|\n", text)
