"""How far experts agree: mathematics without a database."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from statistics import fmean
from typing import Literal, NamedTuple

Pair = tuple[int, int]


def further_needed(scores: Sequence[Decimal], *, needed: int, margin: Decimal) -> bool:
    """Whether the first `needed` scores lie further apart than `margin`, so that a further
    expert is called. Exactly the margin is still agreement; the further expert settles it."""
    return needed > 1 and len(scores) == needed and max(scores) - min(scores) > margin


def weighted_kappa(
    pairs: Iterable[Pair] | Mapping[Pair, int],
    *,
    lowest: int,
    highest: int,
    weights: Literal["linear", "quadratic"] = "quadratic",
) -> float | None:
    """Cohen's weighted kappa of `pairs` (first rater, second rater), or of how often there is
    which, on an integer scale.

    1 is complete agreement, 0 what chance would give, below 0 less than chance. None when it
    is not defined: no pairs, or both raters gave one and the same value throughout.
    Raises ValueError for a value off the scale.

    J. Cohen, Weighted kappa, Psychological Bulletin 70 (1968) 213-220.
    """
    counts = Counter(pairs)
    total = counts.total()
    scale = range(lowest, highest + 1)
    if off := [value for pair in counts for value in pair if value not in scale]:
        raise ValueError(f"{off[0]} is not on the scale from {lowest} to {highest}.")
    power = 2 if weights == "quadratic" else 1
    first, second = Counter[int](), Counter[int]()
    observed = 0
    for (a, b), count in counts.items():
        first[a] += count
        second[b] += count
        observed += count * abs(a - b) ** power
    expected = sum(first[a] * second[b] * abs(a - b) ** power for a in first for b in second)
    return 1 - observed * total / expected if expected else None


def both_ways(pairs: Iterable[Pair] | Mapping[Pair, int]) -> Counter[Pair]:
    """Each pair counted in both orders: for raters who change from case to case, where the order
    of the two says nothing. Kappa then does not depend on who is called first."""
    counts = Counter(pairs)
    return counts + Counter({(b, a): times for (a, b), times in counts.items()})


class Severity(NamedTuple):
    """How an expert's scores lie against those of others for the same practices.

    `deviation` is in points of the scale, below 0 for a severe expert; `reviews` counts the
    practices it rests on.
    """

    deviation: float
    reviews: int


def severities(cases: Iterable[Mapping[int, Decimal]]) -> dict[int, Severity]:
    """How severe each expert is. A case holds the scores of one practice by expert."""
    deviations = defaultdict(list)
    for scores in cases:
        for expert, score in scores.items():
            others = [float(each) for other, each in scores.items() if other != expert]
            if others:
                deviations[expert].append(float(score) - fmean(others))
    return {expert: Severity(fmean(values), len(values)) for expert, values in deviations.items()}
