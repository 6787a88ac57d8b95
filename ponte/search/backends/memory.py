"""The reference: every rule of searching spelled out over plain Python data.

Exact and slow; lives in one process. Other backends are measured against it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import log

import numpy as np
from numpy.typing import NDArray

from ponte.search.backends.base import (
    EXACT,
    IN_TITLE,
    IS_TITLE,
    STALE,
    Analysed,
    Found,
    Key,
    title_key,
)
from ponte.search.documents import Hit, SearchDocument, SearchQuery, Suggestion
from ponte.search.meaning import Clause, Meaning
from ponte.search.typos import distance, tolerance


class MemoryReader:
    def __init__(self, records: dict[Key, Analysed]):
        self.records = records
        self._counts = {key: Counter(record.terms) for key, record in records.items()}
        self._frequency = Counter(term for counts in self._counts.values() for term in counts)
        lengths = [sum(counts.values()) for counts in self._counts.values()]
        self._length = sum(lengths) / len(lengths) if lengths else 1.0
        self.languages = frozenset(record.document.lang for record in records.values())
        self.documents = len(records)

    def frequency(self, term: str) -> int:
        return self._frequency[term]

    def starting_with(self, prefix: str) -> list[str]:
        return [term for term in self._frequency if term.startswith(prefix)]

    def search(
        self,
        meaning: Meaning,
        query: SearchQuery,
        *,
        also: Sequence[Key] = (),
        besides: Sequence[Key] = (),
    ) -> Found:
        scores = self._scores(meaning, also, besides)
        keys = self._ordered(scores, query)
        page = keys[query.offset : query.offset + query.limit]
        return Found(
            hits=[self._hit(key, scores[key]) for key in page],
            total=len(keys),
            facets={name: self._facet(name, scores, query) for name in query.facets},
        )

    def object_ids(
        self,
        meaning: Meaning,
        query: SearchQuery,
        *,
        also: Sequence[Key] = (),
        besides: Sequence[Key] = (),
    ) -> list[int]:
        scores = self._scores(meaning, also, besides)
        return [object_id for _, object_id in self._ordered(scores, query)]

    def passing(self, keys: Sequence[Key], meaning: Meaning, query: SearchQuery) -> list[Hit]:
        return [
            self._hit(key, 0.0)
            for key in keys
            if key in self.records and self._allows(key, meaning) and self._passes(key, query)
        ]

    def covered(
        self, weighed: Sequence[tuple[Clause, float]], keys: Sequence[Key]
    ) -> dict[Key, float]:
        sums = {
            key: sum(weight for clause, weight in weighed if self._has(key, clause))
            for key in keys
            if key in self.records
        }
        return {key: weight for key, weight in sums.items() if weight}

    def saying(self, words: Sequence[str], limit: int) -> list[Key]:
        found = [key for key in self.records if words and self._says(key, tuple(words))]
        return found if len(found) <= limit else []

    def similar(self, kind: str, object_id: int, limit: int) -> list[Hit]:
        record = self.records.get((kind, object_id))
        if record is None:
            return []
        clauses = tuple(Clause(terms=(term,)) for term in record.traits)
        scores = self._scores(Meaning(clauses=clauses, needed=1))
        del scores[kind, object_id]
        keys = self._ordered(scores, SearchQuery(filters={"kind": [kind]}))
        return [self._hit(key, scores[key]) for key in keys[:limit]]

    def ids(self, kind: str) -> NDArray[np.int64]:
        return np.array(sorted(key[1] for key in self.records if key[0] == kind), np.int64)

    def covering(
        self, weighed: Sequence[tuple[Clause, float]], kind: str, limit: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        sums = self.covered(weighed, [key for key in self.records if key[0] == kind])
        found = sorted(sums, key=lambda key: -sums[key])[:limit]
        return (
            np.array([object_id for _, object_id in found], np.int64),
            np.array([sums[key] for key in found], np.float32),
        )

    def suggest(
        self, typed: Sequence[str], kinds: Sequence[str], limit: int, *, typos: bool
    ) -> list[Suggestion]:
        *whole, last = typed
        text = " ".join(typed)
        found = [
            record
            for record in self.records.values()
            if (not kinds or record.document.kind in kinds)
            and all(
                any(_is(word, other, typos=typos) for other in record.title_words) for word in whole
            )
            and any(_begins(last, other, typos=typos) for other in record.title_words)
        ]
        found.sort(key=lambda record: (not record.title_key.startswith(text), record.title_key))
        return [
            Suggestion(each.kind, each.object_id, each.title, each.url)
            for each in (record.document for record in found[:limit])
        ]

    def _scores(
        self, meaning: Meaning, also: Sequence[Key] = (), besides: Sequence[Key] = ()
    ) -> dict[Key, float]:
        """Every match by its score, before filters."""
        scores = {}
        for key in self.records:
            has = sum(self._has(key, clause) for clause in meaning.clauses) >= meaning.needed
            if (has or key in also) and key not in besides and self._allows(key, meaning):
                scores[key] = self._score(key, meaning) if has else 0.0
        return scores

    def _allows(self, key: Key, meaning: Meaning) -> bool:
        return all(self._has(key, clause) for clause in meaning.required) and not any(
            self._has(key, clause) for clause in meaning.unwanted
        )

    def _has(self, key: Key, clause: Clause) -> bool:
        if clause.prefix:
            return any(word.startswith(clause.prefix) for word in self.records[key].words)
        if clause.phrase:
            return self._says(key, clause.phrase)
        return any(self._counts[key][term] for term in clause.terms + clause.guesses)

    def _says(self, key: Key, words: tuple[str, ...]) -> bool:
        return _contains(self.records[key].words, words)

    def _score(self, key: Key, meaning: Meaning) -> float:
        score = 0.0
        for clause in meaning.clauses:
            if clause.guesses and any(self._counts[key][term] for term in clause.terms):
                score += EXACT
            terms = clause.guesses or clause.terms or clause.phrase
            score += sum(self._weight(key, term) for term in terms)
        record = self.records[key]
        if meaning.title and _contains(record.title_words, meaning.title):
            score += IS_TITLE if record.title_key == title_key(meaning.title) else IN_TITLE
        if record.document.is_stale and (meaning.clauses or meaning.required):
            score -= STALE
        return score

    def _weight(self, key: Key, term: str) -> float:
        """BM25 with the usual constants."""
        count = self._counts[key][term]
        having = self._frequency[term]
        rarity = log(1 + (len(self.records) - having + 0.5) / (having + 0.5))
        length = sum(self._counts[key].values()) / self._length
        return rarity * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length))

    def _passes(self, key: Key, query: SearchQuery, *, besides: str = "") -> bool:
        facets = self.records[key].facets
        return all(
            set(values).intersection(facets.get(name, ()))
            for name, values in query.filters.items()
            if values and name != besides
        )

    def _facet(self, name: str, scores: Iterable[Key], query: SearchQuery) -> dict[str, int]:
        return dict(
            Counter(
                value
                for key in scores
                if self._passes(key, query, besides=name)
                for value in self.records[key].facets.get(name, ())
            )
        )

    def _ordered(self, scores: dict[Key, float], query: SearchQuery) -> list[Key]:
        keys = sorted(
            (key for key in scores if self._passes(key, query)),
            key=lambda key: (self.records[key].title_key, key),
        )
        if query.sort == "newest":
            keys.sort(key=self._time, reverse=True)
        elif query.sort == "relevance":
            keys.sort(key=lambda key: scores[key], reverse=True)
        return keys

    def _time(self, key: Key) -> float:
        date = self.records[key].document.date
        return date.timestamp() if date else float("-inf")

    def _hit(self, key: Key, score: float) -> Hit:
        document = self.records[key].document
        return Hit(*key, document.lang, document.title, document.url, score)


class MemoryWriter:
    def __init__(self, backend: "MemoryBackend", records: dict[Key, Analysed]):
        self._backend = backend
        self._changed = records

    def upsert(self, documents: Iterable[SearchDocument]) -> None:
        for document in documents:
            self._changed[document.kind, document.object_id] = Analysed(document)

    def delete(self, kind: str, object_ids: Iterable[int]) -> None:
        for object_id in object_ids:
            self._changed.pop((kind, object_id), None)

    def commit(self) -> None:
        self._backend.live = MemoryReader(dict(self._changed))


class MemoryBackend:
    def __init__(self) -> None:
        self.live = MemoryReader({})
        self._generation = 0

    def reader(self) -> MemoryReader:
        return self.live

    @contextmanager
    def writer(self) -> Iterator[MemoryWriter]:
        yield MemoryWriter(self, dict(self.live.records))

    @contextmanager
    def rebuild(self) -> Iterator[MemoryWriter]:
        writer = MemoryWriter(self, {})
        yield writer
        writer.commit()
        self._generation += 1

    def rebuilding(self) -> bool:
        return False

    def generation(self) -> str:
        return f"{id(self)}-{self._generation}"

    @contextmanager
    def turn(self) -> Iterator[None]:
        yield

    @property
    def doubted(self) -> bool:
        return False

    def sound(self) -> bool:
        return True

    def tidy(self) -> int:
        return 0


def _contains(words: Sequence[str], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    return any(tuple(words[at : at + size]) == phrase for at in range(len(words) - size + 1))


def _is(word: str, other: str, *, typos: bool) -> bool:
    return distance(word, other) <= (tolerance(word) if typos else 0)


def _begins(word: str, other: str, *, typos: bool) -> bool:
    allowed = tolerance(word) if typos else 0
    sizes = range(len(word) - allowed, len(word) + allowed + 1)
    return any(distance(word, other[:size]) <= allowed for size in sizes)
