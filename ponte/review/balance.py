"""Who reviews what: a fair distribution as a flow of least cost, without a database.

The aims, each before the next:

1. as many places filled as possible, and those left open spread over practices;
2. loads as even as possible (no other distribution of these places is more even);
3. experts who fit well.

Practices, groups, experts and loads are the nodes of a network and every bound is a whole
number, so each vertex of the linear programme is a whole distribution: the simplex method
finds one, and nothing has to be rounded.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np


class Edge(NamedTuple):
    """An expert who may review a practice. `cost` is a whole number: 0 for the best fit."""

    practice: int
    expert: int
    cost: int = 0


@dataclass(frozen=True)
class Expert:
    """What limits an expert: open reviews now, the most they take (None: no limit), and a
    group of which a practice gets one member at most (None: belongs to no group)."""

    load: int = 0
    most: int | None = None
    group: Hashable | None = None


class Programme:
    """A linear programme of least cost, built column by column.

    `equal` and `most` are the rows: what their columns add up to, exactly or at most.
    """

    def __init__(self):
        self.costs: list[int] = []
        self.equal = Rows()
        self.most = Rows()

    def add(self, cost: int) -> int:
        """A new variable between 0 and 1; returns its column."""
        self.costs.append(cost)
        return len(self.costs) - 1

    def solve(self) -> np.ndarray:
        # Imported here, and below: it takes a second and 35 MB of every process.
        from scipy.optimize import linprog  # noqa: PLC0415

        width = len(self.costs)
        result = linprog(
            self.costs,
            A_eq=self.equal.matrix(width),
            b_eq=self.equal.totals,
            A_ub=self.most.matrix(width),
            b_ub=self.most.totals or None,
            bounds=(0, 1),
            method="highs-ds",
        )
        if not result.success:
            raise RuntimeError(result.message)
        return result.x


class Rows:
    def __init__(self):
        self.totals: list[int] = []
        self.entries: list[tuple[int, int, int]] = []

    def add(self, columns: Mapping[int, int], total: int) -> None:
        row = len(self.totals)
        self.totals.append(total)
        self.entries += [(row, column, factor) for column, factor in columns.items()]

    def matrix(self, width):
        if not self.totals:
            return None
        from scipy.sparse import csr_array  # noqa: PLC0415

        rows, columns, factors = zip(*self.entries, strict=True)
        return csr_array((factors, (rows, columns)), shape=(len(self.totals), width))


def distribute(
    needs: Mapping[int, int], experts: Mapping[int, Expert], edges: Iterable[Edge]
) -> list[tuple[int, int]]:
    """The (practice, expert) pairs of the best distribution, sorted.

    `needs` says how many more experts each practice wants. An expert gets a practice once at
    most, and only along an edge. Raises ValueError for a cost below 0.
    """
    edges = sorted({edge for edge in edges if needs[edge.practice] > 0})
    if not edges:
        return []
    if min(edge.cost for edge in edges) < 0:
        raise ValueError("A cost is not below 0.")
    programme = Programme()
    for edge in edges:
        programme.add(edge.cost)
    by_expert = columns_by(edges, lambda edge: edge.expert)
    by_practice = columns_by(edges, lambda edge: edge.practice)

    # A cycle of changes meets each expert once: it changes the fit by less than `one_load`.
    # A path to an open place moves one load: it changes loads and fit by less than `one_place`.
    one_load = len(by_expert) * max(edge.cost for edge in edges) + 1
    one_place = 2 * one_load * (max(expert.load for expert in experts.values()) + len(by_practice))

    for expert, columns in by_expert.items():
        add_loads(programme, experts[expert], columns, one_load)
    for practice, columns in by_practice.items():
        add_places(programme, needs[practice], columns, one_place)
        add_groups(programme, [(column, experts[edges[column].expert].group) for column in columns])
    taken = programme.solve()
    return [(edge.practice, edge.expert) for edge, x in zip(edges, taken, strict=False) if x > 0.5]


def columns_by(edges, key):
    """The columns of `edges` by what `key` says of them."""
    order = sorted(range(len(edges)), key=lambda column: key(edges[column]))
    return {each: list(columns) for each, columns in groupby(order, lambda at: key(edges[at]))}


def add_loads(programme, expert, columns, one_load):
    """Each further review costs an expert more than the one before: squares of loads."""
    free = len(columns)
    if expert.most is not None:
        free = max(0, min(free, expert.most - expert.load))
    steps = [programme.add((2 * (expert.load + step) + 1) * one_load) for step in range(free)]
    programme.equal.add({**dict.fromkeys(columns, 1), **dict.fromkeys(steps, -1)}, 0)


def add_places(programme, needed, columns, one_place):
    """What stays open costs more than any load, a second place of a practice more than a first."""
    empty = [programme.add((place + 1) * one_place) for place in range(needed)]
    programme.equal.add(dict.fromkeys(columns + empty, 1), needed)


def add_groups(programme, columns):
    members = {}
    for column, group in columns:
        if group is not None:
            members.setdefault(group, []).append(column)
    for same in members.values():
        if len(same) > 1:
            programme.most.add(dict.fromkeys(same, 1), 1)


def spread(loads: Iterable[int]) -> int:
    """How far the heaviest load lies above the lightest; 0 without loads."""
    loads = list(loads)
    return max(loads) - min(loads) if loads else 0
