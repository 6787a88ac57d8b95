"""What every backend offers, and how a document looks to all of them."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from ponte.search.analysis import folded_stopwords, index_terms, lemma, tokens, words
from ponte.search.documents import Hit, SearchDocument, SearchQuery, Suggestion
from ponte.search.meaning import Known, Meaning

TITLE_WEIGHT = 4
SUMMARY_WEIGHT = 2
# Stands between two fields, so that no phrase reaches from one into the next.
GAP = "\x1f"
TRAITS = 40
MAX_TITLE_KEY = 500  # characters

# Bonuses above any score of words: the very title, and the text as part of a title.
IS_TITLE = 2000.0
IN_TITLE = 1000.0
# Bonus for a word as typed above words it may have been meant for.
EXACT = 500.0


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

    @property
    def documents(self) -> int:
        """How many records it holds."""

    def search(self, meaning: Meaning, query: SearchQuery) -> Found: ...

    def object_ids(self, meaning: Meaning, query: SearchQuery) -> list[int]:
        """Every match in the order of `query.sort`."""

    def similar(self, kind: str, object_id: int, limit: int) -> list[Hit]:
        """Other records of `kind` alike in words, best first; none for an unknown record."""

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
    def terms(self) -> list[str]:
        """Words and lemmas of all fields, each as often as it weighs."""
        document = self.document
        title = index_terms(document.title, document.lang)
        summary = index_terms("\n".join([document.summary, *document.keywords]), document.lang)
        body = index_terms(document.body, document.lang)
        return title * TITLE_WEIGHT + summary * SUMMARY_WEIGHT + body

    @cached_property
    def title_words(self) -> list[str]:
        return words(self.document.title)

    @cached_property
    def words(self) -> list[str]:
        """Every folded word in order, fields parted by GAP."""
        document = self.document
        found = list(self.title_words)
        for text in (document.summary, *document.keywords, document.body):
            found += [GAP, *words(text)]
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
        document = self.document
        counts: dict[str, int] = {}
        stop = folded_stopwords(document.lang) | folded_stopwords("en")
        for text, weight in (
            (document.title, TITLE_WEIGHT),
            ("\n".join([document.summary, *document.keywords]), SUMMARY_WEIGHT),
            (document.body, 1),
        ):
            for token in tokens(text):
                if len(token.term) > 2 and token.term not in stop:
                    term = lemma(text[token.start : token.end], document.lang)
                    counts[term] = counts.get(term, 0) + weight
        best = sorted(counts, key=lambda term: (-counts[term], term))[:TRAITS]
        return {term: counts[term] for term in best}
