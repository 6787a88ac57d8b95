"""The embedded engine: tantivy, one index folder per rebuild, readers in every process."""

import hashlib
import json
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache, wraps
from importlib.metadata import version
from math import log
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
import tantivy
from django.conf import settings
from numpy.typing import NDArray
from tantivy import Occur, Query

from ponte.search.backends.base import (
    EXACT,
    IN_TITLE,
    IS_TITLE,
    STALE,
    Analysed,
    Found,
    IndexIsLocked,
    title_key,
)
from ponte.search.backends.folder import CURRENT, IndexFolder
from ponte.search.documents import (
    Hit,
    SearchDocument,
    SearchQuery,
    SearchUnavailable,
    Sort,
    Suggestion,
)
from ponte.search.meaning import Clause, Meaning
from ponte.search.registry import facet_names
from ponte.search.typos import tolerance

# The most a writer takes, in bytes. Much for a rebuild: the fewer segments it leaves, the
# quicker the queries.
UPDATE_MEMORY = 50_000_000
REBUILD_MEMORY = 500_000_000
MAX_VALUES = 10_000
MAX_KNOWN_HITS = 5_000
SIMILAR_TERMS = 20
SEGMENT_FILES = ("fast", "fieldnorm", "idx", "pos", "store", "term")
LONG_AGO = -(2**62)

# Raise it when documents are written differently under the same fields.
LAYOUT = 3


@lru_cache(maxsize=4)
def schema_of(facets: tuple[str, ...]) -> tantivy.Schema:
    """The schema of an index with these facets."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("title_words", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("title_key", fast=True, tokenizer_name="raw", index_option="basic")
    for facet in facets:
        name = facet_field(facet)
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("marks", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("object_id", fast=True)
    builder.add_integer_field("time", fast=True)
    builder.add_bytes_field("hit", stored=True)
    builder.add_bytes_field("traits", stored=True)
    return builder.build()


def facet_field(facet: str) -> str:
    return f"facet_{facet}"


def fields_of(document: SearchDocument) -> dict[str, Any]:
    """The document as the schema's fields."""
    record = Analysed(document)
    hit = [document.kind, str(document.object_id), document.lang, document.url, document.title]
    time = int(document.date.timestamp() * 1_000_000) if document.date else LONG_AGO
    return {
        "key": key_of(document.kind, document.object_id),
        "terms": " ".join(record.terms),
        "words": " ".join(record.words),
        "title_words": " ".join(record.title_words),
        "title_key": record.title_key,
        "object_id": document.object_id,
        "time": time,
        "marks": ["stale"] if document.is_stale else [],
        "hit": "\n".join(hit).encode(),
        "traits": json.dumps(record.traits).encode(),
        **{facet_field(name): values for name, values in record.facets.items()},
    }


def key_of(kind: str, object_id: int) -> str:
    return f"{kind}:{object_id}"


P = ParamSpec("P")
T = TypeVar("T")


def guarded(
    method: "Callable[Concatenate[TantivyReader, P], T]",
) -> "Callable[Concatenate[TantivyReader, P], T]":
    @wraps(method)
    def call(self: "TantivyReader", *args: P.args, **kwargs: P.kwargs) -> T:
        with self.guard:
            return method(self, *args, **kwargs)

    return call


