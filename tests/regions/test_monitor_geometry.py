import re

import pytest
import shapely

from ponte.regions import drawing
from ponte.regions.monitor import geometry


def test_bounds_follow_the_steps_of_every_ring():
    path = "M10 20l5 0 0 5-5 .5zM100 1.5l-1-1 2 0z"

    assert geometry.bounds(path) == (10, 0.5, 101, 25.5)


def test_shapes_are_those_of_the_map_by_code():
    codes = list(geometry.shapes())

    assert codes == sorted(codes)
    assert len(codes) == 316
    assert codes[0] == "AL01"


@pytest.mark.parametrize(
    ("code", "shape"), [("ES51", "ES51"), ("DE21", "DE2"), ("PL91", "PL9"), ("UA11", None)]
)
def test_a_region_without_a_shape_is_shown_by_the_one_above_it(code, shape):
    assert geometry.shape_of(code) == shape


def test_a_view_holds_its_shapes_and_is_as_wide_as_the_map():
    left, top, right, bottom = geometry.bounds(geometry.shapes()["ES61"])

    x, y, width, height = map(float, geometry.view_of(["ES61"]).split())

    assert x < left < right < x + width
    assert y < top < bottom < y + height
    assert width / height == pytest.approx(1000 / 816, rel=0.01)


def test_the_view_of_a_small_region_shows_what_is_around_it():
    width = geometry.view_of(["MT00"]).split()[2]

    assert width == "200"


@pytest.mark.parametrize("codes", [["IS00"], ["CY00"], ["TRB2"], ["PT15"], ["IS00", "TRB2"]])
def test_a_view_never_leaves_the_map(codes):
    x, y, width, height = map(float, geometry.view_of(codes).split())

    assert 0 <= x <= 1000 - width
    assert 0 <= y <= 816 - height


def test_the_view_of_nothing_is_the_whole_map():
    assert geometry.view_of([]) == "0 0 1000 816"


@pytest.mark.parametrize(
    ("name", "element", "inside"),
    [("boxes", "g", "rect"), ("names", "g", "Guadeloupe"), ("borders", "path", " d="),
     ("regions", "g", 'id="ES51"')],
)  # fmt: skip
def test_parts_of_the_map_are_whole_elements(name, element, inside):
    part = geometry.part(name)

    assert re.match(rf'<{element} id="{name}"', part)
    assert inside in part
    assert part.endswith(("/>", "</g>"))
    assert part.count("<g") == part.count("</g>")


def test_borders_are_only_where_countries_meet():
    squares = {
        "AA01": shapely.box(0, 0, 1, 1),
        "AA02": shapely.box(1, 0, 2, 1),
        "BB01": shapely.box(0, 1, 1, 2),
        "BB02": shapely.box(1, 1, 2, 2),
        "CC01": shapely.box(5, 5, 6, 6),
    }

    lines = drawing.borders(squares)

    assert shapely.equals(lines, shapely.LineString([(0, 1), (2, 1)]))
