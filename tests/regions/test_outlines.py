import gzip
import re

import pytest
from shapely.geometry import Polygon, box

from ponte.regions import drawing, nuts
from ponte.regions import map as europe
from ponte.regions.outlines import fit, number, outline, outlines, ring_path

STEP = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


def corners(path):
    """The corners of relative path data "M…l…z" as points."""
    points = []
    for ring in filter(None, path.split("z")):
        values = [float(value) for value in STEP.findall(ring)]
        x, y = values[:2]
        points.append((x, y))
        for dx, dy in zip(values[2::2], values[3::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
    return points


def test_a_square_fills_the_box_with_its_margin():
    path = outline(box(0, 0, 5000, 5000))

    assert sorted(corners(path)) == [(2, 2), (2, 98), (98, 2), (98, 98)]


def test_north_is_up():
    arrow = Polygon([(0, 0), (10, 0), (5, 10)])

    tip = min(fit(arrow).exterior.coords, key=lambda point: point[1])

    assert tip == (50, 2)


@pytest.mark.parametrize(
    ("tenths", "text"), [(123, "12.3"), (-5, "-.5"), (0, "0"), (40, "4"), (-110, "-11")]
)
def test_numbers_take_the_fewest_characters(tenths, text):
    assert number(tenths) == text


def test_a_ring_that_is_smaller_than_a_tenth_is_left_out():
    assert ring_path([(1, 1), (1.01, 1), (1, 1.01), (1, 1)]) == ""


def test_every_outline_lies_in_the_box_and_is_short():
    outside = [
        code
        for code, path in outlines().items()
        if not all(0 <= x <= 100 and 0 <= y <= 100 for x, y in corners(path))
    ]

    assert outside == []
    assert max(len(path) for path in outlines().values()) <= 1500


def test_countries_and_upper_levels_are_joined_from_their_parts():
    drawn = set(outlines())

    assert len([code for code in drawn if len(code) == 2]) == 39
    assert {"ES", "ES5", "ES51", "DE", "DE1", "FRY1", "ES7"} <= drawn
    assert "FRY" not in drawn


def test_only_ukraine_has_no_outline():
    places = [entry for entry in nuts.entries() if entry.level == 2 and not entry.is_extra_regio]

    without = {
        entry.code[:2]
        for entry in places
        if entry.code not in outlines() and entry.parent not in outlines()
    }

    assert without == {"UA"}


def test_far_parts_do_not_shrink_a_country():
    width = {code: max(x for x, _ in corners(outlines()[code])) for code in ("FR", "PT", "ES")}

    assert {code: round(x) for code, x in width.items()} == {
        "FR": pytest.approx(98, abs=4),
        "PT": pytest.approx(75, abs=8),
        "ES": pytest.approx(98, abs=2),
    }


def test_points_lie_on_the_map():
    points = drawing.label_points()

    assert all(0 < x < europe.WIDTH and 0 < y < europe.HEIGHT for x, y in points.values())
    assert points["PT"][0] < points["ES51"][0] < points["TR10"][0]
    assert points["FI1D"][1] < points["EL43"][1]


def test_the_map_has_a_path_for_each_region_and_is_small():
    svg = drawing.svg()

    codes = re.findall(r'<path id="(\w+)" d=', svg)

    assert len(codes) == len(set(codes)) == 316
    assert {"ES51", "FRY1", "DE1", "UKE4"} <= set(codes)
    assert 'viewBox="0 0 1000 816"' in svg
    assert len(gzip.compress(svg.encode())) <= 60_000


@pytest.mark.parametrize(
    ("x", "y", "view_box"),
    [
        (None, None, "0 0 1000 816"),
        (500.0, 400.0, "290 228 420 343"),
        (10.0, 810.0, "0 473 420 343"),
    ],
)
def test_a_part_of_the_map_stays_inside_it(x, y, view_box):
    assert europe.view_around(x, y) == view_box
