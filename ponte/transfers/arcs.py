"""The geometry of the map of transfers. Pure: places and links in, SVG out.

Everything is in the units of the map of Europe.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

# How far an arc is bent from the straight line, as a share of its length.
BEND = 0.2
THINNEST, THICKEST = 1.6, 6.0
# The mean width of a letter as a share of the size, and the height of a line.
LETTER, LINE = 0.56, 1.15
GAP = 9.0


class Point(NamedTuple):
    x: float
    y: float


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def is_within(self, other: "Box") -> bool:
        return (
            self.left >= other.left
            and self.top >= other.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True, slots=True)
class Label:
    """A text at its place; `anchor` as SVG has it."""

    text: str
    x: float
    y: float
    anchor: str


def arc(origin: Point, target: Point) -> str:
    """Path data of an arc that bends to the left of its way: there and back are two arcs."""
    dx, dy = target.x - origin.x, target.y - origin.y
    x = (origin.x + target.x) / 2 + BEND * dy
    y = (origin.y + target.y) / 2 - BEND * dx
    return f"M{origin.x:.1f} {origin.y:.1f}Q{x:.1f} {y:.1f} {target.x:.1f} {target.y:.1f}"


def thickness(number: int) -> float:
    """The width of the line for `number` practices that went the same way."""
    return round(min(THICKEST, THINNEST * sqrt(number)), 1)


def labels(
    places: Sequence[tuple[str, Point]],
    *,
    size: float,
    most: int,
    room: Box,
) -> list[Label]:
    """Labels of `size` for the foremost of `places`, at most `most`, where there is room.

    No label meets another, leaves `room` or covers one of the points.
    """
    taken = [around(point) for _text, point in places]
    found: list[Label] = []
    for text, point in places:
        if len(found) == most:
            break
        for label, box in positions(text, point, size):
            if box.is_within(room) and not any(box.meets(other) for other in taken):
                found.append(label)
                taken.append(box)
                break
    return found


def around(point: Point) -> Box:
    reach = GAP - 2
    return Box(point.x - reach, point.y - reach, point.x + reach, point.y + reach)


def positions(text: str, point: Point, size: float) -> list[tuple[Label, Box]]:
    """Where a label may stand: right of its point, left, above, below."""
    width, height = len(text) * size * LETTER, size * LINE
    x, y = point
    lower = y + size * 0.35
    return [
        (
            Label(text, x + GAP, lower, "start"),
            Box(x + GAP, y - height / 2, x + GAP + width, y + height / 2),
        ),
        (
            Label(text, x - GAP, lower, "end"),
            Box(x - GAP - width, y - height / 2, x - GAP, y + height / 2),
        ),
        (
            Label(text, x, y - GAP, "middle"),
            Box(x - width / 2, y - GAP - height, x + width / 2, y - GAP),
        ),
        (
            Label(text, x, y + GAP + size * 0.75, "middle"),
            Box(x - width / 2, y + GAP, x + width / 2, y + GAP + height),
        ),
    ]
