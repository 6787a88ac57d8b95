"""Where a process searches vectors: all of them in one matrix, exactly.

A vector's distance says little by itself: with the models in use, texts about different things
are nearly as near as texts about the same. What tells is how far a record stands out from the
others of its kind, in standard deviations of their likeness to this query. A few records are no
measure, so as many again as are usual are counted in.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from math import sqrt
from typing import Any, NamedTuple

import numpy as np
from django.apps import apps
from numpy.typing import NDArray

from ponte.search.backends.base import Key
from ponte.search.encoders import Vectors
from ponte.search.vectors.best import together
from ponte.search.vectors.generation import generation

Value = tuple[str, str]  # of a facet
Rows = NDArray[np.int64]

# Records that tell how alike a kind's records are as a rule; those of a kind that has fewer
# than FEW are measured by all.
SAMPLE = 2000
FEW = 20
# The usual deviation, as a share of what lies between the mean and the very same text (among
# 488 passages .084 for questions in their language and .072 in another), and as how many
# records it counts.
DEVIATION = 0.08
COUNTS_AS = 50
# A record is near from so many deviations on. Two let, among the 488 passages, 99 % of the
# answers to 450 questions in the same language pass and 96 % of those to questions in another,
# with 13 passages a question. Among a few dozen records hardly any stands out that far, so that
# the first ones need only stand out at all.
PROMINENCE = 2.0
ALWAYS = 10
# Changes are read from so much before the last one known, in nanoseconds: a transaction that
# began earlier may end later.
OVERLAP = 60 * 10**9
LOADED_AT_ONCE = 2000
# What a stale record loses, in standard deviations.
STALE = 0.5


class Near(NamedTuple):
    key: Key
    prominence: float  # standard deviations above the mean of its kind


class Usual(NamedTuple):
    """How alike records are to a query as a rule: mean and standard deviation."""

    mean: float
    deviation: float
    records: int

    @classmethod
    def of(cls, sample: Vectors, records: int) -> "Usual":
        if not records:
            return cls(0.0, 1.0, 0)
        mean = float(sample.mean())
        usual = DEVIATION * (1 - mean)
        square = records * float(sample.var()) + COUNTS_AS * usual**2
        return cls(mean, max(sqrt(square / (records + COUNTS_AS)), 1e-6), records)


class Standing(NamedTuple):
    """By how much the record of each of these rows stands out."""

    rows: Rows
    values: Vectors

    def best(
        self, passing: NDArray[np.bool_], limit: int, *, near: bool
    ) -> Iterable[tuple[int, float]]:
        """Of the rows that pass the first ones, only those that are `near`, or any."""
        places = np.flatnonzero(passing[self.rows])
        if len(places) > limit:
            places = places[np.argpartition(-self.values[places], limit)[:limit]]
        best = places[np.lexsort((places, -self.values[places]))]
        values = self.values[best]
        if near:
            chosen = (values >= PROMINENCE) | ((values > 0) & (np.arange(len(best)) < ALWAYS))
            best, values = best[chosen], values[chosen]
        return zip(self.rows[best].tolist(), values.tolist(), strict=True)


class Busy(Exception):
    """Another thread reads vectors and takes longer than one would wait."""


class Space:
    """The vectors that one encoder made, as they are in the database.

    `patience` says how many seconds a search may wait for another thread that reads them, -1
    for ever; beyond that it raises Busy.
    """

    def __init__(self, encoder: str, dimensions: int):
        self.encoder = encoder
        self._matrix = np.zeros((0, dimensions), np.float32)
        # What each row of the matrix is. Rows of records that are gone are used again.
        self._keys: list[Key] = []
        self._facets: list[tuple[Value, ...]] = []
        self._rows: dict[Key, int] = {}
        self._free: list[int] = []
        self._having: dict[Value, set[int]] = {}
        self._values: dict[Value, Value] = {}
        self._arrays: dict[Value, Rows] = {}
        self._by_id: dict[str, tuple[NDArray[np.int64], Rows]] = {}
        self._revision = 0
        self._generation: str | None = None
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._rows)

    def refresh(self) -> None:
        """Read what has changed, however long it takes."""
        with self._fresh(-1):
            return

    def nearest(
        self,
        vector: Vectors,
        *,
        choices: Sequence[Mapping[str, Sequence[str]]],
        limit: int,
        near: bool = True,
        patience: float = -1,
    ) -> list[list[Near]]:
        """For each of the choices, which are filters with the kinds among them: the records of
        each kind that stand out most among those that pass, only those that are `near`, or any;
        no more than `limit` of each kind, most prominent first."""
        with self._fresh(patience):
            standing = {
                kind: self._standing(vector, kind, self._array("kind", kind))
                for kind in {kind for filters in choices for kind in filters["kind"]}
            }
            found = []
            for filters in choices:
                passing = self._passing({**filters, "kind": ()})
                best = [
                    Near(self._keys[row], value)
                    for kind in filters["kind"]
                    for row, value in standing[kind].best(passing, limit, near=near)
                ]
                found.append(sorted(best, key=lambda each: (-each.prominence, each.key)))
        return found

    def _standing(
        self, vector: Vectors, kind: str, rows: Rows, best: Vectors | None = None
    ) -> "Standing":
        usual, likeness = self._usual(vector, kind), self._likeness(rows, vector)
        if best is not None:
            likeness = together(likeness, best)
        values = (likeness - usual.mean) / usual.deviation
        values[np.isin(rows, self._array("marks", "stale"))] -= STALE
        return Standing(rows, values)

    def prominence(
        self,
        vector: Vectors,
        keys: Iterable[Key],
        best: Mapping[Key, float],
        *,
        patience: float = -1,
    ) -> dict[Key, float]:
        """By how much each of these records stands out, as far as they have vectors. `best` is
        how alike the best sentence of some of them is."""
        with self._fresh(patience):
            known: dict[str, list[Key]] = {}
            for key in keys:
                if key in self._rows:
                    known.setdefault(key[0], []).append(key)
            found: dict[Key, float] = {}
            for kind, wanted in known.items():
                rows = np.array([self._rows[key] for key in wanted], np.int64)
                sentences = np.array([best.get(key, np.nan) for key in wanted], np.float32)
                values = self._standing(vector, kind, rows, sentences).values
                found.update(zip(wanted, values.tolist(), strict=True))
        return found

    def likeness(
        self, vector: Vectors, kind: str, *, patience: float = -1
    ) -> tuple[NDArray[np.int64], Vectors, Usual]:
        """Ids of the records of `kind` with a vector, ascending, how alike each is to `vector`
        (a cosine), and how alike they are as a rule."""
        with self._fresh(patience):
            ids, rows = self._records(kind)
            return ids, self._likeness(rows, vector), self._usual(vector, kind)

    def _records(self, kind: str) -> tuple[NDArray[np.int64], Rows]:
        """Ids and rows of all records of a kind, by id."""
        if kind not in self._by_id:
            rows = self._array("kind", kind)
            ids = np.array([self._keys[row][1] for row in rows], np.int64)
            order = np.argsort(ids)
            self._by_id[kind] = ids[order], rows[order]
        return self._by_id[kind]

    def _likeness(self, rows: Rows, vector: Vectors) -> Vectors:
        # Copying many rows takes longer than multiplying all.
        if len(rows) * 4 > len(self._matrix):
            return (self._matrix @ vector)[rows]
        return self._matrix[rows] @ vector

    def _usual(self, vector: Vectors, kind: str) -> Usual:
        rows = self._array("kind", kind)
        if len(rows) < FEW:
            rows = np.array(sorted(self._rows.values()), np.int64)
        sample = self._matrix[rows[:: max(1, len(rows) // SAMPLE)]] @ vector
        return Usual.of(sample, len(rows))

    def _passing(self, filters: Mapping[str, Sequence[str]]) -> NDArray[np.bool_]:
        """For each row whether its record has any of the values, for every facet."""
        passing = np.ones(len(self._matrix), bool)
        for facet, values in filters.items():
            if values:
                having = np.zeros(len(self._matrix), bool)
                for value in values:
                    having[self._array(facet, value)] = True
                passing &= having
        return passing

    def _array(self, facet: str, value: str) -> Rows:
        """The rows with this value of a facet, ascending."""
        name = facet, value
        if name not in self._arrays:
            self._arrays[name] = np.array(sorted(self._having.get(name, ())), np.int64)
        return self._arrays[name]

    @contextmanager
    def _fresh(self, patience: float) -> Iterator[None]:
        """Nobody else changes the space, and it is as the database is."""
        if not self._lock.acquire(timeout=patience):
            raise Busy
        try:
            newest = generation()
            if newest != self._generation:
                self._read()
                self._generation = newest
            yield
        finally:
            self._lock.release()

    def _read(self) -> None:
        """Take over what has changed in the database since the last time."""
        vectors = apps.get_model("search", "Vector").objects
        changed = vectors.filter(revision__gt=self._revision - OVERLAP)
        if not self._revision:
            changed = changed.filter(encoder=self.encoder)
            self._reserve(changed.count())
        for vector in changed.iterator(chunk_size=LOADED_AT_ONCE):
            self._revision = max(self._revision, vector.revision)
            key = vector.kind, vector.object_id
            if key in self._rows:
                self._drop(key)
            if vector.encoder == self.encoder:
                self._put(key, vector)
        made = vectors.filter(encoder=self.encoder)
        if made.count() != len(self):
            kept = set(made.values_list("kind", "object_id"))
            for key in [key for key in self._rows if key not in kept]:
                self._drop(key)
        self._arrays.clear()
        self._by_id.clear()

    def _put(self, key: Key, vector: Any) -> None:
        if not self._free:
            self._reserve(max(64, len(self._matrix) // 4))
        row = self._free.pop()
        self._matrix[row] = np.frombuffer(vector.values, "<f4")
        self._keys[row], self._rows[key] = key, row
        values = [(facet, value) for facet, given in vector.facets.items() for value in given]
        for value in values:
            self._having.setdefault(value, set()).add(row)
        # One object for each value, however many records have it.
        self._facets[row] = tuple(self._values.setdefault(value, value) for value in values)

    def _drop(self, key: Key) -> None:
        row = self._rows.pop(key)
        for value in self._facets[row]:
            self._having[value].discard(row)
        self._matrix[row] = 0
        self._free.append(row)

    def _reserve(self, more: int) -> None:
        """Make room for so many records more."""
        size = len(self._matrix)
        room = np.zeros((more, self._matrix.shape[1]), np.float32)
        self._matrix = np.concatenate([self._matrix, room])
        self._keys += [("", 0)] * more
        self._facets += [()] * more
        self._free += range(len(self._matrix) - 1, size - 1, -1)


@cache
def space(encoder: str, dimensions: int) -> Space:
    """The one space of this process for the vectors of this encoder."""
    return Space(encoder, dimensions)
