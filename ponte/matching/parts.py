"""What each part of the fit is made of. Pure: NumPy in, NumPy out; knows no database.

Every function gives a Span: of each practice the least and the most that the part can be, from
0 to 1. In all figures NaN is missing. The reasons for each formula are in
docs/decisions/0007-fit.md.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ponte.matching.fit import Marks, Numbers, Span, known, mean, unknown

Places = npt.NDArray[np.intp]

# A text found by its words alone says less than one understood: what it lacks may be said in
# other words. So much of what is missing to full relevance stays open.
UNHEARD = 0.5
# A practice on another objective of a declared topic.
SAME_TOPIC = 0.5
HIGHEST_GRADE = 5
# What the next report could still change, in reports from a region wholly alike: the `s` of the
# imprecise beta model (Walley 1996, Journal of the Royal Statistical Society B 58).
OPEN = 1.0
# A practice nobody has confirmed for so long says nothing sure any more: twice the time after
# which its team is asked.
STALE_DAYS = 4 * 365.25


class Trials(NamedTuple):
    """Reports of practices tried elsewhere, one of each practice and region.

    `practice` is the practice's place, `region` that of the adopter among the likenesses,
    `result` 1 (worked), 0.5 (in part) or 0 (did not).
    """

    practice: Places
    region: Places
    result: Numbers


class Needs(NamedTuple):
    """What practices require: figures (n), and competences (n × k) where `stated` (n)."""

    competences: Marks
    stated: Marks
    population: Numbers
    cost: Numbers
    months: Numbers


class Means(NamedTuple):
    """What the region has. `competences` (k) is None where it has not declared them."""

    competences: Marks | None = None
    population: float = np.nan
    money: float = np.nan
    months: float = np.nan


def challenge(relevance: Numbers, *, by_meaning: bool) -> Span:
    """How much each practice has to do with what the region faces; `relevance` from 0 to 1."""
    relevance = np.clip(relevance, 0.0, 1.0)
    if by_meaning:
        return known(relevance)
    return Span(relevance, relevance + UNHEARD * (1.0 - relevance))


def structure(likeness: Span, origin: Places) -> Span:
    """How alike the region is to the one the practice comes from.

    `likeness` is that of the region to every place, `origin` the practices' places (-1: none).
    """
    # -1 is the last one: nothing known.
    low, high = np.append(likeness.low, 0.0), np.append(likeness.high, 1.0)
    return Span(low[origin], high[origin])


def priorities(topics: Marks, declared: list[int], around: list[int]) -> Span:
    """Whether practices are about what the region wants.

    `topics` (n × topics) marks the practices' topics and those around them, `declared` are the
    region's, `around` the topics in which these lie. 1 for a declared topic, SAME_TOPIC for
    another one around it; unknown for practices without a topic and regions that declared none.
    """
    if not declared:
        return unknown(len(topics))
    given = np.where(topics[:, around].any(axis=1), SAME_TOPIC, 0.0)
    given[topics[:, declared].any(axis=1)] = 1.0
    told = topics.any(axis=1)
    return Span(np.where(told, given, 0.0), np.where(told, given, 1.0))


def evidence(grade: npt.ArrayLike) -> Span:
    """The evidence grade: it says by itself how much is known, so nothing of it is open."""
    return known(np.asarray(grade) / HIGHEST_GRADE)


def record(trials: Trials, likeness: Span, size: int) -> Span:
    """What came of the practices elsewhere, the more the more alike the place.

    A report counts as much as its region is like this one, whatever its result. Without any
    the part is unknown, and each report narrows it.
    """
    weight = likeness.middle[trials.region]
    told = np.bincount(trials.practice, weights=weight, minlength=size)
    worked = np.bincount(trials.practice, weights=weight * trials.result, minlength=size)
    return Span(worked / (told + OPEN), (worked + OPEN) / (told + OPEN))


def conditions(needs: Needs, means: Means) -> Span:
    """Whether the region has what the practices require: four questions of equal weight."""
    return mean(
        [
            competences(needs, means),
            enough(means.population, needs.population),
            enough(means.money, needs.cost),
            enough(means.months, needs.months),
        ]
    )


def competences(needs: Needs, means: Means) -> Span:
    """The share of the competences required that the region has; 1 where none is required."""
    if means.competences is None:
        return unknown(len(needs.stated))
    required = needs.competences.sum(axis=1)
    present = (needs.competences & means.competences).sum(axis=1)
    share = np.divide(present, required, out=np.ones(len(required)), where=required > 0)
    return Span(np.where(needs.stated, share, 0.0), np.where(needs.stated, share, 1.0))


def enough(available: float | Numbers, required: Numbers) -> Span:
    """What part of `required` is `available`, at most 1; unknown where one of them is missing."""
    available = np.broadcast_to(np.asarray(available, dtype=np.float64), required.shape)
    short = available < required
    share = np.divide(available, required, out=np.ones(required.shape), where=short)
    missing = np.isnan(available) | np.isnan(required)
    return Span(np.where(missing, 0.0, share), np.where(missing, 1.0, share))


def freshness(days: Numbers) -> Span:
    """How lately somebody said that it is still valid: 1 today, 0 after STALE_DAYS."""
    given = np.clip(1.0 - days / STALE_DAYS, 0.0, 1.0)
    missing = np.isnan(days)
    return Span(np.where(missing, 0.0, given), np.where(missing, 1.0, given))
