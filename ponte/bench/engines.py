"""The engines that ours is measured against, each asked in the quickest way it offers."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import tantivy
from tantivy import Occur, Query

from ponte import search
from ponte.search.analysis import forms
from ponte.search.documents import SearchDocument, SearchQuery

FACETS = ("topic", "country", "year")
TOP = 10
SQLITE_CACHE_KIB = 200_000


class Question(NamedTuple):
    """Two words joined by `how`: all, any, prefix (the second begins a word) or phrase.

    `country` narrows, where given.
    """

    one: str
    other: str
    how: str
    country: str = ""
    facets: tuple[str, ...] = FACETS


class Ours:
    """The full facade: analysis, building, search, facet counts, hits."""

    name = "Ponte"

    def ask(self, question: Question) -> int:
        text, operator = f"{question.one} {question.other}", "all"
        if question.how == "prefix":
            text += "*"
        elif question.how == "phrase":
            text = f'"{text}"'
        elif question.how == "any":
            operator = "any"
        result = search.query(
            SearchQuery(
                text,
                filters={"country": [question.country]} if question.country else {},
                facets=question.facets,
                operator=operator,
                mode="lexical",
                limit=TOP,
            )
        )
        return result.total


class BareTantivy:
    """The same index without the facade: queries are built beforehand, not measured."""

    name = "tantivy"

    def __init__(self, path: Path):
        self._index = tantivy.Index.open(str(path))
        self._searcher = self._index.searcher()
        self._built: dict[Question, Query] = {}

    def prepare(self, question: Question) -> None:
        self._built[question] = self._build(question)

    def ask(self, question: Question) -> int:
        query = self._built[question]
        found = self._searcher.search(query, TOP)
        if question.facets:
            wanted = {
                name: {"terms": {"field": f"facet_{name}", "size": 1000}}
                for name in question.facets
            }
            self._searcher.aggregate(query, wanted)
        for _, address in found.hits:
            self._searcher.doc(address).to_dict()
        return int(found.count or 0)

    def _build(self, question: Question) -> Query:
        schema = self._index.schema
        first = self._word(question.one)
        if question.how == "phrase":
            query = Query.phrase_query(schema, "words", [question.one, question.other])
        elif question.how == "prefix":
            start = Query.fuzzy_term_query(schema, "words", question.other, 0, prefix=True)
            query = Query.boolean_query([(Occur.Must, first), (Occur.Must, start)])
        else:
            occur = Occur.Must if question.how == "all" else Occur.Should
            query = Query.boolean_query([(occur, first), (occur, self._word(question.other))])
        if not question.country:
            return query
        country = Query.term_query(schema, "facet_country", question.country, "basic")
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, country)])

    def _word(self, word: str) -> Query:
        terms = [
            (Occur.Should, Query.term_query(self._index.schema, "terms", term, "freq"))
            for term in forms(word, ["en"])
        ]
        return terms[0][1] if len(terms) == 1 else Query.boolean_query(terms)


class Fts5:
    """SQLite's full text: Porter's stemmer, bm25 with our weights, facets by one pass."""

    name = "SQLite FTS5"

    def __init__(self, path: Path):
        self.path = path
        self._database = sqlite3.connect(path)
        self._database.executescript(f"""
            PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=1000000000;
            PRAGMA cache_size=-{SQLITE_CACHE_KIB};
            CREATE TABLE record (id INTEGER PRIMARY KEY, title TEXT, kind TEXT, topic TEXT,
                country TEXT, year TEXT);
            CREATE VIRTUAL TABLE words USING fts5(title, body, content='', prefix='3',
                tokenize='porter unicode61');
        """)

    def fill(self, documents: Iterable[SearchDocument]) -> None:
        for document in documents:
            self._insert(document)
        self._database.commit()
        self._database.execute("INSERT INTO words (words) VALUES ('optimize')")
        self._database.commit()

    def size(self) -> int:
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return self.path.stat().st_size

    def add(self, document: SearchDocument) -> None:
        self._insert(document)
        self._database.commit()

    def ask(self, question: Question) -> int:
        where = "words MATCH ?"
        values = [_match(question)]
        if question.country:
            where += " AND +record.country = ?"
            values.append(question.country)
        # CROSS JOIN keeps the planner from reading the records first.
        joined = f"words CROSS JOIN record ON record.id = words.rowid WHERE {where}"
        self._database.execute(
            f"SELECT record.id, record.title FROM {joined} "  # noqa: S608
            f"ORDER BY bm25(words, 4, 1) LIMIT {TOP}",
            values,
        ).fetchall()
        columns = ", ".join(question.facets) or "1"
        rows = self._database.execute(f"SELECT {columns} FROM {joined}", values).fetchall()  # noqa: S608
        for at in range(len(question.facets)):
            Counter(row[at] for row in rows)
        return len(rows)

    def _insert(self, document: SearchDocument) -> None:
        facets = [document.facets[name][0] for name in FACETS]
        self._database.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)",
            [document.object_id, document.title, document.kind, *facets],
        )
        self._database.execute(
            "INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)",
            [document.object_id, document.title, document.body],
        )


def _match(question: Question) -> str:
    match question.how:
        case "prefix":
            return f"{question.one} {question.other}*"
        case "phrase":
            return f'"{question.one} {question.other}"'
        case "any":
            return f"{question.one} OR {question.other}"
        case _:
            return f"{question.one} {question.other}"


class Postgres:
    """PostgreSQL's full text: English stemmer, weighted vector under GIN, facets by
    grouping sets over the matches read once."""

    name = "PostgreSQL"
    operators = {"all": " & ", "prefix": " & ", "any": " | ", "phrase": " <-> "}

    def __init__(self, url: str):
        self._database = psycopg.connect(url, autocommit=True)
        self._database.execute("DROP TABLE IF EXISTS bench_record")
        self._database.execute("""
            CREATE TABLE bench_record (id bigint PRIMARY KEY, title text, kind text, topic text,
                country text, year text, words tsvector)
        """)
        self._database.execute("SET jit = off")

    def fill(self, documents: Iterable[SearchDocument]) -> None:
        self._database.execute("""
            CREATE TEMP TABLE raw (id bigint, title text, kind text, topic text, country text,
                year text, body text)
        """)
        with self._database.cursor().copy("COPY raw FROM STDIN") as copy:
            for document in documents:
                copy.write_row(_row(document))
        self._database.execute(f"INSERT INTO bench_record {_SELECT_FROM_RAW}")
        self._database.execute("CREATE INDEX ON bench_record USING gin (words)")
        self._database.execute("VACUUM ANALYZE bench_record")

    def size(self) -> int:
        row = self._database.execute("SELECT pg_total_relation_size('bench_record')").fetchone()
        return int(row[0]) if row else 0

    def add(self, document: SearchDocument) -> None:
        self._database.execute("TRUNCATE raw")
        places = ", ".join(["%s"] * 7)
        self._database.execute(f"INSERT INTO raw VALUES ({places})", _row(document))  # noqa: S608
        self._database.execute(f"INSERT INTO bench_record {_SELECT_FROM_RAW}")

    def ask(self, question: Question) -> int:
        words = f"{question.one}{self.operators[question.how]}{question.other}"
        words += ":*" if question.how == "prefix" else ""
        values = [words, *([question.country] if question.country else [])]
        where = "words @@ to_tsquery('english', %s)"
        where += " AND country = %s" if question.country else ""
        self._database.execute(
            f"SELECT id, title FROM bench_record WHERE {where} ORDER BY ts_rank("  # noqa: S608
            f"'{{0.1, 0.1, 0.25, 1}}', words, to_tsquery('english', %s)) DESC LIMIT {TOP}",
            [*values, words],
        ).fetchall()
        return self._count(question.facets, where, values)

    def _count(self, facets: tuple[str, ...], where: str, values: list[str]) -> int:
        if not facets:
            query = f"SELECT count(*) FROM bench_record WHERE {where}"  # noqa: S608
            return int(self._database.execute(query, values).fetchall()[0][0])
        columns = ", ".join(facets)
        sets = ", ".join(f"({name})" for name in facets)
        rows = self._database.execute(
            f"WITH hit AS MATERIALIZED (SELECT {columns} FROM bench_record WHERE {where}) "  # noqa: S608
            f"SELECT {columns}, count(*) FROM hit GROUP BY GROUPING SETS ({sets}, ())",
            values,
        ).fetchall()
        return max((row[-1] for row in rows), default=0)

    def drop(self) -> None:
        self._database.execute("DROP TABLE bench_record")
        self._database.close()


_SELECT_FROM_RAW = """
    SELECT id, title, kind, topic, country, year,
        setweight(to_tsvector('english', title), 'A')
        || setweight(to_tsvector('english', body), 'C')
    FROM raw
"""


def _row(document: SearchDocument) -> tuple[Any, ...]:
    facets = [document.facets[name][0] for name in FACETS]
    return (document.object_id, document.title, document.kind, *facets, document.body)
