"""What every backend offers, and how a document looks to all of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ponte.search.analysis import folded_stopwords, index_terms, pairs
from ponte.search.documents import Hit, SearchDocument, SearchQuery, Suggestion
from ponte.search.meaning import Clause, Known, Meaning

TITLE_WEIGHT = 4
SUMMARY_WEIGHT = 2
Key = tuple[str, int]  # kind and id of a record

# Stands between two fields, so that no phrase reaches from one into the next.
GAP = "\x1f"
TRAITS = 40
MAX_TITLE_KEY = 500  # characters

# Bonuses above any score of words: the very title, and the text as part of a title.
IS_TITLE = 2000.0
IN_TITLE = 1000.0
# Bonus for a word as typed above words it may have been meant for.
EXACT = 500.0
# What a stale record loses: about as much as an ordinary word is worth.
STALE = 4.0


class IndexIsLocked(Exception):
    """Another process is writing this index."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of matches: hits, `total` matches and counts per facet and value."""

    hits: Sequence[Hit]
    total: int
    facets: Mapping[str, Mapping[str, int]]


class Reader(Known, Protocol):
    """One state of the index; later commits do not change it."""

    def search(
        self,
        meaning: Meaning,
        query: SearchQuery,
        *,
        also: Sequence[Key] = (),
        besides: Sequence[Key] = (),
    ) -> Found:
        """Records match that have enough of the words, and those of `also` even if they have
        not; none of `besides` does. By relevance those without the words come last."""

    def object_ids(
        self,
        meaning: Meaning,
        query: SearchQuery,
        *,
        also: Sequence[Key] = (),
        besides: Sequence[Key] = (),
    ) -> list[int]:
        """Every match in the order of `query.sort`."""

    def passing(self, keys: Sequence[Key], meaning: Meaning, query: SearchQuery) -> list[Hit]:
        """Those of these records that are there, pass the filters, have all that is required
        and nothing unwanted; in no order."""

    def covered(
        self, weighed: Sequence[tuple[Clause, float]], keys: Sequence[Key]
    ) -> dict[Key, float]:
        """The summed weight of the clauses that each of these records has, if any."""

    def saying(self, words: Sequence[str], limit: int) -> list[Key]:
        """The records that say these folded words in this order; none if more than `limit`."""

    def similar(self, kind: str, object_id: int, limit: int) -> list[Hit]:
        """Other records of `kind` alike in words, best first; none for an unknown record."""

    def ids(self, kind: str) -> NDArray[np.int64]:
        """Of every record of `kind`, ascending."""

    def covering(
        self, weighed: Sequence[tuple[Clause, float]], kind: str, limit: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The ids of records of `kind` that have any of the clauses, and the summed weight of
        those that each has, most first, no more than `limit`."""

    def suggest(
        self, typed: Sequence[str], kinds: Sequence[str], limit: int, *, typos: bool
    ) -> list[Suggestion]:
        """Records whose title has all the folded words, the last one as a beginning."""


class Writer(Protocol):
    """Changes appear to readers with `commit`."""

    def upsert(self, documents: Iterable[SearchDocument]) -> None: ...

    def delete(self, kind: str, object_ids: Iterable[int]) -> None: ...

    def commit(self) -> None: ...


class Backend(Protocol):
    def reader(self) -> Reader:
        """The newest committed state. Raises SearchUnavailable."""

    def writer(self) -> AbstractContextManager[Writer]:
        """The one writer of the live index.

        Raises IndexIsLocked, and SearchUnavailable when there is no usable index.
        """

    def rebuild(self) -> AbstractContextManager[Writer]:
        """A writer of a new empty index beside the live one.

        The new one takes its place when the block ends without an exception. Raises
        IndexIsLocked while somebody else rebuilds.
        """

    def rebuilding(self) -> bool:
        """Whether somebody is rebuilding at the moment."""

    def generation(self) -> str:
        """Names the live index; another after every rebuild, empty without one."""

    def turn(self) -> AbstractContextManager[None]:
        """Held by the one indexer. Raises IndexIsLocked while another holds it."""

    @property
    def doubted(self) -> bool:
        """Whether a reader has met trouble with the live index."""

    def sound(self) -> bool:
        """Whether the live index is there and undamaged; reads it all."""

    def tidy(self) -> int:
        """Remove what other versions of the code left, once it is of no more use; returns how
        many indexes these were."""


def title_key(title: Sequence[str]) -> str:
    return " ".join(title)[:MAX_TITLE_KEY]


@dataclass(frozen=True)
class Analysed:
    """A document as terms, the same for every backend.

    Weights are given by repetition: a word of the title counts as often as
    TITLE_WEIGHT words of the body.
    """

    document: SearchDocument

    @cached_property
    def _title(self) -> list[tuple[str, str]]:
        return pairs(self.document.title, self.document.lang)

    @cached_property
    def _summary(self) -> list[list[tuple[str, str]]]:
        texts = (self.document.summary, *self.document.keywords)
        return [pairs(text, self.document.lang) for text in texts]

    @cached_property
    def _body(self) -> list[tuple[str, str]]:
        return pairs(self.document.body, self.document.lang)

    @cached_property
    def terms(self) -> list[str]:
        """Words and lemmas of all fields, each as often as it weighs."""
        title = index_terms(self._title)
        summary = index_terms(chain.from_iterable(self._summary))
        return title * TITLE_WEIGHT + summary * SUMMARY_WEIGHT + index_terms(self._body)

    @cached_property
    def title_words(self) -> list[str]:
        return [term for term, _ in self._title]

    @cached_property
    def words(self) -> list[str]:
        """Every folded word in order, fields parted by GAP."""
        found = list(self.title_words)
        for text in (*self._summary, self._body):
            found.append(GAP)
            found += [term for term, _ in text]
        return found

    @cached_property
    def title_key(self) -> str:
        """The folded title: equal titles have equal keys, and titles sort by it."""
        return title_key(self.title_words)

    @cached_property
    def facets(self) -> dict[str, list[str]]:
        document = self.document
        values = {name: list(dict.fromkeys(given)) for name, given in document.facets.items()}
        return {**values, "kind": [document.kind], "lang": [document.lang]}

    @cached_property
    def traits(self) -> dict[str, int]:
        """The lemmas that stand out by number, with their weighted number."""
        counts = Counter(lemma for _, lemma in self._body)
        for weight, texts in ((SUMMARY_WEIGHT, self._summary), (TITLE_WEIGHT, [self._title])):
            for _, lemma in chain.from_iterable(texts):
                counts[lemma] += weight
        stop = folded_stopwords(self.document.lang) | folded_stopwords("en")
        telling = [term for term in counts if len(term) > 2 and term not in stop]
        best = sorted(telling, key=counts.__getitem__, reverse=True)[:TRAITS]
        return {term: counts[term] for term in best}
