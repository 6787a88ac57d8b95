"""How the money of one improvement is shared among what it comes from, and how it is drawn.

Pure: amounts and names in, shares and shapes out. Money is in whole cents, so nothing is lost.

The rule: every euro counts once. What rests on several practices is split among them in equal
shares; a cent that cannot be split goes to the first. Within the share of one practice the ways
it took (a transfer, an action) are equal again.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

CENTS = Decimal("0.01")


def cents(amount: Decimal) -> int:
    return int(amount.quantize(CENTS) * 100)


def euro(amount: int) -> Decimal:
    return Decimal(amount) * CENTS


def equal_shares(amount: int, number: int) -> list[int]:
    """`amount` in `number` parts that differ by at most one cent and add up to it."""
    whole, rest = divmod(amount, number)
    return [whole + (position < rest) for position in range(number)]


N = TypeVar("N", bound=Hashable)
Path = tuple[N, ...]


def longest(paths: Iterable[Path[N]]) -> list[Path[N]]:
    """Without those that are part of another: what went by a transfer came from its practice."""
    distinct = list(dict.fromkeys(path for path in paths if path))
    sets = [frozenset(path) for path in distinct]
    return [
        path
        for path, nodes in zip(distinct, sets, strict=True)
        if not any(nodes < others for others in sets)
    ]


def by_origin(paths: Sequence[Path[N]], amount: int) -> dict[Path[N], int]:
    """The share of each path: first among origins, the first nodes, then among their paths."""
    origins: dict[N, list[Path[N]]] = defaultdict(list)
    for path in paths:
        origins[path[0]].append(path)
    found: dict[Path[N], int] = {}
    for part, ways in zip(
        equal_shares(amount, len(origins)) if origins else [], origins.values(), strict=True
    ):
        found.update(zip(ways, equal_shares(part, len(ways)), strict=True))
    return found


@dataclass(frozen=True, slots=True)
class Box(Generic[N]):
    """A node as it is drawn: its place in a column, and how much goes through it."""

    node: N
    column: int
    x: float
    y: float
    width: float
    height: float
    amount: int

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


class Band(NamedTuple, Generic[N]):
    """What goes from one node to another, as a path."""

    source: N
    target: N
    amount: int
    path: str


@dataclass(frozen=True)
class Drawing(Generic[N]):
    """`height` follows the number of nodes; all is in the same units as `width`."""

    width: float
    height: float
    boxes: list[Box[N]] = field(default_factory=list)
    bands: list[Band[N]] = field(default_factory=list)


BOX, GAP, LEAST, TALLEST = 14.0, 62.0, 5.0, 150.0


def draw(
    links: Mapping[tuple[N, N], int],
    columns: Mapping[N, int],
    *,
    width: float,
    top: float = 56.0,
) -> Drawing[N]:
    """Lay out `links` between nodes, each in its column, as a flow from left to right.

    Widths of bands are in proportion to what they carry, but never too thin to be seen.
    """
    through = dict.fromkeys(columns, 0)
    into: dict[N, int] = defaultdict(int)
    out: dict[N, int] = defaultdict(int)
    for (source, target), amount in links.items():
        out[source] += amount
        into[target] += amount
    for node in columns:
        through[node] = max(into[node], out[node])
    used = sorted(set(columns.values()))
    place = {column: position for position, column in enumerate(used)}
    step = (width - BOX) / max(1, len(used) - 1)
    most = max((sum(through[n] for n in columns if columns[n] == c) for c in used), default=0)
    scale = TALLEST / most if most else 0.0
    heights = {node: max(LEAST, amount * scale) for node, amount in through.items()}
    tall = {c: sum(heights[n] + GAP for n in columns if columns[n] == c) - GAP + top for c in used}
    height = max(tall.values(), default=top)
    boxes = {}
    for column in used:
        y = top + (height - tall[column]) / 2
        for node in (n for n in columns if columns[n] == column):
            x = step * place[column]
            boxes[node] = Box(
                node, place[column], round(x, 1), round(y, 1), BOX, round(heights[node], 1),
                through[node],
            )  # fmt: skip
            y += heights[node] + GAP
    left: dict[N, float] = defaultdict(float)
    right: dict[N, float] = defaultdict(float)
    bands = []
    for (source, target), amount in links.items():
        a, b = boxes[source], boxes[target]
        thick_a = portion(amount, out[source], a.height)
        thick_b = portion(amount, into[target], b.height)
        bands.append(
            Band(
                source,
                target,
                amount,
                band(a, b, (right[source], left[target]), (thick_a, thick_b)),
            )
        )
        right[source] += thick_a
        left[target] += thick_b
    return Drawing(width, round(height + 8, 1), list(boxes.values()), bands)


def portion(amount: int, whole: int, height: float) -> float:
    return height * amount / whole if whole else height


def band(a: Box[N], b: Box[N], tops: tuple[float, float], thick: tuple[float, float]) -> str:
    x1, x2 = a.x + a.width, b.x
    y1, y2 = a.y + tops[0], b.y + tops[1]
    bend = (x1 + x2) / 2
    return (
        f"M{x1:.1f} {y1:.1f}C{bend:.1f} {y1:.1f} {bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        f"V{y2 + thick[1]:.1f}C{bend:.1f} {y2 + thick[1]:.1f} {bend:.1f} {y1 + thick[0]:.1f} "
        f"{x1:.1f} {y1 + thick[0]:.1f}Z"
    )
