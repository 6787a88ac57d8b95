"""How good forecasts of fit were, and which weights would have been better.

Pure: NumPy and SciPy; knows no database. A result is 1 (worked), 0.5 (in part) or 0 (did not).
Intervals are percentiles of 1,000 draws of whole practices with replacement, because reports of
one practice are no independent cases; the same cases give the same interval.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from ponte.matching.fit import MOST, PARTS, Numbers, Weights, Whole

# With fewer reports of what worked, or of what did not fully, nothing is said.
FEWEST = 10
DRAWS = 1000
SURE = 95  # per cent of the draws lie in an interval
RIDGE = 1.0
# A part that differs less among all cases cannot be weighed by them.
SPREAD = 0.01


@dataclass(frozen=True)
class Cases:
    """Reports: `parts` (n × parts) are the middles that were anticipated, in the order of PARTS,
    `results` (n) what came of it, `practices` (n) tell which cases belong together."""

    parts: Numbers
    results: Numbers
    practices: Whole

    def __len__(self) -> int:
        return len(self.results)

    @property
    def enough(self) -> bool:
        worked = int((self.results == 1).sum())
        return min(worked, len(self) - worked) >= FEWEST

    def forecasts(self, weights: Weights) -> Numbers:
        """The fit that was anticipated, from 0 to 1."""
        found: Numbers = self.parts @ np.array([weights.points[part] for part in PARTS]) / MOST
        return found

    def of(self, rows: Numbers) -> "Cases":
        return Cases(self.parts[rows], self.results[rows], self.practices[rows])


class Estimate(NamedTuple):
    value: float
    low: float
    high: float


class Quality(NamedTuple):
    """How good the forecasts were.

    `concordance`: how often, of two reports with different results, the better one had the
    higher fit; 0.5 is chance, and with two kinds of results it is the area under the ROC curve.
    `brier`: the mean square of forecast less result; `constant` is that of always forecasting
    the mean result.
    """

    concordance: Estimate
    brier: Estimate
    constant: float


class Suggestion(NamedTuple):
    """Weights that would have been better, and how sure that is.

    `ranges` are the least and the most points of each part in the draws. `weighed` are the
    parts that the cases say something about; the others keep their points. `now` and `then` are
    the mean losses (negative log-likelihoods) of the present weights and of these, each on
    cases of practices that were left out when they were found.
    """

    weights: Weights
    ranges: dict[str, tuple[int, int]]
    weighed: list[str]
    now: float
    then: float

    @property
    def is_better(self) -> bool:
        return self.then < self.now


def quality(cases: Cases, weights: Weights) -> Quality:
    forecasts = cases.forecasts(weights)
    pairs = np.column_stack([forecasts, cases.results])

    def of_rows(measure: Callable[[Numbers, Numbers], float]) -> Estimate:
        low, high = interval(lambda rows: measure(*pairs[rows].T), cases.practices)
        return Estimate(measure(forecasts, cases.results), low, high)

    mean = float(cases.results.mean())
    return Quality(
        of_rows(concordance), of_rows(brier), brier(np.full(len(cases), mean), cases.results)
    )


def brier(forecasts: Numbers, results: Numbers) -> float:
    return float(((forecasts - results) ** 2).mean())


def concordance(forecasts: Numbers, results: Numbers) -> float:
    """NaN where all results are the same."""
    right = pairs = 0.0
    levels = np.unique(results)
    for number, lower in enumerate(levels):
        for upper in levels[number + 1 :]:
            worse, better = forecasts[results == lower], forecasts[results == upper]
            ordered = np.sort(worse)
            below = np.searchsorted(ordered, better, side="left").sum()
            level = np.searchsorted(ordered, better, side="right").sum() - below
            right += below + level / 2
            pairs += len(worse) * len(better)
    return right / pairs if pairs else float("nan")


def interval(measure: Callable[[Numbers], float], practices: Whole) -> tuple[float, float]:
    """The interval of `measure`, a function of rows, over draws of whole practices."""
    found = [measure(rows) for rows in draws(practices)]
    low, high = np.nanpercentile(found, [(100 - SURE) / 2, (100 + SURE) / 2])
    return float(low), float(high)


def draws(practices: Whole, number: int = DRAWS):
    """Rows of so many practices as there are, drawn with replacement, `number` times."""
    keys, places = np.unique(practices, return_inverse=True)
    rows = [np.flatnonzero(places == place) for place in range(len(keys))]
    chance = np.random.default_rng(1)
    for _draw in range(number):
        drawn = chance.integers(0, len(keys), len(keys))
        yield np.concatenate([rows[place] for place in drawn])


def suggest(cases: Cases, usual: Weights, draws_of_weights: int = 200) -> Suggestion:
    """The weights by which the results would have been most likely.

    By logistic regression of the results on the parts, no coefficient below 0, with a ridge so
    that few cases move little. Parts that hardly differ among the cases keep their points.
    """
    weighed = [part for k, part in enumerate(PARTS) if np.ptp(cases.parts[:, k]) > SPREAD]
    weights = weights_of(cases, usual, weighed)
    drawn = [
        weights_of(cases.of(rows), usual, weighed)
        for rows in draws(cases.practices, draws_of_weights)
    ]
    ranges = {part: extremes([each.points[part] for each in drawn]) for part in PARTS}
    now, then = left_out(cases, usual, weighed)
    return Suggestion(weights, ranges, weighed, now, then)


def extremes(points: list[int]) -> tuple[int, int]:
    low, high = np.percentile(points, [(100 - SURE) / 2, (100 + SURE) / 2])
    return round(float(low)), round(float(high))


def weights_of(cases: Cases, usual: Weights, weighed: list[str]) -> Weights:
    """The points of the parts that are weighed, shared out anew among them."""
    columns = [PARTS.index(part) for part in weighed]
    slopes = fitted(cases.parts[:, columns], cases.results)[1:]
    shared = sum(usual.points[part] for part in weighed)
    if not (shared and slopes.sum() > 0):
        return usual
    found = {part: float(points) for part, points in usual.points.items()}
    found |= {
        part: shared * float(slope) / float(slopes.sum())
        for part, slope in zip(weighed, slopes, strict=True)
    }
    return Weights.of(found)


def fitted(values: Numbers, results: Numbers) -> Numbers:
    """Intercept and slopes of the logistic regression, slopes of 0 or more."""
    size = values.shape[1]

    def loss(terms: Numbers) -> tuple[float, Numbers]:
        chance = expit(terms[0] + values @ terms[1:])
        off = chance - results
        slope = np.concatenate([[off.sum()], values.T @ off + RIDGE * terms[1:]])
        return log_loss(chance, results) * len(results) + RIDGE / 2 * (terms[1:] ** 2).sum(), slope

    found = minimize(
        loss,
        np.zeros(size + 1),
        jac=True,
        method="L-BFGS-B",
        bounds=[(None, None), *[(0, None)] * size],
    )
    terms: Numbers = found.x
    return terms


def log_loss(chance: Numbers, results: Numbers) -> float:
    chance = np.clip(chance, 1e-9, 1 - 1e-9)
    return float(-(results * np.log(chance) + (1 - results) * np.log(1 - chance)).mean())


def left_out(
    cases: Cases, usual: Weights, weighed: list[str], folds: int = 5
) -> tuple[float, float]:
    """The mean losses of the usual weights and of suggested ones, on practices left out.

    Both forecasts are put on the scale of chances by a line found on the other practices.
    """
    keys, places = np.unique(cases.practices, return_inverse=True)
    fold = np.random.default_rng(1).permutation(len(keys))[places] % folds
    losses: list[tuple[int, float, float]] = []
    for number in range(folds):
        rest, out = cases.of(fold != number), cases.of(fold == number)
        if not (len(rest) and len(out)):
            continue
        found = [
            loss_of(rest, out, weights) for weights in (usual, weights_of(rest, usual, weighed))
        ]
        losses.append((len(out), found[0], found[1]))
    sizes = [size for size, _now, _then in losses]
    now, then = (np.average([row[k] for row in losses], weights=sizes) for k in (1, 2))
    return float(now), float(then)


def loss_of(rest: Cases, out: Cases, weights: Weights) -> float:
    terms = fitted(rest.forecasts(weights)[:, None], rest.results)
    chance = expit(terms[0] + terms[1] * out.forecasts(weights))
    return log_loss(chance, out.results)
