"""What scores of regions come to: ranks, a shortlist, and how firmly they stand.

Pure and exact: fractions throughout, no database. Practices, regions and criteria are any
keys that can be compared for equality.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import sqrt
from typing import Any

Key = Any
Weights = Mapping[Key, Fraction]

USUAL_SHIFT = Fraction(1, 5)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one region gave one practice: by criterion the mean of those who scored for it.

    `lowest` is the least single score, `gates_failed` counts conditions found not met.
    """

    values: Mapping[Key, Fraction]
    lowest: Fraction
    gates_failed: int = 0


# By practice, then by region. A region that gave nothing is not in it.
Table = Mapping[Key, Mapping[Key, Cell]]


@dataclass(frozen=True, slots=True)
class Rule:
    """When a practice is shortlisted: `regions` have assessed it, the mean of their scores is
    at least `threshold`, no single score lies below `floor`. None asks for nothing."""

    threshold: Fraction | None
    floor: Fraction | None
    regions: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a practice stands.

    `convinced` counts the regions whose score reaches the threshold. `mean` and `deviation`
    (standard deviation) are over the regions' scores. Nothing but zeros and None without any.
    """

    regions: int
    convinced: int
    mean: Fraction | None
    deviation: float | None
    lowest: Fraction | None
    rank: int | None
    is_shortlisted: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A practice whose rank, or place on the shortlist, is another after a change of weights."""

    practice: Key
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest shift of one weight by which the outcome becomes another.

    `shift` is a share of the weight: 1/8 means that it `rises`, or falls, by 12.5 %. With
    `beyond` the outcome is still the same at exactly that shift, and 0 means the slightest one.
    """

    criterion: Key
    rises: bool
    shift: Fraction
    beyond: bool
    moves: tuple[Move, ...]


def score(cell: Cell, weights: Weights) -> Fraction:
    """S = Σ w·s / Σ w. Raises KeyError for a criterion without a score, ZeroDivisionError if
    nothing has a weight."""
    total = sum(weight * cell.values[criterion] for criterion, weight in weights.items())
    return Fraction(total) / sum(weights.values())


def rank(table: Table, weights: Weights, rule: Rule) -> dict[Key, Standing]:
    """How every practice stands: by the number of regions that are convinced, then by the mean.

    Practices that are equal in both share a rank, and the next one counts them all.
    """
    found = {practice: standing(cells, weights, rule) for practice, cells in table.items()}
    places = sorted(
        ((each.convinced, each.mean) for each in found.values() if each.mean is not None),
        reverse=True,
    )
    return {
        practice: Standing(
            regions=each.regions,
            convinced=each.convinced,
            mean=each.mean,
            deviation=each.deviation,
            lowest=each.lowest,
            rank=None if each.mean is None else 1 + places.index((each.convinced, each.mean)),
            is_shortlisted=each.is_shortlisted,
        )
        for practice, each in found.items()
    }


def standing(cells: Mapping[Key, Cell], weights: Weights, rule: Rule) -> Standing:
    """How one practice stands by itself, without a rank."""
    if not cells:
        return Standing(0, 0, None, None, None, None, is_shortlisted=False)
    scores = [score(cell, weights) for cell in cells.values()]
    mean = sum(scores, Fraction(0)) / len(scores)
    lowest = min(cell.lowest for cell in cells.values())
    is_enough = rule.threshold is None or mean >= rule.threshold
    has_no_flaw = (rule.floor is None or lowest >= rule.floor) and not any(
        cell.gates_failed for cell in cells.values()
    )
    return Standing(
        regions=len(scores),
        convinced=sum(rule.threshold is None or each >= rule.threshold for each in scores),
        mean=mean,
        deviation=sqrt(sum((each - mean) ** 2 for each in scores) / len(scores)),
        lowest=lowest,
        rank=None,
        is_shortlisted=len(scores) >= rule.regions and is_enough and has_no_flaw,
    )


def changes(
    table: Table, weights: Weights, rule: Rule, *, shift: Fraction = USUAL_SHIFT
) -> list[Change]:
    """What changes first if one weight moves by up to `shift` of itself, down or up, while the
    others stay. Empty if no rank and no place on the shortlist changes.

    Exact: between the shifts at which two scores, or a score and the threshold, become equal
    nothing can change, so those and one shift between each two are all that need a look.
    """
    found: list[Change] = []
    for criterion in weights:
        if len(weights) > 1 and weights[criterion]:
            for end in (-shift, shift):
                found += first_change(table, weights, rule, criterion, end)
    return found


def first_change(
    table: Table, weights: Weights, rule: Rule, criterion: Key, end: Fraction
) -> Iterator[Change]:
    before = rank(table, weights, rule)
    last = Fraction(0)
    for point in [*turning_points(table, weights, rule, criterion, end), end]:
        for at, shown, beyond in ((last + point) / 2, last, True), (point, point, False):
            moved = {**weights, criterion: weights[criterion] * (1 + at)}
            moves = compare(before, rank(table, moved, rule))
            if moves:
                yield Change(criterion, end > 0, abs(shown), beyond, moves)
                return
        last = point


def compare(before: Mapping[Key, Standing], after: Mapping[Key, Standing]) -> tuple[Move, ...]:
    return tuple(
        Move(practice, each, after[practice])
        for practice, each in before.items()
        if (each.rank, each.is_shortlisted)
        != (after[practice].rank, after[practice].is_shortlisted)
    )


def turning_points(
    table: Table, weights: Weights, rule: Rule, criterion: Key, end: Fraction
) -> list[Fraction]:
    """Shifts between 0 and `end`, nearest first, at which two means, or a score and the
    threshold, are equal."""
    means = [mean_values(cells, weights) for cells in table.values() if cells]
    rows = [difference(a, b) for a, b in combinations(means, 2)]
    if rule.threshold is not None:
        bar = dict.fromkeys(weights, rule.threshold)
        cells = [cell.values for row in table.values() for cell in row.values()]
        rows += [difference(values, bar) for values in (*means, *cells)]
    points = {root(row, weights, criterion) for row in rows}
    low, high = sorted((Fraction(0), end))
    return sorted((each for each in points if each is not None and low < each < high), key=abs)


def mean_values(cells: Mapping[Key, Cell], weights: Weights) -> dict[Key, Fraction]:
    """By criterion the mean over the regions."""
    rows: Sequence[Cell] = list(cells.values())
    return {
        criterion: sum((cell.values[criterion] for cell in rows), Fraction(0)) / len(rows)
        for criterion in weights
    }


def difference(
    first: Mapping[Key, Fraction], second: Mapping[Key, Fraction]
) -> dict[Key, Fraction]:
    return {criterion: first[criterion] - second[criterion] for criterion in second}


def root(row: Mapping[Key, Fraction], weights: Weights, criterion: Key) -> Fraction | None:
    """The shift t of the weight of `criterion` at which Σ w·d is 0; None without one."""
    slope = weights[criterion] * row[criterion]
    if not slope:
        return None
    return -sum((weight * row[each] for each, weight in weights.items()), Fraction(0)) / slope
