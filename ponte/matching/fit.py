"""How well practices fit a region: named parts, points that add up, and a range.

Pure: NumPy in, NumPy out; knows no database.

A part says between which shares of its points the truth lies: `low` and `high`, each from 0
to 1. What is known is one number (low equals high), what is unknown is anything from 0 to 1.
Its coverage is 1 - (high - low). Where one number is asked for it is the middle: what is
missing speaks neither for a practice nor against it, and knowing more only narrows the range.

Points are whole numbers. A part of `most` points gives most × middle of them, rounded, and the
fit is the sum of what the parts give. So the sum is right to the last digit, and an input
moves nothing but the parts that are made of it; docs/decisions/0009-fit.md says why nothing
is shared out afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]

# In the order in which they are told.
PARTS = (
    "challenge",
    "structure",
    "priorities",
    "evidence",
    "record",
    "conditions",
    "freshness",
)
MOST = 100


class BadWeights(ValueError):
    """Weights that name no part, are no numbers of 0 or more, or are all 0."""


class Span(NamedTuple):
    """Of each practice the least and the most that a part can be, from 0 to 1."""

    low: Numbers
    high: Numbers

    @property
    def middle(self) -> Numbers:
        return (self.low + self.high) / 2

    @property
    def coverage(self) -> Numbers:
        return 1.0 - (self.high - self.low)

    def at(self, place: int) -> "Span":
        """The same of one practice: two arrays without dimensions."""
        return Span(*(np.asarray(side[place]) for side in self))


def known(values: npt.ArrayLike) -> Span:
    """A part of which everything is known."""
    values = np.asarray(values, dtype=np.float64)
    return Span(values, values)


def unknown(size: int) -> Span:
    """A part of which nothing is known."""
    return Span(np.zeros(size), np.ones(size))


def mean(spans: Sequence[Span]) -> Span:
    """A part made of equal parts. What is unknown of one keeps the whole that wide."""
    low, high = (sum(sides) / len(spans) for sides in zip(*spans, strict=True))
    return Span(low, high)


@dataclass(frozen=True)
class Weights:
    """How many points each part gives at most: whole numbers that add up to 100."""

    points: Mapping[str, int]

    def __post_init__(self) -> None:
        if set(self.points) != set(PARTS) or sum(self.points.values()) != MOST:
            raise BadWeights("Points are given to every part and add up to 100.")

    @classmethod
    def of(cls, values: Mapping[str, float]) -> "Weights":
        """The points that come nearest to `values`, by the largest remainders. Raises BadWeights.

        A part without a value has none. Of equal remainders the part told first is served first.
        """
        if strange := sorted(set(values) - set(PARTS)):
            raise BadWeights(f"There is no part called {', '.join(strange)}.")
        if not all(0 <= value < np.inf for value in values.values()):
            raise BadWeights("Weights are numbers of 0 or more.")
        largest = max(values.values(), default=0)
        if not largest > 0:
            raise BadWeights("One part at least needs a weight above 0.")
        # Divided first: the sum of very large weights would be no number.
        scaled = {part: values.get(part, 0) / largest for part in PARTS}
        total = sum(scaled.values())
        quotas = {part: MOST * value / total for part, value in scaled.items()}
        points = {part: int(quota) for part, quota in quotas.items()}
        by_remainder = sorted(PARTS, key=lambda part: points[part] - quotas[part])
        for part in by_remainder[: MOST - sum(points.values())]:
            points[part] += 1
        return cls(points)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one part gives to the fit of one practice, of `most` points.

    `low` and `high` are what it could give if all were known; `coverage` is from 0 to 1.
    """

    name: str
    points: int
    most: int
    low: int
    high: int
    coverage: float

    @property
    def lean(self) -> float:
        """How far it speaks for the practice (above 0) or against it (below), in points."""
        return (self.low + self.high - self.most) / 2


@dataclass(frozen=True, slots=True)
class Account:
    """The fit of one practice as it is counted."""

    contributions: tuple[Contribution, ...]

    @property
    def fit(self) -> int:
        return sum(each.points for each in self.contributions)

    @property
    def low(self) -> int:
        return sum(each.low for each in self.contributions)

    @property
    def high(self) -> int:
        return sum(each.high for each in self.contributions)

    @property
    def width(self) -> int:
        return self.high - self.low

    @property
    def coverage(self) -> float:
        """The share of all points that is known, from 0 to 1."""
        return sum(each.most * each.coverage for each in self.contributions) / MOST

    @property
    def percent(self) -> int:
        """The same of 100."""
        return round(100 * self.coverage)


@dataclass(frozen=True)
class Fit:
    """The fit of many practices: a Span for every part, all of one length, and the weights."""

    spans: Mapping[str, Span]
    weights: Weights

    @cached_property
    def totals(self) -> Whole:
        """The fit of each practice, 0 to 100."""
        given = (points(self.spans[part].middle, self.weights.points[part]) for part in PARTS)
        total: Whole = np.sum(list(given), axis=0)
        return total

    @cached_property
    def exact(self) -> Numbers:
        """The same before rounding: it orders practices of equal fit."""
        return np.sum(
            [self.weights.points[part] * self.spans[part].middle for part in PARTS], axis=0
        )

    def account(self, place: int) -> Account:
        """How the fit of the practice at `place` is counted."""
        return Account(
            tuple(
                contribution(part, self.spans[part].at(place), self.weights.points[part])
                for part in PARTS
            )
        )

    def best(self, number: int, among: Marks | None = None) -> list[int]:
        """The places of the `number` practices that fit best, best first.

        Of equal fit the one that was higher before rounding comes first, then the earlier.
        """
        places = np.arange(len(self.totals)) if among is None else np.flatnonzero(among)
        # A whole point outweighs any difference before rounding.
        keys = self.totals[places] + self.exact[places] / (10 * MOST)
        if 0 < number < len(places):
            least = np.partition(keys, len(keys) - number)[len(keys) - number]
            places, keys = places[keys >= least], keys[keys >= least]
        order = np.lexsort((places, -keys))
        return [int(place) for place in places[order[: max(number, 0)]]]


def points(shares: Numbers, most: int) -> Whole:
    """`shares` of `most` points in whole points, halves upwards."""
    rounded: Whole = np.floor(most * shares + 0.5).astype(np.int64)
    return rounded


def contribution(part: str, span: Span, most: int) -> Contribution:
    low, middle, high = (int(points(side, most)) for side in (span.low, span.middle, span.high))
    return Contribution(part, middle, most, low, high, float(span.coverage))
