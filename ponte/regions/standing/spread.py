"""How the figures of all regions are spread. Pure: knows no database."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Figures further from the middle half than this many times its width are drawn at the edge.
FENCE = 3


class Place(NamedTuple):
    """How many regions have a lower, the same and a higher figure."""

    lower: int
    equal: int
    higher: int


@dataclass(frozen=True)
class Spread:
    """The figures of one indicator in one year, lowest first, with the regions' codes."""

    codes: NDArray[np.str_]
    values: NDArray[np.float64]

    @classmethod
    def of(cls, figures: list[tuple[str, float]]) -> "Spread":
        """From pairs of code and value in any order."""
        found = sorted(figures, key=lambda figure: (figure[1], figure[0]))
        codes = np.array([code for code, _value in found], dtype="U5")
        return cls(codes, np.array([value for _code, value in found], dtype=np.float64))

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def quartiles(self) -> tuple[float, float, float]:
        """The ends of the middle half with the median between them; needs one figure."""
        low, median, high = np.quantile(self.values, (0.25, 0.5, 0.75))
        return float(low), float(median), float(high)

    @property
    def median(self) -> float:
        return self.quartiles[1]

    @cached_property
    def limits(self) -> tuple[float, float]:
        """What a drawing reaches from and to: all figures but those very far off."""
        lowest, highest = float(self.values[0]), float(self.values[-1])
        lower, _median, upper = self.quartiles
        if reach := FENCE * (upper - lower):
            return max(lowest, lower - reach), min(highest, upper + reach)
        return lowest, highest

    @property
    def beyond(self) -> int:
        """How many figures lie outside the limits."""
        low, high = self.limits
        return int(((self.values < low) | (self.values > high)).sum())

    def place(self, value: float) -> Place:
        lower = int(np.searchsorted(self.values, value, side="left"))
        upper = int(np.searchsorted(self.values, value, side="right"))
        return Place(lower, upper - lower, len(self) - upper)
