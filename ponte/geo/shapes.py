"""Where the regions lie: their boundaries, made with Natural Earth, and a point inside each.

Boundaries are known of most NUTS 2 and of a few NUTS 1 regions. Those above them are the
union of their parts; those below them, and a few beside, have none.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

import numpy as np
import pyproj
import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from ponte.geo.crs import CRS84, Area, Crs
from ponte.regions import boundaries
from ponte.regions.codes import ancestor_codes
from ponte.regions.outlines import polygons

GRID = 0.001  # degrees: what the coordinates of the file are rounded to


def hits(area: Area, geometries: Iterable[BaseGeometry]) -> np.ndarray:
    """Which of `geometries` have a point in common with `area`."""
    # The envelope of two corners is a line or a point where the box has no area.
    whole = shapely.union_all(
        [shapely.MultiPoint([box[:2], box[2:]]).envelope for box in area.boxes]
    )
    shapely.prepare(whole)
    return shapely.intersects(whole, np.array(list(geometries), dtype=object))


@cache
def known(crs: Crs = CRS84) -> dict[str, BaseGeometry]:
    """The boundaries of the file by code, outer rings counterclockwise on the ground."""
    shapes = {
        code: of_polygons(shapely.set_precision(shape, GRID))
        for code, shape in boundaries.read(boundaries.DETAILED).items()
    }
    return {code: in_crs(shape, crs) for code, shape in shapes.items()}


def of_polygons(geometry: BaseGeometry) -> BaseGeometry:
    """The parts of `geometry` that have an area; outer rings counterclockwise."""
    return shapely.orient_polygons(MultiPolygon(polygons(geometry)))


def in_crs(geometry: BaseGeometry, crs: Crs) -> BaseGeometry:
    """`geometry` (longitude, latitude) in `crs`, rounded to its decimals."""
    transform = transformer(crs).transform

    def moved(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        first, second = transform(x, y)
        return np.round(first, crs.decimals), np.round(second, crs.decimals)

    return shapely.transform(geometry, moved, interleaved=False)


@cache
def transformer(crs: Crs) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(CRS84.proj, crs.proj)


@cache
def parts() -> dict[str, list[str]]:
    """The codes of the shapes that make up each region with a boundary, itself if known."""
    found: dict[str, list[str]] = defaultdict(list)
    for code in known():
        for above in ancestor_codes(code):
            found[above].append(code)
    return {**found, **{code: [code] for code in known()}}


@cache
def geometry(code: str, crs: Crs) -> str | None:
    """The boundary of a region as the text of a GeoJSON MultiPolygon, None if unknown."""
    codes = parts().get(code)
    if codes is None:
        return None
    if codes == [code]:
        return shapely.to_geojson(known(crs)[code])
    union = shapely.union_all([known()[part] for part in codes], grid_size=GRID)
    return shapely.to_geojson(in_crs(of_polygons(union), crs))


@cache
def anchor(code: str) -> str | None:
    """The code of the shape in which the point of a region lies.

    Its own, or that of its largest part, or of the nearest region around it.
    """
    if set(code[2:]) == {"Z"}:
        return None  # extra-regio: no place on the map
    for each in (code, *ancestor_codes(code)):
        if each in parts():
            return max(parts()[each], key=lambda part: known()[part].area)
    return None


@cache
def point(shape: str, crs: Crs) -> BaseGeometry:
    """A point inside the largest polygon of a known shape."""
    return in_crs(polygons(known()[shape])[0].representative_point(), crs)


def point_geometry(code: str, crs: Crs) -> str | None:
    """The point that stands for a region as the text of a GeoJSON Point, None if unknown."""
    shape = anchor(code)
    return shapely.to_geojson(point(shape, crs)) if shape else None


def touching(area: Area) -> set[str]:
    """The codes of all regions whose boundary has a point in common with `area`."""
    shapes = known(area.crs)
    found = {code for code, hit in zip(shapes, hits(area, shapes.values()), strict=True) if hit}
    return {each for code in found for each in (code, *ancestor_codes(code))}


def anchors_in(area: Area) -> set[str]:
    """The codes of the known shapes whose point lies in `area`."""
    inside = hits(area, (point(code, area.crs) for code in known()))
    return {code for code, hit in zip(known(), inside, strict=True) if hit}


@cache
def bounds() -> tuple[float, float, float, float]:
    """West, south, east and north of everything, in degrees."""
    west, south, east, north = shapely.total_bounds(list(known().values())).tolist()
    return west, south, east, north
