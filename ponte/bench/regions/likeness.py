"""How long all pairs of regions take to compare, beside the formula in plain Python."""

import random
import time
import tracemalloc

import numpy as np

from ponte.regions.similarity.distance import distances, scale
from ponte.regions.similarity.peers import peer_groups
from ponte.regions.similarity.scheme import Group, Numbers, Scheme, Variable

SIZES = [(330, 14, 4), (1_500, 200, 8)]
MISSING = 0.1
MEGABYTE = 1e6


def table(sample: int, runs: int) -> list[str]:
    """Seconds and memory for all pairs, and how much plain Python needs for them.

    The times are medians of `runs`; plain Python is timed with `sample` pairs.
    """
    lines = ["regions  variables      pairs  scale s  pairs s     MB  plain s   ratio  groups s"]
    for size, variables, groups in SIZES:
        scheme, figures = made_up(size, variables, groups)
        scaled = scale(figures, scheme)
        scaling = median(lambda: scale(figures, scheme), runs)  # noqa: B023 - called at once
        all_pairs = median(lambda: distances(scaled, scheme), runs)  # noqa: B023
        pairs = size * (size - 1) // 2
        plain = plain_seconds(scaled, scheme, sample) / sample * pairs
        together = np.sqrt(distances(scaled, scheme).distance)
        grouping = median(lambda: peer_groups(together), 1)  # noqa: B023
        lines.append(
            f"{size:>7,}{variables:>11}{pairs:>11,}{scaling:>9.3f}{all_pairs:>9.3f}"
            f"{peak(scaled, scheme):>7.0f}{plain:>9.1f}{plain / all_pairs:>7.0f}×{grouping:>10.2f}"
        )
    lines.append(f"plain: reckoned from {sample:,} pairs; both give the same distances")
    return lines


def made_up(size: int, variables: int, groups: int) -> tuple[Scheme, Numbers]:
    """A scheme, and figures with a tenth missing; the same in every run."""
    chance = np.random.default_rng(1)
    figures = chance.lognormal(size=(size, variables))
    figures[chance.random(figures.shape) < MISSING] = np.nan
    numbers = np.array_split(np.arange(variables), groups)
    scheme = Scheme(
        tuple(
            Group(f"group-{place}", tuple(Variable(f"v{k}", logged=k % 7 == 0) for k in part))
            for place, part in enumerate(numbers)
        )
    )
    return scheme, figures


def median(work, runs: int) -> float:
    """The median of the seconds that `work` takes."""
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return sorted(found)[len(found) // 2]


def peak(scaled: Numbers, scheme: Scheme) -> float:
    """Megabytes held at most, the result included."""
    tracemalloc.start()
    distances(scaled, scheme)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return held / MEGABYTE


def plain_seconds(scaled: Numbers, scheme: Scheme, sample: int) -> float:
    """Seconds plain Python takes for `sample` pairs. Raises RuntimeError if results differ."""
    chance = random.Random(1)  # noqa: S311 - no secret
    rows = [[None if value != value else value for value in row] for row in scaled.tolist()]  # noqa: PLR0124 - NaN
    pairs = [chance.sample(range(len(rows)), 2) for _ in range(sample)]
    start = time.perf_counter()
    found = [plain_distance(rows[i], rows[j], scheme) for i, j in pairs]
    taken = time.perf_counter() - start
    ones, others = np.array(pairs).T
    if not np.allclose(found, distances(scaled, scheme).distance[ones, others]):
        raise RuntimeError("Plain Python and NumPy give different distances.")
    return taken


def plain_distance(one: list, other: list, scheme: Scheme) -> float:
    total, known, place = 0.0, 0.0, 0
    for group in scheme.groups:
        squares, weights = 0.0, 0.0
        for variable in group.variables:
            a, b = one[place], other[place]
            place += 1
            if a is not None and b is not None:
                squares += variable.weight * (a - b) ** 2
                weights += variable.weight
        if weights:
            total += group.weight * squares / weights
            known += group.weight
    return total / known if known else float("nan")
