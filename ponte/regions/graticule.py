"""Lines of longitude and latitude behind the map of Europe."""

from functools import cache
from itertools import chain

import numpy

from ponte.regions import map as region_map
from ponte.regions.boundaries import transformer

MERIDIANS = range(-40, 71, 10)
PARALLELS = range(30, 81, 10)


@cache
def path() -> str:
    """SVG path data in the map's units: a line every ten degrees."""
    along = numpy.arange(28, 82, 3.0)
    across = numpy.arange(-46, 74, 4.0)
    lines = chain(
        ((numpy.full_like(along, longitude), along) for longitude in MERIDIANS),
        ((across, numpy.full_like(across, latitude)) for latitude in PARALLELS),
    )
    return "".join(line(longitudes, latitudes) for longitudes, latitudes in lines)


def line(longitudes, latitudes) -> str:
    east, north = transformer("EPSG:3035").transform(longitudes, latitudes)
    x = (east - region_map.LEFT) * region_map.SCALE
    y = (region_map.TOP - north) * region_map.SCALE
    return "M" + " ".join(f"{a:.0f},{b:.0f}" for a, b in zip(x, y, strict=True))
