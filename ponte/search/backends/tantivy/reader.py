"""Reads one state of an index."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from math import log
from typing import Any

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Occur, Query

from ponte.search.backends.base import Found, Key
from ponte.search.backends.tantivy.guard import Guard, guarded
from ponte.search.backends.tantivy.queries import Queries, narrowed, union
from ponte.search.backends.tantivy.schema import facet_field, key_of
from ponte.search.documents import Hit, SearchQuery, Sort, Suggestion
from ponte.search.meaning import Clause, Meaning

MAX_VALUES = 10_000
MAX_KNOWN_HITS = 5_000
SIMILAR_TERMS = 20


class TantivyReader:
    def __init__(
        self,
        searcher: tantivy.Searcher,
        schema: tantivy.Schema,
        facets: Iterable[str],
        guard: Guard,
    ):
        self.guard = guard
        self._searcher = searcher
        self._build = Queries(searcher, schema, facets)
        # The same records come first again and again; unpacking one takes a hundredth
        # of a millisecond.
        self._known_hits: dict[tuple[int, int], tuple[str, int, str, str, str]] = {}
        self._ids: dict[str, NDArray[np.int64]] = {}
        self.documents: int = searcher.num_docs

    @cached_property
    def languages(self) -> frozenset[str]:
        found = self._searcher.terms_with_prefix(facet_field("lang"), "")
        return frozenset(language for language, _ in found)

    @guarded
    def frequency(self, term: str) -> int:
        return self._searcher.doc_freq("terms", term)

    @guarded
    def starting_with(self, prefix: str) -> list[str]:
        return [term for term, _ in self._searcher.terms_with_prefix("terms", prefix)]

    @guarded
    def search(
        self,
        meaning: Meaning,
        query: SearchQuery,
        *,
        also: Sequence[Key] = (),
        besides: Sequence[Key] = (),
    ) -> Found:
        matches = self._build.matches(meaning, also, besides)
        filters = self._build.filters(query.filters)
        found = self._ordered(
            matches, filters, meaning, query.sort, limit=query.limit, offset=query.offset
        )
        relevant = query.sort == "relevance"
        return Found(
            hits=[
                self._hit(score if relevant else 0.0, address)
                for score, address in found.hits[: query.limit]
            ],
            total=_count(found),
            facets=self._counts(matches, filters, query.facets, anything=bool(_count(found))),
        )

    @guarded
    def object_ids(
        self,
        meaning: Meaning,
        query: SearchQuery,
        *,
        also: Sequence[Key] = (),
        besides: Sequence[Key] = (),
    ) -> list[int]:
        matches = self._build.matches(meaning, also, besides)
        filters = self._build.filters(query.filters)
        total = _count(self._searcher.search(narrowed(matches, filters.values()), 1))
        found = self._ordered(matches, filters, meaning, query.sort, limit=total)
        return self._object_ids(found).tolist()

    @guarded
    def passing(self, keys: Sequence[Key], meaning: Meaning, query: SearchQuery) -> list[Hit]:
        if not keys:
            return []
        allowed = Meaning(required=meaning.required, unwanted=meaning.unwanted)
        parts = [self._build.records(keys), *self._build.filters(query.filters).values()]
        found = self._searcher.search(
            narrowed(self._build.matches(allowed), parts), len(keys), count=False
        )
        return [self._hit(0.0, address) for _, address in found.hits]

    @guarded
    def covered(
        self, weighed: Sequence[tuple[Clause, float]], keys: Sequence[Key]
    ) -> dict[Key, float]:
        if not weighed or not keys:
            return {}
        found = self._searcher.search(
            narrowed(self._weights(weighed), [self._build.records(keys)]), len(keys), count=False
        )
        hits = [self._hit(score, address) for score, address in found.hits]
        return {(hit.kind, hit.object_id): hit.score for hit in hits}

    @guarded
    def covering(
        self, weighed: Sequence[tuple[Clause, float]], kind: str, limit: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        within = narrowed(self._weights(weighed), [self._build.any_value("kind", [kind])])
        found = self._searcher.search(within, limit, count=False)
        return self._object_ids(found), np.array([score for score, _ in found.hits], np.float32)

    def _weights(self, weighed: Sequence[tuple[Clause, float]]) -> Query:
        """Records with any of the clauses, scored by the summed weight of those they have."""
        return union(
            [
                Query.const_score_query(self._build.clause(clause), weight)
                for clause, weight in weighed
            ]
        )

    @guarded
    def saying(self, words: Sequence[str], limit: int) -> list[Key]:
        if not words:
            return []
        found = self._searcher.search(self._build.phrase("words", words), limit)
        if _count(found) > limit:
            return []
        hits = [self._hit(score, address) for score, address in found.hits]
        return [(hit.kind, hit.object_id) for hit in hits]

    @guarded
    def ids(self, kind: str) -> NDArray[np.int64]:
        if kind not in self._ids:
            of_kind = self._build.any_value("kind", [kind])
            found = self._searcher.search(of_kind, max(1, self.documents))
            self._ids[kind] = np.sort(self._object_ids(found))
        return self._ids[kind]

    def _object_ids(self, found: tantivy.SearchResult) -> NDArray[np.int64]:
        addresses = [address for _, address in found.hits]
        return np.array(self._searcher.fast_field_values("object_id", addresses), np.int64)

    @guarded
    def similar(self, kind: str, object_id: int, limit: int) -> list[Hit]:
        itself = self._build.term("key", key_of(kind, object_id))
        found = self._searcher.search(itself, 1, count=False).hits
        if not found or not limit:
            return []
        traits = json.loads(self._searcher.doc(found[0][1]).get_first("traits") or b"{}")
        alike = [
            Query.boost_query(self._build.term("terms", term, "freq"), weight)
            for term, weight in self._telling(traits)
        ]
        if not alike:
            return []
        query = Query.boolean_query(
            [
                (Occur.Must, union(alike)),
                (Occur.Must, self._build.any_value("kind", [kind])),
                (Occur.MustNot, itself),
            ]
        )
        hits = self._searcher.search(query, limit, count=False).hits
        return [self._hit(score, address) for score, address in hits]

    def _telling(self, traits: Mapping[str, int]) -> list[tuple[str, float]]:
        """The traits that set a record apart, each with its weight."""
        weighed = [
            (term, count * log(1 + self.documents / (1 + self.frequency(term))))
            for term, count in traits.items()
        ]
        return sorted(weighed, key=lambda each: (-each[1], each[0]))[:SIMILAR_TERMS]

    @guarded
    def suggest(
        self, typed: Sequence[str], kinds: Sequence[str], limit: int, *, typos: bool
    ) -> list[Suggestion]:
        *whole, last = typed
        like = self._build.like
        having = [(Occur.Must, like("title_words", word, typos=typos)) for word in whole]
        having.append((Occur.Must, like("title_words", last, typos=typos, prefix=True)))
        if kinds:
            having.append((Occur.Must, self._build.any_value("kind", kinds)))
        start = self._build.title_begins(" ".join(typed))
        hits: list[Any] = []
        for occur in (Occur.Must, Occur.MustNot):
            if len(hits) < limit:
                hits += self._searcher.search(
                    Query.boolean_query([*having, (occur, start)]),
                    limit - len(hits),
                    count=False,
                    order_by_field="title_key",
                    order=tantivy.Order.Asc,
                ).hits
        found = [self._hit(0.0, address) for _, address in hits]
        return [Suggestion(each.kind, each.object_id, each.title, each.url) for each in found]

    def _counts(
        self, matches: Query, filters: dict[str, Query], facets: Sequence[str], *, anything: bool
    ) -> dict[str, dict[str, int]]:
        """How many records have each value; a facet's own filter is left out for its
        values. `anything` says whether any record passes all filters."""
        counts: dict[str, dict[str, int]] = {name: {} for name in facets}
        known = [name for name in facets if name in self._build.facets]
        free = [name for name in known if name not in filters]
        if free and anything:
            counts |= self._aggregate(narrowed(matches, filters.values()), free)
        for name in known:
            if name in filters:
                others = [each for other, each in filters.items() if other != name]
                counts |= self._aggregate(narrowed(matches, others), [name])
        return counts

    def _aggregate(self, query: Query, facets: Iterable[str]) -> dict[str, dict[str, int]]:
        wanted = {name: _terms_aggregation(name) for name in facets}
        found = self._searcher.aggregate(query, wanted)
        return {
            name: {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]}
            for name in wanted
        }

    def _ordered(
        self,
        matches: Query,
        filters: dict[str, Query],
        meaning: Meaning,
        sort: Sort,
        *,
        limit: int,
        offset: int = 0,
    ) -> tantivy.SearchResult:
        """The matches in this order, and how many there are; at least one is looked for."""
        options: dict[str, Any] = {"limit": max(1, limit), "offset": offset}
        if sort == "newest":
            options |= {"order_by_field": "time", "order": tantivy.Order.Desc}
        elif sort == "title" or not (meaning.clauses or meaning.required):
            options |= {"order_by_field": "title_key", "order": tantivy.Order.Asc}
        else:
            matches = self._build.by_relevance(matches, meaning)
        return self._searcher.search(narrowed(matches, filters.values()), **options)

    def _hit(self, score: float, address: tantivy.DocAddress) -> Hit:
        place = address.segment_ord, address.doc
        known = self._known_hits.get(place)
        if known is None:
            stored: bytes = self._searcher.doc(address).get_first("hit") or b""
            kind, object_id, lang, url, title = stored.decode().split("\n", 4)
            known = kind, int(object_id), lang, title, url
            if len(self._known_hits) < MAX_KNOWN_HITS:
                self._known_hits[place] = known
        return Hit(*known, score)


def _count(found: tantivy.SearchResult) -> int:
    return found.count or 0  # type: ignore[attr-defined]  # missing in its stubs


@lru_cache(maxsize=64)
def _terms_aggregation(facet: str) -> dict[str, Any]:
    return {"terms": {"field": facet_field(facet), "size": MAX_VALUES}}
