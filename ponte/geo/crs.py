"""The coordinate reference systems on offer, named by their addresses, and areas in them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Crs:
    """A coordinate reference system.

    Coordinates come in the order of axes that its definition gives. `proj` is its name in
    the PROJ library; `decimals` round a coordinate to about a hundred metres in degrees,
    to one in metres. `limits` are the largest absolute values of both axes, if it has any.
    """

    uri: str
    proj: str
    title: str
    decimals: int
    limits: tuple[float, float] | None = None


CRS84 = Crs(
    "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    "OGC:CRS84",
    "WGS 84: longitude, latitude",
    decimals=3,
    limits=(180, 90),
)
LAEA = Crs(
    "http://www.opengis.net/def/crs/EPSG/0/3035",
    "EPSG:3035",
    "ETRS89-LAEA Europe: northing, easting",
    decimals=0,
)
SYSTEMS = {crs.uri: crs for crs in (CRS84, LAEA)}


@dataclass(frozen=True, slots=True)
class Area:
    """One or two rectangles in the axes of `crs`: low 1, low 2, high 1, high 2."""

    crs: Crs
    boxes: tuple[tuple[float, float, float, float], ...]
