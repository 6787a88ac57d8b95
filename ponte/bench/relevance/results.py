"""What rankings of judged sets come to: figures by language of query, and whether they differ."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ponte.bench.relevance.judged import JudgedSet, Query
from ponte.bench.relevance.metrics import Scores, chance, hit, mean, scores

ALL = "all"


@dataclass(frozen=True, slots=True)
class Results:
    """One judged set, ranked in each of several ways ("modes"). `nearness` is how near the nearest
    sentence comes to a query."""

    judged: JudgedSet
    rankings: Mapping[str, Mapping[str, Sequence[str]]]
    nearness: Mapping[str, float] = field(default_factory=dict)

    @property
    def answerable(self) -> list[Query]:
        """What counts: a query without an answer has no good ranking."""
        return [query for query in self.judged.queries if self.judged.has_answer(query)]

    @property
    def languages(self) -> list[str]:
        return sorted({query.lang for query in self.answerable})

    def of(self, mode: str, lang: str = ALL) -> Scores:
        return mean(list(self._each(mode, lang).values()))

    def chance(self, one: str, other: str, lang: str = ALL) -> float:
        """How likely the two modes differ that much in nDCG@10 by chance alone.

        Queries of one need in several languages are not independent: their mean is one value.
        """
        first, second = self._by_need(one, lang), self._by_need(other, lang)
        return chance([first[need] for need in first], [second[need] for need in first])

    def hit_rate(self, mode: str, top: int) -> float:
        """The share of queries with an answer among the first `top`."""
        found = [
            hit(self.rankings[mode][query.id], self.judged.grades(query), top, self.judged.least)
            for query in self.answerable
        ]
        return float(np.mean(found))

    def nearnesses(self, queries: Sequence[Query]) -> dict[str, list[float]]:
        """By need."""
        found = defaultdict(list)
        for query in queries:
            if query.id in self.nearness:
                found[query.need].append(self.nearness[query.id])
        return found

    def _each(self, mode: str, lang: str) -> dict[str, Scores]:
        ranked = self.rankings[mode]
        return {
            query.id: scores(ranked[query.id], self.judged.grades(query), self.judged.least)
            for query in self.answerable
            if lang in (ALL, query.lang)
        }

    def _by_need(self, mode: str, lang: str) -> dict[str, float]:
        found = defaultdict(list)
        values = self._each(mode, lang)
        for query in self.answerable:
            if query.id in values:
                found[query.need].append(values[query.id].ndcg_10)
        return {need: float(np.mean(each)) for need, each in found.items()}
