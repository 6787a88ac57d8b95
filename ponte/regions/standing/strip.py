"""A strip: a dot for each region along a line, piled up where there are many. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ponte.regions.standing.spread import Spread

MARGIN = 9  # beside the outermost dots, for a marker
DOT = 0.86  # the width of a dot as a part of the pitch


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a drawing, and the pitch of its dots where they are not too many."""

    width: int
    height: int
    pitch: float


WIDE = Frame(800, 76, 7)
NARROW = Frame(340, 64, 4.2)


@dataclass(frozen=True, slots=True)
class Strip:
    """What to draw. A path has a dot at each of its ends and at each `step` of its lines."""

    frame: Frame
    step: float
    dot: float
    regions: str
    neighbours: str
    here: str
    median: float
    band: tuple[float, float]  # where the middle half begins, and its width

    @property
    def view_box(self) -> str:
        return f"{-MARGIN} 0 {self.frame.width + 2 * MARGIN} {self.frame.height}"


def draw(
    spread: Spread, frame: Frame, neighbours: NDArray[np.bool_], here: NDArray[np.bool_]
) -> Strip:
    """Draw all figures of `spread`; the masks tell whose dots are drawn again, over them."""
    column, heights, pitch = pile(spread, frame)
    step = min(pitch, frame.height / heights.max())
    rank = np.arange(len(spread)) - (heights.cumsum() - heights)[column]
    xs = (column + 0.5) * pitch
    ys = frame.height / 2 + (rank - (heights[column] - 1) / 2) * step
    lower, median, upper = shares(np.array(spread.quartiles), spread) * frame.width
    first = rank == 0
    return Strip(
        frame=frame,
        step=round(step, 2),
        dot=round(pitch * DOT, 1),
        # Half a step longer, so that rounding does not lose the last dot.
        regions=path(xs[first], ys[first], (heights[column[first]] - 0.5) * step),
        neighbours=path(xs[neighbours], ys[neighbours]),
        here=path(xs[here], ys[here]),
        median=round(float(median), 1),
        band=(round(float(lower), 1), round(float(upper - lower), 1)),
    )


def pile(spread: Spread, frame: Frame) -> tuple[NDArray[np.int_], NDArray[np.int_], float]:
    """The column of each figure, how many figures each column has, and the pitch.

    Where columns are too high they are made narrower and with it lower, so that both fit,
    unless that is of no use because many figures are the same.
    """
    count = round(frame.width / frame.pitch)
    column, heights = columns(spread, count)
    crowding = heights.max() * frame.pitch / frame.height
    if crowding > 1:
        finer = round(count * crowding**0.5)
        narrower = columns(spread, finer)
        if narrower[1].max() < heights.max():
            return *narrower, frame.width / finer
    return column, heights, frame.width / count


def columns(spread: Spread, count: int) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """The column of each figure, one of `count`, and how many figures are in each column."""
    column = np.minimum((shares(spread.values, spread) * count).astype(int), count - 1)
    return column, np.bincount(column, minlength=count)


def shares(values: NDArray[np.float64], spread: Spread) -> NDArray[np.float64]:
    """Where `values` are between the limits of `spread`, from 0 to 1; 0.5 if they coincide."""
    low, high = spread.limits
    if low == high:
        return np.full(len(values), 0.5)
    return (np.clip(values, low, high) - low) / (high - low)


def path(xs: NDArray, ys: NDArray, lengths: NDArray | None = None) -> str:
    """Lines downwards, of no length by default, for a stroke with round ends."""
    ends = np.zeros(len(xs)) if lengths is None else lengths
    return "".join(
        f"M{x:.4g} {y:.3g}v{length:.3g}" for x, y, length in zip(xs, ys, ends, strict=True)
    )
