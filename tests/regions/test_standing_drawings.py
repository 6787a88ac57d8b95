"""Spreads, strips and slopes, without a database."""

import re
from itertools import pairwise

import numpy as np
import pytest

from ponte.regions.standing import slope
from ponte.regions.standing.slope import BOTTOM, LINE_HEIGHT, TOP, Change
from ponte.regions.standing.spread import Spread
from ponte.regions.standing.strip import NARROW, WIDE, Frame, columns, draw, shares


def spread(*values):
    return Spread.of([(f"R{number:03}", value) for number, value in enumerate(values)])


def strip(of, frame=WIDE, here=()):
    return draw(of, frame, np.zeros(len(of), dtype=bool), np.isin(of.codes, here))


def dots(path, step):
    """Every dot of a path as a browser sets them: from each start, each `step` downwards."""
    found = []
    for x, y, length in re.findall(r"M([\d.]+) ([\d.]+)v([\d.]+)", path):
        number = int(float(length) / step) + 1 if step else 1
        found += [(float(x), float(y) + each * step) for each in range(number)]
    return found


def change(start, end, kind="peer", name="Region"):
    return Change(name, kind, start, end, str(start), str(end))


def test_a_spread_is_in_order_of_figures():
    found = Spread.of([("ES51", 3.0), ("AT11", 1.0), ("BE10", 2.0)])

    assert found.codes.tolist() == ["AT11", "BE10", "ES51"]
    assert found.values.tolist() == [1.0, 2.0, 3.0]


def test_the_middle_half_and_the_median():
    assert spread(1, 2, 3, 4, 5).quartiles == (2.0, 3.0, 4.0)
    assert spread(7).quartiles == (7.0, 7.0, 7.0)


@pytest.mark.parametrize(("value", "place"), [(1, (0, 1, 4)), (3, (2, 2, 1)), (9, (5, 0, 0))])
def test_a_place_counts_lower_equal_and_higher_figures(value, place):
    assert spread(3, 1, 2, 3, 4).place(value) == place


def test_figures_very_far_off_are_beyond_the_limits():
    found = spread(1, 2, 3, 4, 5, 100)

    assert found.quartiles == (2.25, 3.5, 4.75)
    assert found.limits == (1.0, 12.25)
    assert found.beyond == 1


def test_limits_hold_everything_where_most_are_the_same():
    found = spread(0, 0, 0, 0, 0, 0, 90)

    assert found.limits == (0.0, 90.0)
    assert found.beyond == 0


def test_a_strip_places_figures_between_the_limits():
    found = spread(0, 5, 10, 400)

    assert shares(np.array([0.0, 5.0, 10.0, 999.0]), spread(0, 5, 10)).tolist() == [0, 0.5, 1, 1]
    assert shares(found.values, found)[-1] == 1


def test_a_strip_of_equal_figures_is_one_column_in_the_middle():
    drawn = strip(spread(4, 4, 4), Frame(100, 50, 10))

    assert drawn.regions == "M55 15v25"
    assert (drawn.step, drawn.median) == (10, 50)


def test_every_region_has_its_dot_inside_the_frame():
    generator = np.random.default_rng(7)
    for number in (1, 2, 30, 330, 1500):
        found = spread(*generator.lognormal(size=number))
        for frame in (WIDE, NARROW):
            drawn = strip(found, frame)
            placed = dots(drawn.regions, drawn.step)

            assert len(placed) == number
            assert min(y for _x, y in placed) >= 0
            assert max(y for _x, y in placed) <= frame.height
            assert 0 <= min(placed)[0] <= max(placed)[0] <= frame.width


def test_the_marker_is_on_the_dot_of_its_region():
    found = spread(*range(50), 20, 20)
    drawn = strip(found, here=["R020", "R050", "R051"])

    everyone = dots(drawn.regions, drawn.step)
    marked = dots(drawn.here, 0)

    assert len(marked) == 3
    assert len({x for x, _y in marked}) == 1
    assert [min(abs(x - px) + abs(y - py) for px, py in everyone) < 0.2 for x, y in marked] == [
        True,
        True,
        True,
    ]


def test_dots_of_many_regions_are_smaller():
    few, many = strip(spread(*range(300))), strip(spread(*np.linspace(0, 1, 3000)))

    assert few.dot == 6.0
    assert many.dot < 4


def test_columns_hold_all_figures():
    column, heights = columns(spread(0, 1, 2, 10), 5)

    assert column.tolist() == [0, 0, 1, 4]
    assert heights.tolist() == [2, 1, 0, 0, 1]


def test_the_band_holds_the_middle_half():
    drawn = strip(spread(0, 25, 50, 75, 100), Frame(1000, 50, 10))

    assert drawn.band == (250.0, 500.0)
    assert drawn.median == 500.0


def test_a_slope_reaches_from_top_to_bottom():
    lines = slope.draw([change(1, 3, "here"), change(2, 5)])

    assert [(line.start_y, line.end_y) for line in lines] == [
        (BOTTOM, (TOP + BOTTOM) // 2),
        (205.0, TOP),
    ]


def test_a_slope_without_any_difference_is_level():
    (line,) = slope.draw([change(2, 2, "here")])

    assert (line.start_y, line.end_y) == (148, 148)


def test_labels_are_a_line_apart_and_keep_their_order():
    lines = slope.draw([change(0, end) for end in (1.00, 1.01, 1.02, 10, 0)])

    labels = [line.end_label_y for line in lines]

    ordered = sorted(labels)
    assert min(below - above for above, below in pairwise(ordered)) >= LINE_HEIGHT
    assert sorted(range(5), key=lambda place: labels[place]) == [3, 2, 1, 0, 4]
    assert max(labels) <= BOTTOM


def test_only_the_region_and_the_median_are_labelled_at_the_start():
    lines = slope.draw([change(1, 2, "here"), change(1, 3), change(1, 4, "median")])

    assert [bool(line.start_label_y) for line in lines] == [True, False, True]
    assert abs(lines[0].start_label_y - lines[2].start_label_y) == LINE_HEIGHT


def test_long_names_are_cut():
    (line,) = slope.draw([change(1, 2, name="Provence-Alpes-Côte d’Azur")])

    assert line.name == "Provence-Alpes-Côte…"
