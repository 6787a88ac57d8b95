"""A region's outline as SVG path data in a box of 100 by 100: its portrait."""

from functools import cache
from itertools import pairwise

import shapely
from shapely import affinity
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from ponte.regions import boundaries

BOX = 100
MARGIN = 2
LONGEST = 1500  # characters of path data
SMALLEST_PART = 0.4  # square units: islands below it are dust in a portrait


def polygons(geometry: BaseGeometry) -> list[Polygon]:
    """The parts of `geometry` that have an area, largest first."""
    found = [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)]
    return sorted((part for part in found if part.area > 0), key=lambda part: -part.area)


def fit(geometry: BaseGeometry) -> BaseGeometry:
    """Scale `geometry` (y up) into the middle of the box (y down), proportions kept."""
    left, bottom, right, top = geometry.bounds
    scale = (BOX - 2 * MARGIN) / max(right - left, top - bottom)
    x, y = (left + right) / 2, (bottom + top) / 2
    moved = affinity.translate(geometry, -x, -y)
    scaled = affinity.scale(moved, scale, -scale, origin=(0, 0))
    return affinity.translate(scaled, BOX / 2, BOX / 2)


def ring_path(coordinates: list[tuple[float, float]]) -> str:
    """Relative path data of a closed ring, as `line_path`; nothing for less than a triangle."""
    path = line_path(coordinates[:-1], fewest=3)
    return path and f"{path}z"


def line_path(coordinates: list[tuple[float, float]], fewest: int = 2) -> str:
    """Relative path data of a line, one decimal, without repeated points.

    Steps are taken between rounded points, so that rounding does not add up. Nothing for
    a line of less than `fewest` points.
    """
    points = [(round(x * 10), round(y * 10)) for x, y in coordinates]
    kept = [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]
    if len(kept) < fewest:
        return ""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(kept)]
    path = "M" + number(kept[0][0]) + joined(kept[0][1])
    path += "l" + number(steps[0][0]) + joined(steps[0][1])
    return path + "".join(joined(dx) + joined(dy) for dx, dy in steps[1:])


def number(tenths: int) -> str:
    """A number of tenths in the fewest characters: 123 -> "12.3", -5 -> "-.5"."""
    sign = "-" if tenths < 0 else ""
    whole, tenth = divmod(abs(tenths), 10)
    text = f"{whole or ''}.{tenth}" if tenth else str(whole)
    return sign + text if tenths else "0"


def joined(tenths: int) -> str:
    """`number`, with a space before it unless its minus sign parts it from the last."""
    text = number(tenths)
    return text if text.startswith("-") else f" {text}"


def path_data(geometry: BaseGeometry) -> str:
    """SVG path data of `geometry` as it is: outer rings and holes, one decimal."""
    rings = (ring for part in polygons(geometry) for ring in (part.exterior, *part.interiors))
    return "".join(ring_path(list(ring.coords)) for ring in rings)


def without_dust(geometry: BaseGeometry) -> BaseGeometry:
    parts = polygons(geometry)
    kept = [parts[0], *(part for part in parts[1:] if part.area >= SMALLEST_PART)]
    return MultiPolygon(
        [Polygon(part.exterior, [h for h in part.interiors if Polygon(h).area >= SMALLEST_PART])
         for part in kept]
    )  # fmt: skip


def outline(geometry: BaseGeometry) -> str:
    """Path data of `geometry` (metres, y up) at most LONGEST characters long."""
    fitted = fit(geometry)
    tolerance = 0.3
    while True:
        path = path_data(without_dust(shapely.simplify(fitted, tolerance)))
        if len(path) <= LONGEST:
            return path
        tolerance *= 1.25


@cache
def outlines() -> dict[str, str]:
    """Path data by code, for every region and country whose boundary is known."""
    shapes = boundaries.with_ancestors(boundaries.projected(boundaries.DETAILED))
    return {code: outline(geometry) for code, geometry in sorted(shapes.items())}
