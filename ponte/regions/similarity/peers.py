"""Peer groups: k-medoids over a matrix of distances, as many as the silhouette favours."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ponte.regions.similarity.gower import Feature, gower
from ponte.regions.similarity.scheme import Numbers, Scheme

Labels = npt.NDArray[np.intp]

# Groups are made from the regions of which this share of the weight is known: where
# something is unknown regions come out closer, and the least known would be most typical.
WELL_KNOWN = 0.9

# A swap has to gain more than rounding can make up.
GAIN = 1e-12


class Peers(NamedTuple):
    """Groups around one member each.

    `medoids` are places of members in ascending order, `labels` the number of each
    place's group, `cost` the sum of distances to the own medoid, `silhouette` the mean.
    """

    medoids: list[int]
    labels: Labels
    cost: float
    silhouette: float


class Groups(NamedTuple):
    """Groups of regions around a typical one each.

    `typical` are places of regions, `labels` the number of each region's group (-1: none).
    """

    typical: list[int]
    labels: Labels
    silhouette: float


def grouped(scaled: Numbers, scheme: Scheme) -> Groups | None:
    """Return the groups of regions with the values `scaled` (n x variables, NaN: missing).

    They are made from the well-known regions by Gower's distance, with the weights of
    `scheme`; the others join the most typical region they are nearest to, unless less
    than the scheme's minimum coverage of them is known. None for fewer than three.
    """
    known = (~np.isnan(scaled)) @ scheme.shares
    basis = np.flatnonzero(known >= WELL_KNOWN)
    if len(basis) < 3:
        return None
    features = [
        Feature(column, weight=weight)
        for column, weight in zip(scaled.T.tolist(), scheme.shares, strict=True)
    ]
    distance = 1.0 - gower(features).similarity
    peers = peer_groups(distance[np.ix_(basis, basis)])
    typical = basis[peers.medoids]
    labels = np.full(len(scaled), -1)
    joining = np.flatnonzero(known >= scheme.minimum_coverage)
    to_typical = distance[np.ix_(joining, typical)]
    labels[joining] = np.where(np.isnan(to_typical), 1.0, to_typical).argmin(axis=1)
    labels[basis] = peers.labels
    return Groups(typical.tolist(), labels, peers.silhouette)


def peer_groups(distance: Numbers, most: int = 12) -> Peers:
    """Return the grouping into 2 to `most` groups that has the best silhouette.

    Of equally good ones the one with fewest groups. Pairs that are not comparable (NaN)
    count as wholly unlike (1). Raises ValueError for fewer than three members.
    """
    if len(distance) < 3:
        raise ValueError("Groups need three members at least.")
    filled = np.where(np.isnan(distance), 1.0, distance)
    np.fill_diagonal(filled, 0.0)
    found = [k_medoids(filled, k) for k in range(2, min(most, len(filled) - 1) + 1)]
    return max(found, key=lambda peers: round(peers.silhouette, 9))


def k_medoids(distance: Numbers, k: int) -> Peers:
    """Partition around `k` medoids: a greedy start, then the best swap while one helps.

    Nothing is left to chance: the same matrix (n x n, no NaN) gives the same groups.
    Raises ValueError unless 1 <= k <= n.
    """
    if not 1 <= k <= len(distance):
        raise ValueError(f"{len(distance)} members cannot make {k} groups.")
    if np.isnan(distance).any():
        raise ValueError("Every distance must be known.")
    medoids = _start(distance, k)
    while (swap := _best_swap(distance, medoids)) is not None:
        medoids[swap[0]] = swap[1]
    medoids.sort()
    labels = distance[:, medoids].argmin(axis=1)
    # Of members at the same place one is medoid of each group.
    labels[medoids] = np.arange(k)
    cost = float(distance[np.arange(len(distance)), np.array(medoids)[labels]].sum())
    return Peers(medoids, labels, cost, silhouette(distance, labels))


def silhouette(distance: Numbers, labels: Labels) -> float:
    """Return the mean of (b - a) / max(a, b), from -1 to 1.

    a is the mean distance to the others of the own group, b that to the nearest other
    group. A member alone in its group counts 0, and so does a single group.
    """
    groups = np.unique(labels)
    if len(groups) < 2:
        return 0.0
    member = (labels[:, None] == groups).astype(np.float64)
    sums, sizes = distance @ member, member.sum(axis=0)
    own = member.astype(bool)
    alone = sizes[own.argmax(axis=1)] == 1
    inside = sums[own] / np.maximum(1, sizes[own.argmax(axis=1)] - 1)
    outside = np.where(own, np.inf, sums / sizes).min(axis=1)
    largest = np.maximum(inside, outside)
    counted = ~alone & (largest > 0)
    gains = np.divide(outside - inside, largest, out=np.zeros(len(labels)), where=counted)
    return float(gains.mean())


def _start(distance: Numbers, k: int) -> list[int]:
    """The most central member, then each time the one that lowers the cost most."""
    medoids = [int(distance.sum(axis=0).argmin())]
    nearest = distance[:, medoids[0]]
    while len(medoids) < k:
        costs = np.minimum(distance, nearest[:, None]).sum(axis=0)
        costs[medoids] = np.inf
        medoids.append(int(costs.argmin()))
        nearest = np.minimum(nearest, distance[:, medoids[-1]])
    return medoids


def _best_swap(distance: Numbers, medoids: list[int]) -> tuple[int, int] | None:
    """The medoid's number and the member to take its place, or None if no swap helps.

    All k x n swaps are weighed at once: what a member gains as one more medoid, plus what
    the group loses whose medoid goes.
    """
    to_medoids = distance[:, medoids]
    labels = to_medoids.argmin(axis=1)
    everyone = np.arange(len(distance))
    nearest = to_medoids[everyone, labels]
    to_medoids[everyone, labels] = np.inf
    second = to_medoids.min(axis=1)
    gained = np.minimum(distance - nearest[:, None], 0.0)
    lost = np.minimum(distance, second[:, None]) - nearest[:, None] - gained
    groups = (np.arange(len(medoids))[:, None] == labels).astype(np.float64)
    change = gained.sum(axis=0) + groups @ lost
    change[:, medoids] = np.inf
    group, member = np.unravel_index(change.argmin(), change.shape)
    return (int(group), int(member)) if change[group, member] < -GAIN else None
