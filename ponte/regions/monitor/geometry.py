"""The shapes on the map as it was built: what they are and how far they reach."""

import re
from collections.abc import Iterable
from functools import cache
from itertools import accumulate

from django.conf import settings

from ponte.regions.map import HEIGHT, VIEW_BOX, WIDTH

SHAPE = re.compile(r'<path id="(\w+)" d="([^"]*)"/>')
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")

PADDING = 24  # around what is zoomed to, in units of the map
SMALLEST = 200  # the width of the closest view

Box = tuple[float, float, float, float]


@cache
def built() -> str:
    """The file that `ponte build_map` writes."""
    return (settings.BUILD_DIR / "static" / "regions" / "map.svg").read_text("utf-8")


@cache
def shapes() -> dict[str, str]:
    """The path data of each shape by the code of its region, in the order of the codes."""
    return dict(sorted(SHAPE.findall(built())))


@cache
def part(name: str) -> str:
    """An element of the map as it is in the file: "regions", "borders", "boxes", "names"."""
    element = re.search(rf'<(g|path) id="{name}"[^>]*?(/>|>.*?</\1>)', built(), re.DOTALL)
    return element[0] if element else ""


def shape_of(code: str) -> str | None:
    """The code of the shape that shows a NUTS 2 region: its own or of the region above it."""
    return next((each for each in (code, code[:3]) if each in shapes()), None)


def bounds(path: str) -> Box:
    """Left, top, right and bottom of path data as `outlines.path_data` writes it."""
    xs: list[float] = []
    ys: list[float] = []
    for ring in path.removeprefix("M").split("M"):
        numbers = [float(number) for number in NUMBER.findall(ring)]
        xs += accumulate(numbers[0::2])
        ys += accumulate(numbers[1::2])
    return min(xs), min(ys), max(xs), max(ys)


def view_of(codes: Iterable[str]) -> str:
    """The view box of the part of the map that holds the shapes `codes`, as wide as the map.

    The whole map for no shapes.
    """
    boxes = [bounds(shapes()[code]) for code in codes]
    if not boxes:
        return VIEW_BOX
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    width = max(right - left, (bottom - top) * WIDTH / HEIGHT, SMALLEST - 2 * PADDING)
    width = min(width + 2 * PADDING, WIDTH)
    height = width * HEIGHT / WIDTH
    x = min(max((left + right - width) / 2, 0), WIDTH - width)
    y = min(max((top + bottom - height) / 2, 0), HEIGHT - height)
    return f"{x:.0f} {y:.0f} {width:.0f} {height:.0f}"
