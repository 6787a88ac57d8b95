"""Could a practice work in another region? What the answers add up to. Pure: no database.

Of each component somebody says how important it is for the practice (1 to 3) and how far the
adopting region supports it (-2 to 2), or that nobody knows. Over the known components k

    T = Σ i_k · a_k / (2 · Σ i_k)              from -1 to 1
    coverage = Σ i_k known / Σ i_k of all      from 0 to 1

A component of the greatest importance with the strongest constraint blocks the transfer until
somebody says what is done about it. The mechanics are those of the TIDE handbook; the sum,
the thresholds and the rule that blocks are this project's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

IMPORTANCE = range(1, 4)
SUPPORT = range(-2, 3)
TRANSFERABLE_FROM = Fraction(2, 5)
ADAPTABLE_FROM = Fraction(0)
COVERED_FROM = Fraction(7, 10)


class Verdict(StrEnum):
    BLOCKED = "blocked"
    INSUFFICIENT = "insufficient"
    TRANSFERABLE = "transferable"
    ADAPTABLE = "adaptable"
    NOT_ADVISED = "not_advised"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person says of one component; `support` is None when they do not know.

    `mitigated`: somebody has said what is done about it. Raises ValueError off the scales.
    """

    component: str
    importance: int
    support: int | None
    mitigated: bool = False

    def __post_init__(self) -> None:
        if self.importance not in IMPORTANCE:
            raise ValueError(f"An importance of {self.importance} is not on the scale.")
        if self.support is not None and self.support not in SUPPORT:
            raise ValueError(f"A support of {self.support} is not on the scale.")

    @property
    def is_known(self) -> bool:
        return self.support is not None

    @property
    def needs_mitigation(self) -> bool:
        return self.support is not None and self.support < 0

    @property
    def is_mitigated(self) -> bool:
        return self.mitigated or not self.needs_mitigation

    @property
    def blocks(self) -> bool:
        weighs_most = self.importance == IMPORTANCE[-1] and self.support == SUPPORT[0]
        return weighs_most and not self.mitigated


@dataclass(frozen=True, slots=True)
class Outcome:
    """What answers add up to. `score` is None when nothing is known.

    `blocking` and `unmitigated` name components, each once, in the order of the answers:
    those that block, and all with negative support about which nothing is done.
    """

    score: Fraction | None
    coverage: Fraction
    verdict: Verdict
    blocking: tuple[str, ...]
    unmitigated: tuple[str, ...]


def outcome(answers: Iterable[Answer]) -> Outcome:
    """The outcome of answers of one person, or of several, of which each counts alike."""
    answers = list(answers)
    blocking = named(answer for answer in answers if answer.blocks)
    t, known = score(answers), coverage(answers)
    return Outcome(
        score=t,
        coverage=known,
        verdict=Verdict.BLOCKED if blocking else verdict(t, known),
        blocking=blocking,
        unmitigated=named(answer for answer in answers if not answer.is_mitigated),
    )


def score(answers: Iterable[Answer]) -> Fraction | None:
    """T, or None when nothing is known."""
    known = [(each.importance, each.support) for each in answers if each.support is not None]
    if not known:
        return None
    weighed = sum(importance * support for importance, support in known)
    return Fraction(weighed, SUPPORT[-1] * sum(importance for importance, _support in known))


def coverage(answers: Iterable[Answer]) -> Fraction:
    """The known share of all importance; 0 without any answer."""
    answers = list(answers)
    total = sum(answer.importance for answer in answers)
    known = sum(answer.importance for answer in answers if answer.is_known)
    return Fraction(known, total) if total else Fraction(0)


def verdict(score: Fraction | None, coverage: Fraction) -> Verdict:
    """The verdict where nothing blocks. What rests on too little is called so, good or bad."""
    if score is None or coverage < COVERED_FROM:
        return Verdict.INSUFFICIENT
    if score >= TRANSFERABLE_FROM:
        return Verdict.TRANSFERABLE
    return Verdict.ADAPTABLE if score >= ADAPTABLE_FROM else Verdict.NOT_ADVISED


def spread(supports: Iterable[int | None]) -> int | None:
    """How far answers to one component lie apart: the highest less the lowest; None of one."""
    known = [support for support in supports if support is not None]
    return max(known) - min(known) if len(known) > 1 else None


def named(answers: Iterable[Answer]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(answer.component for answer in answers))
