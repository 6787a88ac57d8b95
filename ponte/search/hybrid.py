"""Answers a query by words and by meaning.

A match is a record with enough of the words, or one of the few that stand out most in meaning:
their number is bounded, so that totals and counts of facets say something. The first matches
by words and all by meaning are put into one order (see `fusion`); whatever comes after them
goes by words alone. Whoever types a title, a name or a code wants that record: those with this
very title come first, then those with the words in their title, then those that say them
elsewhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ponte.search.backends.base import EXACT, IS_TITLE, Key, Reader
from ponte.search.documents import Hit, Result, SearchQuery
from ponte.search.fusion import GATE, NAME, fused
from ponte.search.languages import reading
from ponte.search.meaning import Clause, Meaning, frequency, understand, weight
from ponte.search.query import parse
from ponte.search.vectors.nearest import Nearest, nearest

# What exactly matches comes before all that does not, whatever its score.
EXACTLY = 1000
# So many matches by words are put into one order with those by meaning.
HEAD = 100
# Words that no more records than this say in their order are a name.
NAMED = 20
# A word that at most one record in so many has is a name too: it counts, however little of the
# query it is.
RARE = 1000
# What no record has.
NOTHING = Clause(terms=("\0",))


def answer(wanted: SearchQuery, reader: Reader) -> Result:
    """One page of what is found. Raises SearchUnavailable."""
    meaning, corrected = understood(wanted, reader)
    near = nearest(wanted, parse(wanted.text))
    if near.understood == "yes":
        found = Both.find(wanted, meaning, near, reader).page()
    else:
        found = by_words(wanted, meaning, reader)
    return replace(found, corrected=corrected, understood=near.understood)


def object_ids(wanted: SearchQuery, reader: Reader) -> list[int]:
    """The ids of all that is found, in the same order. Raises SearchUnavailable."""
    meaning, _ = understood(wanted, reader)
    near = nearest(replace(wanted, facets=()), parse(wanted.text))
    if near.understood == "yes":
        return Both.find(wanted, meaning, near, reader).object_ids()
    found = reader.object_ids(meaning, wanted)
    if meaning.relaxable and len(found) < meaning.enough:
        found = reader.object_ids(meaning.relaxed(), wanted)
    return found


def understood(wanted: SearchQuery, reader: Reader) -> tuple[Meaning, dict[str, tuple[str, ...]]]:
    """What the words mean in the index, and which were taken for others."""
    return understand(
        parse(wanted.text),
        reader,
        reading=reading(wanted.text, wanted.lang),
        operator=wanted.operator,
    )


def by_words(wanted: SearchQuery, meaning: Meaning, reader: Reader) -> Result:
    found = reader.search(meaning, wanted)
    relaxed = meaning.relaxable and found.total < meaning.enough
    if relaxed:
        found = reader.search(meaning.relaxed(), wanted)
    return Result(found.hits, found.total, found.facets, relaxed=relaxed and bool(found.total))


@dataclass(frozen=True, slots=True)
class Both:
    """What a query finds by words and by meaning.

    `order` are the first by words and all by meaning, in one order; beyond them more may match
    by words alone. `also` are the records that match whether or not they have enough of the
    words, or count for other values of a facet; `is_relaxed` says whether some of `order` are
    there for a few words only.
    """

    wanted: SearchQuery
    meaning: Meaning
    reader: Reader
    order: Sequence[Hit]
    also: Sequence[Key]
    is_relaxed: bool

    @classmethod
    def find(cls, wanted: SearchQuery, meaning: Meaning, near: Nearest, reader: Reader):
        if wanted.mode == "semantic":
            meaning = replace(meaning, clauses=(NOTHING,), needed=1, title=())
        first = replace(wanted, sort="relevance", offset=0, limit=HEAD, facets=())
        words = reader.search(meaning, first)
        some = with_some_words(meaning, first, reader) if words.total < meaning.enough else []
        said = reader.saying(meaning.title, NAMED)
        others = reader.passing(list({*near.keys, *said}), meaning, wanted)
        hits = {key_of(hit): hit for hit in (*others, *some, *words.hits)}
        by_words = list(dict.fromkeys(map(key_of, (*words.hits, *some))))
        by_meaning = [key for key in near.keys if key in hits]
        share = shares(meaning, list(hits), reader)
        prominence = near.prominence(list(hits))
        places = {key: place for place, key in enumerate([*by_words, *by_meaning])}
        firsts = {key: exactness(hit.score, said=key in said) for key, hit in hits.items()}
        order = [
            replace(
                hits[key],
                score=EXACTLY * firsts[key] + fused(prominence.get(key, 0.0), share[key]),
                by_words=key in by_words or share[key] >= GATE,
                by_meaning=key in by_meaning,
            )
            for key in sorted(hits, key=lambda key: places.get(key, HEAD))
        ]
        return cls(
            wanted=wanted,
            meaning=meaning,
            reader=reader,
            order=sorted(order, key=lambda hit: -hit.score),
            also=list(dict.fromkeys([*by_meaning, *near.besides, *map(key_of, some)])),
            is_relaxed=any(key_of(hit) not in by_meaning for hit in some),
        )

    def page(self) -> Result:
        found = self.reader.search(
            self.meaning,
            self.wanted if self.is_sorted else replace(self.wanted, limit=0),
            also=self.also,
        )
        hits = self._told(found.hits) if self.is_sorted else self._by_relevance()
        return Result(
            hits=hits,
            total=found.total,
            facets=found.facets,
            relaxed=self.is_relaxed,
            alike=sum(not hit.by_words for hit in self.order),
        )

    def object_ids(self) -> list[int]:
        if self.is_sorted:
            return self.reader.object_ids(self.meaning, self.wanted, also=self.also)
        rest = self.reader.object_ids(self.meaning, self.wanted, besides=self._keys)
        return [hit.object_id for hit in self.order] + rest

    @property
    def is_sorted(self) -> bool:
        """Whether the order is that of a field, which the index keeps."""
        return self.wanted.sort != "relevance"

    @property
    def _keys(self) -> list[Key]:
        return [key_of(hit) for hit in self.order]

    def _by_relevance(self) -> Sequence[Hit]:
        start, end = self.wanted.offset, self.wanted.offset + self.wanted.limit
        hits = self.order[start:end]
        if end <= len(self.order):
            return hits
        rest = replace(
            self.wanted,
            offset=max(0, start - len(self.order)),
            limit=self.wanted.limit - len(hits),
            facets=(),
        )
        found = self.reader.search(self.meaning, rest, besides=self._keys)
        return [*hits, *(replace(hit, score=0.0) for hit in found.hits)]

    def _told(self, hits: Iterable[Hit]) -> list[Hit]:
        """The hits with how they matched."""
        known = {key_of(hit): hit for hit in self.order}
        return [
            replace(hit, by_words=known[key].by_words, by_meaning=known[key].by_meaning)
            if (key := key_of(hit)) in known
            else hit
            for hit in hits
        ]


def with_some_words(meaning: Meaning, first: SearchQuery, reader: Reader) -> Sequence[Hit]:
    """Records with fewer of the words than are wanted, but with enough of their weight."""
    if not meaning.relaxable:
        return []
    found = reader.search(meaning.relaxed(), first).hits
    share = shares(meaning, [key_of(hit) for hit in found], reader)
    return [hit for hit in found if share[key_of(hit)] >= GATE]


def shares(meaning: Meaning, keys: Sequence[Key], reader: Reader) -> dict[Key, float]:
    """How much each record has of the weight of all words; with a word so rare that it is a
    name, as much at least as a name counts for."""
    clauses = [*meaning.clauses, *meaning.required]
    weighed = [(clause, weight(clause, reader)) for clause in clauses]
    whole = sum(each for _, each in weighed) or 1.0
    covered = reader.covered(weighed, keys)
    rare = [
        (clause, NAME) for clause in clauses if frequency(clause, reader) * RARE <= reader.documents
    ]
    named = reader.covered(rare, keys)
    return {key: max(covered.get(key, 0.0) / whole, min(named.get(key, 0.0), NAME)) for key in keys}


def exactness(score: float, *, said: bool) -> int:
    """How exactly a record is what was typed, from its score by words: 3 for this very title, 2
    for the words in the title or a rare word as typed, 1 for the words elsewhere."""
    if score >= IS_TITLE:
        return 3
    return 2 if score >= EXACT else int(said)


def key_of(hit: Hit) -> Key:
    return hit.kind, hit.object_id
