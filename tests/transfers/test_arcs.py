"""The geometry of the map: arcs, lines and labels."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ponte.transfers.arcs import Box, Point, arc, labels, positions, thickness

NUMBERS = st.integers(0, 1000).map(float)
POINTS = st.builds(Point, NUMBERS, NUMBERS)
ROOM = Box(0, 0, 1000, 800)


def numbers(path):
    return [float(number) for number in re.findall(r"-?\d+\.\d", path)]


@given(POINTS, POINTS)
def test_an_arc_leads_from_its_origin_to_its_target(origin, target):
    path = numbers(arc(origin, target))

    assert path[:2] == list(origin)
    assert path[-2:] == list(target)


def test_there_and_back_bend_to_different_sides():
    there = numbers(arc(Point(100, 100), Point(300, 100)))
    back = numbers(arc(Point(300, 100), Point(100, 100)))

    assert (there[2:4], back[2:4]) == ([200.0, 60.0], [200.0, 140.0])


def test_a_line_grows_with_the_practices_to_a_limit():
    assert [thickness(number) for number in (1, 4, 9, 1000)] == [1.6, 3.2, 4.8, 6.0]


def places(*points):
    return [(f"Place {at}", Point(*point)) for at, point in enumerate(points)]


def test_a_label_stands_right_of_its_point_where_there_is_room():
    (label,) = labels(places((500, 400)), size=16, most=12, room=ROOM)

    assert (label.text, label.x, label.anchor) == ("Place 0", 509.0, "start")


def test_a_label_that_would_leave_the_map_stands_left():
    (label,) = labels(places((980, 400)), size=16, most=12, room=ROOM)

    assert (label.x, label.anchor) == (971.0, "end")


def test_no_more_labels_than_asked_for_the_foremost_first():
    found = labels(places(*[(100, y) for y in range(50, 700, 50)]), size=16, most=12, room=ROOM)

    assert [label.text for label in found] == [f"Place {at}" for at in range(12)]


def test_where_there_is_no_room_a_name_is_left_out():
    crowd = places((500, 400), (503, 400), (506, 400), (500, 403), (503, 403), (506, 403))

    assert len(labels(crowd, size=30, most=12, room=ROOM)) < len(crowd)


@given(st.lists(POINTS, max_size=15), st.sampled_from([17.0, 34.0]))
def test_labels_meet_neither_each_other_nor_the_points_nor_the_edge(points, size):
    named = [(f"Region {at}", point) for at, point in enumerate(points)]

    found = labels(named, size=size, most=12, room=ROOM)

    at = dict(named)
    boxes = [
        box
        for label in found
        for candidate, box in positions(label.text, at[label.text], size)
        if candidate == label
    ]
    assert len(boxes) >= len(found)
    assert all(box.is_within(ROOM) for box in boxes)
    for n, box in enumerate(boxes):
        assert not any(box.meets(other) for other in boxes[n + 1 :])
        assert not any(
            box.left < point.x < box.right and box.top < point.y < box.bottom for point in points
        )


@pytest.mark.parametrize(
    ("other", "meets"),
    [(Box(5, 5, 15, 15), True), (Box(10, 0, 20, 10), False), (Box(0, 11, 10, 20), False)],
)
def test_boxes_that_only_touch_do_not_meet(other, meets):
    assert Box(0, 0, 10, 10).meets(other) is meets
