"""Draws the map of Europe and finds the points where regions lie on it."""

from functools import cache
from itertools import combinations

import shapely
from shapely import affinity
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from ponte.regions import boundaries
from ponte.regions.map import (
    HEIGHT,
    INSET_HEIGHT,
    INSET_NAME,
    INSET_PADDING,
    INSET_WIDTH,
    INSETS,
    LEFT,
    SCALE,
    TOP,
    VIEW_BOX,
    WIDTH,
    inset_boxes,
)
from ponte.regions.outlines import line_path, path_data, polygons

TOLERANCE = 0.35
SMALLEST_PART = 0.25  # square units: a smaller island is not seen


def on_map(geometry: BaseGeometry) -> BaseGeometry:
    """`geometry` (metres of EPSG:3035) in units of the map."""
    moved = affinity.translate(geometry, -LEFT, -TOP)
    return affinity.scale(moved, SCALE, -SCALE, origin=(0, 0))


def in_box(geometry: BaseGeometry, corner: tuple[int, int]) -> BaseGeometry:
    """`geometry` (metres, y up) scaled into the inset box at `corner`."""
    left, bottom, right, top = geometry.bounds
    scale = min(
        (INSET_WIDTH - 2 * INSET_PADDING) / (right - left),
        (INSET_HEIGHT - INSET_NAME - 2 * INSET_PADDING) / (top - bottom),
    )
    moved = affinity.translate(geometry, -(left + right) / 2, -(bottom + top) / 2)
    scaled = affinity.scale(moved, scale, -scale, origin=(0, 0))
    x, y = corner[0] + INSET_WIDTH / 2, corner[1] + (INSET_HEIGHT - INSET_NAME) / 2
    return affinity.translate(scaled, x, y)


def placed(shapes: boundaries.Shapes) -> boundaries.Shapes:
    """`shapes` on the map or in their boxes; those that are in neither are left out."""
    frame = box(0, 0, WIDTH, HEIGHT)
    corners = inset_boxes()
    found = {}
    for code, geometry in shapes.items():
        if code in corners:
            found[code] = in_box(geometry, corners[code])
        elif not boundaries.is_far(code):
            found[code] = shapely.intersection(on_map(geometry), frame)
    return {code: geometry for code, geometry in found.items() if not geometry.is_empty}


def without_dust(geometry: BaseGeometry) -> MultiPolygon:
    parts = polygons(geometry)
    return MultiPolygon(
        [
            Polygon(part.exterior)
            for i, part in enumerate(parts)
            if i == 0 or part.area >= SMALLEST_PART
        ]
    )


@cache
def label_points() -> dict[str, tuple[float, float]]:
    """A point inside the largest part of each region on the map, countries included."""
    shapes = boundaries.with_ancestors(boundaries.projected(boundaries.LIGHT))
    points = {}
    for code, geometry in placed(shapes).items():
        point = polygons(geometry)[0].representative_point()
        points[code] = (round(point.x, 1), round(point.y, 1))
    return points


def borders(shapes: boundaries.Shapes) -> BaseGeometry:
    """The lines along which countries meet. Neighbouring `shapes` share their points."""
    countries: dict[str, list[BaseGeometry]] = {}
    for code, geometry in shapes.items():
        countries.setdefault(code[:2], []).append(geometry)
    edges = [shapely.union_all(parts).boundary for parts in countries.values()]
    common = [shapely.intersection(a, b) for a, b in combinations(edges, 2)]
    parts = shapely.get_parts(shapely.union_all(common))
    return shapely.line_merge(shapely.union_all(parts[shapely.length(parts) > 0]))


def svg() -> str:
    """The map as an SVG file: one path per region, its code as id, without colours.

    `regions` holds the paths, `borders` the lines between countries, `boxes` the frames
    of the insets and `names` what is written in them; a page draws each with `<use>` and
    colours it by `fill` and `stroke`.
    """
    shapes = placed(boundaries.projected(boundaries.LIGHT))
    simple = shapely.coverage_simplify(list(shapes.values()), TOLERANCE)
    paths = "".join(
        f'<path id="{code}" d="{path_data(without_dust(geometry))}"/>\n'
        for code, geometry in zip(shapes, simple, strict=True)
    )
    lines = shapely.get_parts(borders(dict(zip(shapes, simple, strict=True))))
    between = "".join(line_path(list(line.coords)) for line in lines)
    frames = "".join(
        f'<rect x="{x}" y="{y}" width="{INSET_WIDTH}" height="{INSET_HEIGHT}" rx="3"/>'
        for x, y in inset_boxes().values()
    )
    names = "".join(
        f'<text x="{x + INSET_WIDTH / 2:.0f}" y="{y + INSET_HEIGHT - 5}">{INSETS[code]}</text>'
        for code, (x, y) in inset_boxes().items()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{VIEW_BOX}">\n'
        "<!-- Made with Natural Earth, which is in the public domain. -->\n"
        f'<g id="boxes">{frames}</g>\n<g id="names" text-anchor="middle">{names}</g>\n'
        f'<g id="regions">\n{paths}</g>\n<path id="borders" fill="none" d="{between}"/>\n</svg>\n'
    )
