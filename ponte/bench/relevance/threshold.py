"""Where to say that nothing answers a query: how well a value tells those that have an answer."""

from collections.abc import Sequence
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
        float(np.mean(np.asarray(unanswered) >= threshold)),
    )
