"""The regions' boundaries, made with Natural Earth (public domain), on the plane.

Everything is in metres of EPSG:3035 (ETRS89-LAEA), the projection of European
statistics. Far regions, which that projection would distort, get one of their own.
"""

import gzip
import json
from collections import defaultdict
from functools import cache
from pathlib import Path

import pyproj
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

DATA = Path(__file__).parent / "data"
LIGHT = "nuts_ne_2024_light.geojson"
DETAILED = "nuts_ne_2024_detailed.geojson.gz"

# The outermost regions and Svalbard: a country's outline leaves them out, or the rest of
# the country would shrink to a dot.
FAR = ("ES7", "FRY", "NO0B", "PT2", "PT3")

# Metres; neighbours that differ by less are joined without a sliver between them.
GRID = 100

Shapes = dict[str, BaseGeometry]


def is_far(code: str) -> bool:
    return code.startswith(FAR)


def read(file: str) -> Shapes:
    """Shapes in degrees by code, as the file gives them: NUTS 2 and a few NUTS 1 regions."""
    data = (DATA / file).read_bytes()
    if file.endswith(".gz"):
        data = gzip.decompress(data)
    features = json.loads(data)["features"]
    return {
        feature["properties"]["code"]: shapely.make_valid(shape(feature["geometry"]))
        for feature in features
    }


def project(geometry: BaseGeometry, *, far: bool) -> BaseGeometry:
    """Return `geometry` (degrees) in metres: EPSG:3035, or centred on itself if `far`."""
    target = "EPSG:3035"
    if far:
        middle = geometry.centroid
        target = f"+proj=laea +lat_0={middle.y:.3f} +lon_0={middle.x:.3f} +ellps=GRS80"
    transform = transformer(target).transform
    return shapely.make_valid(shapely.transform(geometry, transform, interleaved=False))


@cache
def transformer(target: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs("EPSG:4326", target, always_xy=True)


def projected(file: str) -> Shapes:
    """The shapes of `file` in metres, y up."""
    return {code: project(geometry, far=is_far(code)) for code, geometry in read(file).items()}


def with_ancestors(shapes: Shapes) -> Shapes:
    """Add NUTS 1 regions and countries as the union of their parts.

    A country leaves its far parts out. A far NUTS 1 region is the same as its one part;
    where it has several, oceans apart, no picture shows them all.
    """
    parts: dict[str, list[str]] = defaultdict(list)
    for code in shapes:
        if len(code) == 4:
            parts[code[:3]].append(code)
        if not is_far(code):
            parts[code[:2]].append(code)
    unions = {
        parent: shapely.union_all([shapes[code] for code in codes], grid_size=GRID)
        for parent, codes in parts.items()
        if parent not in shapes and (len(codes) == 1 or not is_far(parent))
    }
    return {**shapes, **unions}
