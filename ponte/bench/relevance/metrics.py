"""How good a ranking is, and whether one way to rank is better than another.

A ranking is a list of documents, best first; `grades` maps a document to its grade, 0 where it
is not listed. `least` is the lowest grade that counts as an answer where only yes or no matters.
"""

from collections.abc import Mapping, Sequence
from math import log2
from typing import NamedTuple

import numpy as np
from scipy import stats

Grades = Mapping[str, int]

RESAMPLES = 9_999


class Scores(NamedTuple):
    """What one ranking is worth, each between 0 and 1."""

    hit_1: float
    hit_10: float
    mrr_10: float
    ndcg_10: float
    recall_100: float


def scores(ranking: Sequence[str], grades: Grades, least: int = 1) -> Scores:
    """Of a ranking for a query that has an answer."""
    return Scores(
        hit_1=hit(ranking, grades, 1, least),
        hit_10=hit(ranking, grades, 10, least),
        mrr_10=reciprocal_rank(ranking, grades, 10, least),
        ndcg_10=ndcg(ranking, grades, 10),
        recall_100=recall(ranking, grades, 100, least),
    )


def hit(ranking: Sequence[str], grades: Grades, top: int, least: int = 1) -> float:
    """1 when an answer is among the first `top`."""
    return float(any(grades.get(document, 0) >= least for document in ranking[:top]))


def reciprocal_rank(ranking: Sequence[str], grades: Grades, top: int, least: int = 1) -> float:
    """1 / place of the first answer; 0 when it is not among the first `top`."""
    for place, document in enumerate(ranking[:top], start=1):
        if grades.get(document, 0) >= least:
            return 1 / place
    return 0.0


def ndcg(ranking: Sequence[str], grades: Grades, top: int) -> float:
    """Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002).

    The gain is the grade and place i is discounted by log2(i + 1), as trec_eval does it.
    """
    best = _gain(sorted(grades.values(), reverse=True)[:top])
    return _gain([grades.get(document, 0) for document in ranking[:top]]) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / log2(place + 1) for place, grade in enumerate(grades, start=1))


def recall(ranking: Sequence[str], grades: Grades, top: int, least: int = 1) -> float:
    """The share of the answers that are among the first `top`."""
    answers = {document for document, grade in grades.items() if grade >= least}
    return len(answers.intersection(ranking[:top])) / len(answers) if answers else 0.0


def mean(several: Sequence[Scores]) -> Scores:
    return Scores(*np.mean(np.array(several), axis=0).tolist())


def chance(one: Sequence[float], other: Sequence[float], seed: int = 1) -> float:
    """How likely a mean difference of paired values at least as large is by chance alone.

    Paired permutation test, two-sided: under the hypothesis of no difference the sign of
    each pair's difference is arbitrary (Smucker, Allan and Carterette 2007). Exact up to 13
    pairs, beyond that from 9,999 random arrangements.
    """
    differences = np.asarray(one, float) - np.asarray(other, float)
    if not differences.any():
        return 1.0
    found = stats.permutation_test(
        (differences,),
        np.mean,
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        rng=np.random.default_rng(seed),
    )
    return float(found.pvalue)
