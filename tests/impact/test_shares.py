"""Every euro once: shares of what an improvement comes from, and the picture of it."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ponte.impact.shares import by_origin, cents, draw, equal_shares, euro, longest

amounts = st.integers(min_value=0, max_value=10**17)
nodes = st.sampled_from("abcdefgh")
paths = st.lists(st.lists(nodes, min_size=1, max_size=4, unique=True).map(tuple), max_size=8)


@given(amounts, st.integers(min_value=1, max_value=50))
def test_equal_shares_add_up_and_differ_by_a_cent_at_most(amount, number):
    shares = equal_shares(amount, number)

    assert sum(shares) == amount
    assert len(shares) == number
    assert max(shares) - min(shares) <= 1


@given(paths.filter(bool), amounts)
def test_the_shares_of_all_ways_add_up_to_the_money(ways, amount):
    shares = by_origin(longest(ways), amount)

    assert sum(shares.values()) == amount


@given(paths.filter(bool), amounts)
def test_each_origin_has_the_same_share_however_many_ways_it_took(ways, amount):
    shares = by_origin(longest(ways), amount)
    parts = {}
    for path, share in shares.items():
        parts[path[0]] = parts.get(path[0], 0) + share

    assert max(parts.values()) - min(parts.values()) <= 1


@given(paths)
def test_a_way_that_is_part_of_another_is_not_counted_beside_it(ways):
    kept = longest(ways)

    assert len(kept) == len(set(kept))
    assert not any(set(a) < set(b) for a in kept for b in kept)
    assert all(any(set(way) <= set(other) for other in kept) for way in ways)


@given(st.decimals(min_value=0, max_value=10**14, places=2))
def test_cents_lose_nothing(amount):
    assert euro(cents(amount)) == amount


@given(st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), amounts, min_size=1, max_size=9
))  # fmt: skip
def test_a_drawing_stays_within_its_picture(links):
    ends = [node for pair in links for node in pair]
    columns = {node: 0 if node in "abc" else 1 for node in ends}

    drawing = draw(links, columns, width=900)

    assert len(drawing.bands) == len(links)
    assert sum(band.amount for band in drawing.bands) == sum(links.values())
    for box in drawing.boxes:
        assert 0 <= box.x <= drawing.width - box.width
        assert box.y >= 0
        assert box.y + box.height <= drawing.height
    for box in drawing.boxes:
        for other in drawing.boxes:
            if box.node != other.node and box.column == other.column:
                assert box.y + box.height <= other.y or other.y + other.height <= box.y


def test_a_cent_that_cannot_be_split_goes_to_the_first():
    assert by_origin([("a", "t"), ("b",), ("a", "u")], 101) == {
        ("a", "t"): 26,
        ("a", "u"): 25,
        ("b",): 50,
    }
    assert euro(5) == Decimal("0.05")
