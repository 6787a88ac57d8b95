"""Where to say that nothing answers a query: how well a value tells those that have an answer."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import mannwhitneyu


class Point(NamedTuple):
    """From `threshold` on a query counts as answered: that is so for the share `kept` of those
    that have an answer, and wrongly for the share `mistaken` of those that have none."""

    threshold: float
    kept: float
    mistaken: float


def area(answered: Sequence[float], unanswered: Sequence[float]) -> float:
    """The area under the receiver operating characteristic: how likely a query with an answer
    has the higher value of the two (Hanley and McNeil 1982)."""
    found = mannwhitneyu(answered, unanswered)
    return float(found.statistic) / (len(answered) * len(unanswered))


def best(answered: Sequence[float], unanswered: Sequence[float]) -> Point:
    """The point where `kept` less `mistaken` is largest (Youden 1950)."""
    points = [at(each, answered, unanswered) for each in sorted({*answered, *unanswered})]
    return max(points, key=lambda point: point.kept - point.mistaken)


def keeping(share: float, answered: Sequence[float], unanswered: Sequence[float]) -> Point:
    """The highest threshold that keeps at least this share of those with an answer."""
    place = int(np.floor((1 - share) * len(answered) + 1e-9))
    return at(sorted(answered)[place], answered, unanswered)


def at(threshold: float, answered: Sequence[float], unanswered: Sequence[float]) -> Point:
    return Point(
        threshold,
        float(np.mean(np.asarray(answered) >= threshold)),
        float(np.mean(np.asarray(unanswered) >= threshold)) if unanswered else 0.0,
    )


def validated(
    share: float,
    answered: Mapping[str, Sequence[float]],
    unanswered: Mapping[str, Sequence[float]],
    folds: int = 10,
) -> Point:
    """What `keeping` this share is worth for needs by which the threshold was not chosen: in turn
    every tenth need is judged by the threshold of the others. The threshold told is the mean.

    `answered` and `unanswered` have the values of each need.
    """
    thresholds, kept, mistaken = [], [], []
    for fold in range(folds):
        known, held = parted(answered, fold, folds)
        _, lacking = parted(unanswered, fold, folds)
        chosen = keeping(share, known, lacking).threshold
        thresholds.append(chosen)
        kept += [each >= chosen for each in held]
        mistaken += [each >= chosen for each in lacking]
    return Point(*(float(np.mean(each)) for each in (thresholds, kept, mistaken)))


def parted(
    values: Mapping[str, Sequence[float]], fold: int, folds: int
) -> tuple[list[float], list[float]]:
    """The values of all needs but every `folds`-th, and of these."""
    known: list[float] = []
    held: list[float] = []
    for place, need in enumerate(sorted(values)):
        (held if place % folds == fold else known).extend(values[need])
    return known, held
