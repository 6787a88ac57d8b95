"""Where the regions lie."""

import json

import pytest
import shapely

from ponte.geo import shapes
from ponte.geo.crs import CRS84, LAEA, SYSTEMS, Area


def box(*numbers, crs=CRS84):
    return Area(crs, (numbers,))


@pytest.mark.parametrize("crs", SYSTEMS.values())
def test_every_shape_is_valid(crs):
    geometries = [shapely.from_geojson(shapes.geometry(code, crs)) for code in shapes.parts()]

    assert len(geometries) == 475
    assert shapely.is_valid(geometries).all()


@pytest.mark.parametrize(("crs", "decimals"), [(CRS84, 3), (LAEA, 0)])
def test_coordinates_have_no_more_decimals_than_they_are_worth(crs, decimals):
    coordinates = json.loads(shapes.geometry("AT13", crs))["coordinates"][0][0]

    assert [[round(x, decimals), round(y, decimals)] for x, y in coordinates] == coordinates


def test_metres_are_those_of_the_projection():
    """The projection's origin, 10° east and 52° north, is its false northing and easting."""
    origin = shapes.in_crs(shapely.Point(10, 52), LAEA)

    assert (origin.x, origin.y) == (3_210_000, 4_321_000)


def test_neighbours_in_a_union_leave_no_gap():
    austria = shapely.from_geojson(shapes.geometry("AT", CRS84))

    assert len(austria.geoms) == 1
    assert not austria.geoms[0].interiors


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("ES51", "ES51"),
        ("ES511", "ES51"),
        ("DE11", "DE1"),
        ("DE111", "DE1"),
        ("AT", "AT12"),  # the largest part
        ("UKN16", "UKN0"),
        ("UA111", None),  # no boundary is known
        ("ESZZ", None),  # no place
    ],
)
def test_the_point_of_a_region_lies_in_the_nearest_known_shape(code, shape):
    assert shapes.anchor(code) == shape


@pytest.mark.parametrize("crs", SYSTEMS.values())
def test_every_point_lies_in_its_shape(crs):
    for code, shape in shapes.known(crs).items():
        assert shape.contains(shapes.point(code, crs)), code


def test_a_box_touches_a_region_at_its_edge():
    west, south, east, north = shapes.known()["ES51"].bounds

    assert "ES51" in shapes.touching(box(east, south, east + 1, north))
    assert "ES51" not in shapes.touching(box(east + 0.001, south, east + 1, north))
    assert west < east


def test_a_box_beside_a_region_in_its_bounds_does_not_touch_it():
    """The sea before Barcelona is in the bounds of Catalonia, not in Catalonia."""
    assert shapes.touching(box(2.6, 40.8, 2.9, 41.0)) == set()


def test_two_boxes_are_one_area():
    both = Area(CRS84, ((2.0, 41.5, 2.1, 41.6), (16.3, 48.1, 16.4, 48.3)))

    assert {"ES51", "AT13"} <= shapes.touching(both)
    assert shapes.anchors_in(both) <= {"ES51", "AT13"}
