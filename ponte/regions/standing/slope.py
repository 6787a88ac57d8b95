"""A slope: what became of figures between two years, one line each. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# In the units of the drawing, whose template says where its two years stand.
TOP, BOTTOM = 34, 262
LINE_HEIGHT = 17
NAME_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Change:
    """A figure in both years, with its words; `kind` is "here", "peer" or "median"."""

    name: str
    kind: str
    start: float
    end: float
    start_text: str
    end_text: str


@dataclass(frozen=True, slots=True)
class Line:
    """Where a change is drawn, and where its two labels are written."""

    change: Change
    start_y: float
    end_y: float
    start_label_y: float
    end_label_y: float

    @property
    def name(self) -> str:
        name = self.change.name
        return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1].rstrip()}…"


def draw(changes: Sequence[Change]) -> list[Line]:
    """A line for each of `changes`; labels of neighbours are moved apart."""
    figures = [each.start for each in changes] + [each.end for each in changes]
    low, high = min(figures), max(figures)
    starts = [level(each.start, low, high) for each in changes]
    ends = [level(each.end, low, high) for each in changes]
    labelled = [place for place, each in enumerate(changes) if each.kind != "peer"]
    start_labels = dict(zip(labelled, apart([starts[place] for place in labelled]), strict=True))
    end_labels = apart(ends)
    return [
        Line(each, starts[place], ends[place], start_labels.get(place, 0), end_labels[place])
        for place, each in enumerate(changes)
    ]


def level(value: float, low: float, high: float) -> float:
    """The height at which `value` is drawn; in the middle where all are the same."""
    part = (value - low) / (high - low) if high > low else 0.5
    return round(BOTTOM - part * (BOTTOM - TOP), 1)


def apart(ys: Sequence[float]) -> list[float]:
    """`ys` moved until each has a line of its own, in the same order, above the bottom."""
    order = sorted(range(len(ys)), key=lambda place: ys[place])
    moved = list(ys)
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + LINE_HEIGHT)
    lowest: float = BOTTOM
    for place in reversed(order):
        moved[place] = min(moved[place], lowest)
        lowest = moved[place] - LINE_HEIGHT
    return moved