class TantivyReader:
    def __init__(
        self,
        searcher: tantivy.Searcher,
        schema: tantivy.Schema,
        facets: Iterable[str],
        guard: "Guard",
    ):
        self.guard = guard
        self._searcher = searcher
        self._schema = schema
        self._facets = frozenset(facets)
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
    def search(self, meaning: Meaning, query: SearchQuery) -> Found:
        words = self._words(meaning)
        filters = self._filters(query.filters)
        found = self._ordered(
            words, filters, meaning, query.sort, limit=query.limit, offset=query.offset
        )
        relevant = query.sort == "relevance"
        return Found(
            hits=[
                self._hit(score if relevant else 0.0, address)
                for score, address in found.hits[: query.limit]
            ],
            total=_count(found),
            facets=self._counts(words, filters, query.facets, anything=bool(_count(found))),
        )

    @guarded
    def object_ids(self, meaning: Meaning, query: SearchQuery) -> list[int]:
        words = self._words(meaning)
        filters = self._filters(query.filters)
        total = _count(self._searcher.search(_narrowed(words, filters.values()), 1))
        found = self._ordered(words, filters, meaning, query.sort, limit=total)
        return self._object_ids(found).tolist()

    @guarded
    def similar(self, kind: str, object_id: int, limit: int) -> list[Hit]:
        itself = self._term("key", key_of(kind, object_id))
        found = self._searcher.search(itself, 1, count=False).hits
        if not found or not limit:
            return []
        traits = json.loads(self._searcher.doc(found[0][1]).get_first("traits") or b"{}")
        alike = [
            (Occur.Should, Query.boost_query(self._term("terms", term, "freq"), weight))
            for term, weight in self._telling(traits)
        ]
        if not alike:
            return []
        query = Query.boolean_query(
            [
                (Occur.Must, Query.boolean_query(alike)),
                (Occur.Must, self._any_value("kind", [kind])),
                (Occur.MustNot, itself),
            ]
        )
        hits = self._searcher.search(query, limit, count=False).hits
        return [self._hit(score, address) for score, address in hits]

    @guarded
    def ids(self, kind: str) -> NDArray[np.int64]:
        if kind not in self._ids:
            found = self._searcher.search(self._any_value("kind", [kind]), max(1, self.documents))
            self._ids[kind] = np.sort(self._object_ids(found))
        return self._ids[kind]

    @guarded
    def covering(
        self, weighed: Sequence[tuple[Clause, float]], kind: str, limit: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        having = Query.boolean_query(
            [
                (Occur.Should, Query.const_score_query(self._clause(clause), weight))
                for clause, weight in weighed
            ]
        )
        within = _narrowed(having, [self._any_value("kind", [kind])])
        found = self._searcher.search(within, limit, count=False)
        return self._object_ids(found), np.array([score for score, _ in found.hits], np.float32)

    def _object_ids(self, found: tantivy.SearchResult) -> NDArray[np.int64]:
        addresses = [address for _, address in found.hits]
        return np.array(self._searcher.fast_field_values("object_id", addresses), np.int64)

    @guarded
    def suggest(
        self, typed: Sequence[str], kinds: Sequence[str], limit: int, *, typos: bool
    ) -> list[Suggestion]:
        *whole, last = typed
        having = [(Occur.Must, self._like("title_words", word, typos=typos)) for word in whole]
        having.append((Occur.Must, self._like("title_words", last, typos=typos, prefix=True)))
        if kinds:
            having.append((Occur.Must, self._any_value("kind", kinds)))
        start = Query.fuzzy_term_query(
            self._schema, "title_key", " ".join(typed), distance=0, prefix=True
        )
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

    def _words(self, meaning: Meaning) -> Query:
        """Records with the words, scored by them."""
        parts = []
        if meaning.clauses:
            parts.append((Occur.Must, self._enough(meaning.clauses, meaning.needed)))
        parts += [(Occur.Must, self._clause(clause)) for clause in meaning.required]
        if not parts:
            parts.append((Occur.Must, Query.const_score_query(Query.all_query(), 0.0)))
        parts += [(Occur.MustNot, self._clause(clause)) for clause in meaning.unwanted]
        return parts[0][1] if len(parts) == 1 else Query.boolean_query(parts)

    def _enough(self, clauses: Sequence[Clause], needed: int) -> Query:
        if needed == len(clauses):
            return Query.boolean_query([(Occur.Must, self._clause(each)) for each in clauses])
        if needed == 1:
            # One flat union: the engine then skips what cannot reach the first page.
            flat = [(Occur.Should, part) for each in clauses for part in self._parts(each)]
            return Query.boolean_query(flat)
        return Query.boolean_query(
            [(Occur.Should, self._clause(each)) for each in clauses],
            minimum_number_should_match=needed,
        )

    def _clause(self, clause: Clause) -> Query:
        parts = self._parts(clause)
        if len(parts) == 1:
            return parts[0]
        return Query.boolean_query([(Occur.Should, part) for part in parts])

    def _parts(self, clause: Clause) -> list[Query]:
        if clause.prefix:
            return [
                Query.fuzzy_term_query(
                    self._schema, "words", clause.prefix, distance=0, prefix=True
                )
            ]
        if clause.phrase:
            return [self._phrase("words", clause.phrase)]
        parts = [self._term("terms", term, "freq") for term in clause.terms]
        if clause.guesses:
            parts += [Query.const_score_query(part, EXACT) for part in parts]
            parts += [self._term("terms", term, "freq") for term in clause.guesses]
        return parts

    def _with_title(self, words: Query, meaning: Meaning) -> Query:
        """The words, with a bonus for records with this very title or them in the title."""
        inside = self._phrase("title_words", meaning.title)
        union = len(meaning.clauses) > meaning.needed
        # A union is twice as quick without a bonus, and mostly there is nothing to get it.
        if union and not self._searcher.search(inside, 1, count=False).hits:
            return words
        whole = self._term("title_key", title_key(meaning.title))
        return Query.boolean_query(
            [
                (Occur.Must, words),
                (Occur.Should, Query.const_score_query(inside, IN_TITLE)),
                (Occur.Should, Query.const_score_query(whole, IS_TITLE - IN_TITLE)),
            ]
        )

    def _stale_later(self, words: Query) -> Query:
        """The words, with less for stale records; as they are while there are none."""
        if not self._searcher.doc_freq("marks", "stale"):
            return words
        stale = Query.const_score_query(self._term("marks", "stale"), -STALE)
        return Query.boolean_query([(Occur.Must, words), (Occur.Should, stale)])

    def _filters(self, filters: Mapping[str, Sequence[str]]) -> dict[str, Query]:
        return {name: self._any_value(name, values) for name, values in filters.items() if values}

    def _any_value(self, facet: str, values: Sequence[str]) -> Query:
        if facet not in self._facets:
            return Query.empty_query()
        name = facet_field(facet)
        if len(values) == 1:
            one = self._term(name, values[0])
        else:
            one = Query.term_set_query(self._schema, name, list(values))
        return Query.const_score_query(one, 0.0)

    def _counts(
        self, words: Query, filters: dict[str, Query], facets: Sequence[str], *, anything: bool
    ) -> dict[str, dict[str, int]]:
        """How many records have each value; a facet's own filter is left out for its
        values. `anything` says whether any record passes all filters."""
        counts: dict[str, dict[str, int]] = {name: {} for name in facets}
        known = [name for name in facets if name in self._facets]
        free = [name for name in known if name not in filters]
        if free and anything:
            counts |= self._aggregate(_narrowed(words, filters.values()), free)
        for name in known:
            if name in filters:
                others = [each for other, each in filters.items() if other != name]
                counts |= self._aggregate(_narrowed(words, others), [name])
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
        words: Query,
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
            if meaning.title:
                words = self._with_title(words, meaning)
            words = self._stale_later(words)
        return self._searcher.search(_narrowed(words, filters.values()), **options)

    def _telling(self, traits: Mapping[str, int]) -> list[tuple[str, float]]:
        """The traits that set a record apart, each with its weight."""
        weighed = [
            (term, count * log(1 + self.documents / (1 + self.frequency(term))))
            for term, count in traits.items()
        ]
        return sorted(weighed, key=lambda each: (-each[1], each[0]))[:SIMILAR_TERMS]

    def _like(self, name: str, word: str, *, typos: bool, prefix: bool = False) -> Query:
        return Query.fuzzy_term_query(
            self._schema, name, word, distance=tolerance(word) if typos else 0, prefix=prefix
        )

    def _phrase(self, name: str, phrase: tuple[str, ...]) -> Query:
        if len(phrase) == 1:
            return self._term(name, phrase[0], "position")
        return Query.phrase_query(self._schema, name, list(phrase))

    def _term(self, name: str, value: str, option: str = "basic") -> Query:
        return Query.term_query(self._schema, name, value, option)

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


def _narrowed(query: Query, filters: Iterable[Query]) -> Query:
    parts = [(Occur.Must, each) for each in (query, *filters)]
    return query if len(parts) == 1 else Query.boolean_query(parts)


@lru_cache(maxsize=64)
def _terms_aggregation(facet: str) -> dict[str, Any]:
    return {"terms": {"field": facet_field(facet), "size": MAX_VALUES}}


class TantivyWriter:
    def __init__(self, writer: tantivy.IndexWriter, schema: tantivy.Schema, guard: "Guard"):
        self._writer = writer
        self._schema = schema
        self._guard = guard

    def upsert(self, documents: Iterable[SearchDocument]) -> None:
        for document in documents:
            fields = fields_of(document)
            with self._guard:
                self._writer.delete_documents_by_term("key", fields["key"])
                self._writer.add_document(tantivy.Document.from_dict(fields, self._schema))

    def delete(self, kind: str, object_ids: Iterable[int]) -> None:
        with self._guard:
            for object_id in object_ids:
                self._writer.delete_documents_by_term("key", key_of(kind, object_id))

    def commit(self) -> None:
        with self._guard:
            self._writer.commit()

    def close(self) -> None:
        """Let what runs in the background end; of no use afterwards."""
        with self._guard:
            self._writer.wait_merging_threads()


class Guard:
    """Around calls of the engine: its failures become SearchUnavailable or IndexIsLocked."""

    def __init__(self, trouble: Callable[[], None]):
        self._trouble = trouble

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: Any
    ) -> None:
        # A panic of the engine is no Exception; its class cannot be imported.
        ours = isinstance(error, ValueError | OSError) or (
            kind is not None and kind.__module__ == "pyo3_runtime"
        )
        if not ours:
            return
        if "LockBusy" in str(error):
            raise IndexIsLocked from error
        self._trouble()
        raise SearchUnavailable(f"The index gave trouble: {error}") from error


