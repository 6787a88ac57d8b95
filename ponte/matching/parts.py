"""What each part of the fit is made of. Pure: NumPy in, NumPy out; knows no database.

Every function gives a Span: of each practice the least and the most that the part can be, from
0 to 1. In all figures NaN is missing. The reasons for each formula are in
docs/decisions/0009-fit.md.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ponte.matching.fit import Marks, Numbers, Span, known, mean

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


class Told(NamedTuple):
    """Of each practice: how much all reports of it weigh, and how much of that worked."""

    weight: Numbers
    worked: Numbers


class Needs(NamedTuple):
    """What practices require: figures (n), and competences (n × k) where `stated` (n)."""

    competences: Marks
    stated: Marks
    population: Numbers
    cost: Numbers
    months: Numbers

    def at(self, rows: "slice | Places") -> "Needs":
        """Those of some practices."""
        return Needs(
            self.competences[rows],
            self.stated[rows],
            self.population[rows],
            self.cost[rows],
            self.months[rows],
        )


class Means(NamedTuple):
    """What the region has: of one, or (n) of a region for each practice.

    `competences` (k, or n × k) counts where it has `declared` them.
    """

    competences: Marks | bool = False
    declared: Marks | bool = False
    population: float | Numbers = np.nan
    money: float | Numbers = np.nan
    months: float | Numbers = np.nan


def challenge(relevance: Numbers, *, by_meaning: bool) -> Span:
    """How much each practice has to do with what the region faces; `relevance` from 0 to 1."""
    missing = np.isnan(relevance)
    given = np.clip(relevance, 0.0, 1.0)
    most = given if by_meaning else given + UNHEARD * (1.0 - given)
    return Span(np.where(missing, 0.0, given), np.where(missing, 1.0, most))


def structure(likeness: Span, origin: Places) -> Span:
    """How alike the region is to the one the practice comes from.

    `likeness` is that of the region to every place, `origin` the practices' places (-1: none).
    """
    # -1 is the last one: nothing known.
    low, high = np.append(likeness.low, 0.0), np.append(likeness.high, 1.0)
    return Span(low[origin], high[origin])


def priorities(topics: Marks, declared: Marks, around: Marks) -> Span:
    """Whether practices are about what the region wants.

    `topics` (n × topics) marks the practices' topics and those around them, `declared` (topics,
    or n × topics) the region's, `around` the topics in which these lie. 1 for a declared topic,
    SAME_TOPIC for another one around it; unknown for a practice without a topic and for a
    region that declared none.
    """
    given = np.where((topics & around).any(axis=1), SAME_TOPIC, 0.0)
    given = np.where((topics & declared).any(axis=1), 1.0, given)
    told = topics.any(axis=1) & declared.any(axis=-1)
    return Span(np.where(told, given, 0.0), np.where(told, given, 1.0))


def evidence(grade: npt.ArrayLike) -> Span:
    """The evidence grade: it says by itself how much is known, so nothing of it is open."""
    return known(np.asarray(grade) / HIGHEST_GRADE)


def told(trials: Trials, likeness: Span, size: int) -> Told:
    """What the reports of `size` practices weigh: each as much as its region is like this one.

    A region of which nothing is known (-1) weighs half.
    """
    weight = np.append(likeness.middle, 0.5)[trials.region]

    def summed(weights: Numbers) -> Numbers:
        found = np.bincount(trials.practice, weights=weights, minlength=size)
        return found.astype(np.float64)

    return Told(summed(weight), summed(weight * trials.result))


def record(told: Told) -> Span:
    """What came of the practices elsewhere. A failure weighs as much as a success.

    Without any report the part is unknown, and each one narrows it.
    """
    whole = told.weight + OPEN
    return Span(told.worked / whole, (told.worked + OPEN) / whole)


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
    required = needs.competences.sum(axis=1)
    present = (needs.competences & means.competences).sum(axis=1)
    share = np.divide(present, required, out=np.ones(len(required)), where=required > 0)
    told = needs.stated & means.declared
    return Span(np.where(told, share, 0.0), np.where(told, share, 1.0))


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
