"""Searching vectors in memory."""

import numpy as np
import pytest
from django.utils import timezone

from ponte.search.models import Vector
from ponte.search.vectors.generation import announce
from ponte.search.vectors.space import Busy, Space

pytestmark = pytest.mark.django_db

EAST = np.array([1, 0, 0], np.float32)


def save(object_id, vector, *, kind="practice", encoder="e", **facets):
    values = np.asarray(vector, "<f4")
    Vector.objects.update_or_create(
        kind=kind,
        object_id=object_id,
        defaults={
            "encoder": encoder,
            "values": (values / np.linalg.norm(values)).tobytes() if encoder else b"",
            "facets": {"kind": [kind], **facets},
            "revision": int(timezone.now().timestamp() * 1e9),
        },
    )
    announce()


@pytest.fixture
def space(use_encoder):
    """Thirty practices, the lower their number the farther east."""
    use_encoder("none")
    for number in range(30):
        save(number, [30 - number, 20, 5], country=["ES" if number % 2 else "PT"])
    return Space("e", 3)


def near(space, *, kinds=("practice",), limit=3, only_near=False, **filters):
    [found] = space.nearest(EAST, choices=[{**filters, "kind": kinds}], limit=limit, near=only_near)
    return [each.key[1] for each in found]


def test_the_most_prominent_come_first(space):
    assert near(space) == [0, 1, 2]
    assert near(space, limit=100) == list(range(30))


def test_filters_narrow(space):
    assert near(space, country=["ES"]) == [1, 3, 5]
    assert near(space, country=["ES", "PT"]) == [0, 1, 2]
    assert near(space, country=["FR"]) == []
    assert near(space, country=[]) == [0, 1, 2]


def test_only_what_stands_out_is_near(space):
    for number in range(100, 400):
        save(number, [1, 20, number % 7])
    save(500, EAST, country=["FR"])

    standing = near(space, only_near=True, limit=100)

    assert standing[0] == 500
    assert 0 < len(standing) < 30
    assert set(standing) < {500, *range(30)}
    assert (
        near(space, only_near=True, country=["ES"]) == [each for each in standing if each % 2][:3]
    )


def test_several_choices_are_answered_at_once(space):
    found = space.nearest(
        EAST,
        choices=[{"kind": ["practice"], "country": [each]} for each in ("ES", "PT")],
        limit=1,
    )

    assert [[near.key for near in each] for each in found] == [
        [("practice", 1)],
        [("practice", 0)],
    ]


def test_kinds_are_measured_by_their_own_like(space):
    for number in range(30):
        save(number, [100 + number, 30, 1], kind="topic")

    both = near(space, kinds=("practice", "topic"), only_near=True, limit=1)

    assert sorted(both) == [0, 29]


def test_changes_are_seen(space):
    assert near(space) == [0, 1, 2]

    save(17, EAST, country=["FR"])
    Vector.objects.filter(object_id=1).delete()
    announce()

    assert near(space) == [17, 0, 2]
    assert near(space, country=["FR"]) == [17]
    assert len(space) == 29


def test_a_vector_that_was_taken_away_is_gone(space):
    assert near(space) == [0, 1, 2]

    save(0, EAST, encoder="")

    assert near(space) == [1, 2, 3]
    assert len(space) == 29


def test_vectors_of_another_encoder_are_no_part_of_it(space):
    save(50, EAST, encoder="other")

    assert near(space) == [0, 1, 2]


def test_room_grows_and_is_used_again(space):
    assert len(space) == 0
    near(space)
    for number in range(100, 300):
        save(number, [1, 200, 5])
    near(space)
    Vector.objects.filter(object_id__gte=100).delete()
    announce()
    near(space)
    for number in range(400, 500):
        save(number, [1, 200, 5])

    assert near(space) == [0, 1, 2]
    assert len(space) == 130


def test_stale_records_come_later(space):
    save(0, [30, 20, 5], marks=["stale"])

    assert near(space)[0] == 1


def test_an_empty_space_has_nothing(use_encoder):
    use_encoder("none")

    assert near(Space("e", 3)) == []


def test_likeness_is_given_for_every_record_of_a_kind(space):
    ids, likeness, usual = space.likeness(EAST, "practice")

    assert ids.tolist() == list(range(30))
    assert likeness.argmax() == 0
    assert usual.mean == pytest.approx(likeness.mean(), abs=1e-6)


def test_nobody_waits_longer_than_they_would(space):
    with space._fresh(-1), pytest.raises(Busy):
        space.nearest(EAST, choices=[{"kind": ["practice"]}], limit=1, patience=0.01)
