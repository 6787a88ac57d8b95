"""Classes of figures: where each begins. Pure: knows no database."""

from bisect import bisect_right
from collections.abc import Sequence

NUMBER = 5


def quantile_starts(values: Sequence[float], number: int = NUMBER) -> list[float]:
    """Where classes begin that have about as many values each, the lowest first.

    Equal values stay together, so there are fewer classes where many are equal, and none
    without values.
    """
    found = sorted(values)
    return sorted({found[k * len(found) // number] for k in range(number)}) if found else []


def equal_starts(
    values: Sequence[float], number: int = NUMBER, decimals: int | None = None
) -> list[float]:
    """Where classes of the same width begin, rounded to `decimals`; as `quantile_starts`."""
    if not values:
        return []
    lowest, width = min(values), (max(values) - min(values)) / number
    return sorted({round(lowest + k * width, decimals) for k in range(number)})


def class_of(value: float, starts: Sequence[float]) -> int:
    """Which class `value` is in, from 0: the last that begins at it or below it."""
    return max(bisect_right(starts, value) - 1, 0)


def shades(number: int) -> list[int]:
    """A shade from 0 (lightest) to NUMBER - 1 for each of `number` classes, far apart."""
    if number == 1:
        return [NUMBER // 2]
    return [round(k * (NUMBER - 1) / (number - 1)) for k in range(number)]
