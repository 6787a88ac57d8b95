"""Which regions are nearest to one, and what makes them so."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ponte.regions.similarity.distance import Distances, contributions, reasons
from ponte.regions.similarity.scheme import Numbers, Scheme

# Distances that differ behind this many decimals are the same.
DECIMALS = 9

Parts = list[tuple[int, float]]


class Near(NamedTuple):
    """One of those nearest: its place among all, its rank from 1, and why.

    `closest` and `apart` hold columns and what each adds to the distance, foremost first.
    """

    place: int
    rank: int
    distance: float
    coverage: float
    closest: Parts
    apart: Parts


def nearest(
    place: int,
    measured: Distances,
    scaled: Numbers,
    countries: Sequence[str],
    *,
    scheme: Scheme,
    number: int,
) -> list[Near]:
    """Return the `number` nearest to `place`, and the `number` nearest in other countries.

    `measured` are the distances from `place` to all (n), `scaled` the values they come
    from (n x variables), `countries` n codes. Of equally near ones the better known comes
    first. Pairs below the scheme's minimum coverage are left out and have no rank.
    """
    coverage = measured.coverage
    order = np.lexsort((-coverage, np.round(measured.distance, DECIMALS)))
    comparable = (coverage >= scheme.minimum_coverage) & ~np.isnan(measured.distance)
    comparable[place] = False
    order = order[comparable[order]]
    ranks = np.arange(1, len(order) + 1)
    foreign = np.array(countries)[order] != countries[place]
    kept = (ranks <= number) | (foreign & (foreign.cumsum() <= number))
    others = order[kept]
    parts = contributions(scaled, scheme, np.full(len(others), place), others)
    found = []
    for rank, other, part in zip(ranks[kept], others, parts, strict=True):
        closest, apart = reasons(scaled[place] - scaled[other], part)
        found.append(
            Near(
                place=int(other),
                rank=int(rank),
                distance=float(measured.distance[other]),
                coverage=float(coverage[other]),
                closest=_parts(closest, part),
                apart=_parts(apart, part),
            )
        )
    return found


def _parts(columns: list[int], part: Numbers) -> Parts:
    return [(k, round(float(part[k]), DECIMALS)) for k in columns]