@dataclass(frozen=True, slots=True)
class _Live:
    """What a process holds open: an index, the state it was read at, and its reader."""

    name: str
    state: tuple[int, ...]
    index: tantivy.Index
    reader: TantivyReader


class TantivyBackend:
    """Indexes live in `path`, by default in the folder of the settings, one folder per
    schema, so that an older version of the site can run on beside this one."""

    def __init__(self, path: Path | None = None, facets: Sequence[str] | None = None):
        self._facets = tuple(facets if facets is not None else facet_names())
        self._schema = schema_of(self._facets)
        root = path or Path(settings.SEARCH["PATH"])
        self.folder = IndexFolder(root / _fingerprint(self._facets))
        self._guard = Guard(self.folder.doubt)
        self._meta = self.folder.root / CURRENT / "meta.json"
        self._live: _Live | None = None
        self._opening = threading.Lock()

    def reader(self) -> TantivyReader:
        state = self._state()
        live = self._live
        if live is None or live.state != state:
            with self._opening:
                live = self._opened(state)
        return live.reader

    def _state(self) -> tuple[int, ...]:
        """Changes with every commit and every rebuild."""
        try:
            found = self._meta.stat()
        except OSError as error:
            raise SearchUnavailable("There is no index yet.") from error
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _opened(self, state: tuple[int, ...]) -> _Live:
        name, live = self.folder.current(), self._live
        with self._guard:
            if live is None or live.name != name:
                index = tantivy.Index.open(str(self.folder.path(name)))
                # Nobody needs to watch the folder: each query looks by itself.
                index.config_reader("manual")
            else:
                index = live.index
            index.reload()
            reader = TantivyReader(index.searcher(), self._schema, self._facets, self._guard)
        self._live = _Live(name, state, index, reader)
        return self._live

    @contextmanager
    def writer(self) -> Iterator[TantivyWriter]:
        self._state()
        with self._guard:
            index = tantivy.Index.open(str(self.folder.path(self.folder.current())))
        with self._writing(index, UPDATE_MEMORY) as writer:
            yield writer

    @contextmanager
    def _writing(self, index: tantivy.Index, memory: int) -> Iterator[TantivyWriter]:
        with self._guard:
            engine = index.writer(memory, 1)
        writer = TantivyWriter(engine, self._schema, self._guard)
        yield writer
        writer.close()

    @contextmanager
    def rebuild(self) -> Iterator[TantivyWriter]:
        with self.folder.lock("rebuild"):
            self.folder.sweep()
            path = self.folder.new()
            try:
                with self._guard:
                    index = tantivy.Index(self._schema, str(path))
                with self._writing(index, REBUILD_MEMORY) as writer:
                    yield writer
                    writer.commit()
                self.folder.publish(path)
            finally:
                self.folder.sweep()

    def rebuilding(self) -> bool:
        return self.folder.locked("rebuild")

    def generation(self) -> str:
        return self.folder.current() if self._meta.exists() else ""

    @contextmanager
    def turn(self) -> Iterator[None]:
        with self.folder.lock("indexer"):
            yield

    @property
    def doubted(self) -> bool:
        return self.folder.doubted

    def sound(self) -> bool:
        try:
            self.reader()
            checked = _checksums_hold(self.folder.path(self.folder.current()))
        except (SearchUnavailable, OSError, ValueError):
            return False
        if checked:
            self.folder.trust()
        return checked


def _fingerprint(facets: tuple[str, ...]) -> str:
    """The same for the same schema and the same way to write documents."""
    versions = [LAYOUT, version("tantivy"), version("simplemma")]
    return hashlib.sha256(json.dumps([versions, facets]).encode()).hexdigest()[:12]


def _checksums_hold(path: Path) -> bool:
    """Whether every file of the index is as it was written.

    A file ends with a description in JSON (with its `crc`), its length and a magic number,
    four bytes each.
    """
    meta = json.loads((path / "meta.json").read_bytes())
    for segment in meta["segments"]:
        name = segment["segment_id"].replace("-", "")
        suffixes = [*SEGMENT_FILES]
        if segment["deletes"]:
            suffixes.append(f"{segment['deletes']['opstamp']}.del")
        for suffix in suffixes:
            content = (path / f"{name}.{suffix}").read_bytes()
            size = int.from_bytes(content[-8:-4], "little")
            footer = json.loads(content[-8 - size : -8])
            if zlib.crc32(memoryview(content)[: -8 - size]) != footer["crc"]:
                return False
    return True
