"""What follows from codes and numbers alone."""

from collections import Counter
from collections.abc import Mapping
from math import sqrt

from ponte.regions.codes import ancestor_codes

NUTS2_LENGTH = 4


def located(counts: Mapping[str, int]) -> dict[str, int]:
    """Where on the map records lie, from counts that include everything below a code.

    A record counts at its NUTS 2 region, or higher up where no NUTS 2 region is known:
    {"ES": 3, "ES5": 2, "ES51": 2} -> {"ES": 1, "ES51": 2}.
    """
    shown = {code: number for code, number in counts.items() if len(code) <= NUTS2_LENGTH}
    below: Counter[str] = Counter()
    for code, number in shown.items():
        for parent in ancestor_codes(code)[:1]:
            below[parent] += number
    own = {code: number - below[code] for code, number in shown.items()}
    return {code: number for code, number in own.items() if number > 0}


def radius(number: int) -> float:
    """Radius of a point that stands for `number` records, in units of the map."""
    return min(14.0, round(4.5 + 1.5 * sqrt(number), 1))


def likeness(distance: float) -> int:
    """From 0 to 100: how little two regions differ, on the scale of one variable.

    The distance is a mean of squares; what people read is 100 less its root, in per cent.
    """
    return round(100 * (1 - sqrt(distance)))
