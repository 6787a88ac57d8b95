"""How far raters agree: mathematics without a database."""

from collections.abc import Iterable, Sequence
from enum import Enum


class Agreement(Enum):
    """What an alpha allows, by Krippendorff's own bounds."""

    RELIABLE = "reliable"
    TENTATIVE = "tentative"
    LOW = "low"


RELIABLE, TENTATIVE = 0.8, 0.667


def alpha(units: Iterable[Sequence[float]]) -> float | None:
    """Krippendorff's alpha for values on an interval scale.

    A unit holds the values that its raters gave, each rater one at most; how many there are
    may differ from unit to unit, and a unit with a single value does not count. 1 is complete
    agreement, 0 what chance would give, below 0 less than chance. None when it is not defined:
    fewer than two values to compare, or all values are the same.

    K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), steps C and D with the
    difference function of interval data.
    """
    paired = [unit for unit in units if len(unit) > 1]
    values = [value for unit in paired for value in unit]
    expected = squares(values)
    if not expected:
        return None
    observed = sum(squares(unit) / (len(unit) - 1) for unit in paired)
    return 1 - (len(values) - 1) * observed / expected


def squares(values: Sequence[float]) -> float:
    """The squared differences of all pairs of `values`, added up."""
    total = sum(values)
    return max(0.0, len(values) * sum(value * value for value in values) - total * total)


def meaning(value: float) -> Agreement:
    """K. Krippendorff, Content Analysis (2004), p. 241: .800 to rely on, .667 at least."""
    if value >= RELIABLE:
        return Agreement.RELIABLE
    return Agreement.TENTATIVE if value >= TENTATIVE else Agreement.LOW
