"""A judged set: documents, queries in some languages, and which document answers which query.

As files, in UTF-8 and without a heading, fields parted by tabs (text itself has none):

- documents: id, language, title, text
- queries: id, language, text
- judgements: query, document, grade; or as TREC's qrels, parted by white space: query,
  iteration (not read), document, grade. Grade 0 is no answer; what is not listed has 0.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ponte.search.documents import SearchDocument

KIND = "judged"


class Unreadable(Exception):
    """A file of a judged set says something that cannot be; with file and line."""


@dataclass(frozen=True, slots=True)
class Query:
    """`need` is what the query asks for, whatever its language: queries of the same need in
    several languages have the same one."""

    id: str
    lang: str
    text: str
    need: str


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """`documents` maps an id to its document, all of one kind. `judgements` maps a need to the
    grades of documents. `least` is the lowest grade of an answer."""

    name: str
    documents: Mapping[str, SearchDocument]
    queries: Sequence[Query]
    judgements: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    least: int = 1

    def grades(self, query: Query) -> Mapping[str, int]:
        return self.judgements.get(query.need, {})

    def has_answer(self, query: Query) -> bool:
        return any(grade >= self.least for grade in self.grades(query).values())

    @property
    def unanswerable(self) -> list[Query]:
        return [query for query in self.queries if not self.has_answer(query)]


def load(documents: Path, queries: Path, judgements: Path, least: int = 1) -> JudgedSet:
    """The set in these files. Raises Unreadable."""
    known = read_documents(documents)
    asked = [Query(*row, need=row[0]) for row in read_queries(queries)]
    grades = read_judgements(judgements, {query.need for query in asked}, set(known))
    return JudgedSet(queries.stem, known, asked, grades, least)


def read_documents(path: Path) -> dict[str, SearchDocument]:
    return {
        name: document(number, lang, title, text)
        for number, (name, lang, title, text) in enumerate(_unlike(path, 4), start=1)
    }


def document(number: int, lang: str, title: str, text: str) -> SearchDocument:
    return SearchDocument(kind=KIND, object_id=number, lang=lang, title=title, url="", body=text)


def read_queries(path: Path) -> list[tuple[str, str, str]]:
    """Id, language and text of each."""
    return [(name, lang, text) for name, lang, text in _unlike(path, 3)]


def read_challenges(path: Path) -> list[tuple[str, str]]:
    """Id and text of each; the file has a language of its own."""
    return [(name, text) for name, text in _unlike(path, 2)]


def read_judgements(path: Path, needs: set[str], documents: set[str]) -> dict[str, dict[str, int]]:
    """The grades of documents by need; both must be known."""
    found: dict[str, dict[str, int]] = {}
    for line, (need, name, grade) in _judgements(path):
        if need not in needs:
            raise Unreadable(f"{path}, line {line}: there is no query {need}.")
        if name not in documents:
            raise Unreadable(f"{path}, line {line}: there is no document {name}.")
        if name in found.setdefault(need, {}):
            raise Unreadable(f"{path}, line {line}: {name} was judged for {need} before.")
        # TREC has negative grades for spam, which is no answer either.
        found[need][name] = max(0, grade)
    return found


def _judgements(path: Path) -> Iterator[tuple[int, tuple[str, str, int]]]:
    for line, text in _lines(path):
        parts = text.split()
        if len(parts) == 4:
            del parts[1]
        if len(parts) != 3:
            raise Unreadable(f"{path}, line {line}: expected query, document and grade.")
        need, name, grade = parts
        try:
            yield line, (need, name, int(grade))
        except ValueError:
            raise Unreadable(f"{path}, line {line}: the grade {grade} is no number.") from None


def _unlike(path: Path, fields: int) -> Iterator[list[str]]:
    """The rows of a file, each with an id of its own."""
    seen: set[str] = set()
    for line, row in _rows(path, fields):
        if row[0] in seen:
            raise Unreadable(f"{path}, line {line}: {row[0]} was there before.")
        seen.add(row[0])
        yield row


def _rows(path: Path, fields: int) -> Iterator[tuple[int, list[str]]]:
    for line, text in _lines(path):
        row = [part.strip() for part in text.split("\t")]
        if len(row) != fields:
            raise Unreadable(
                f"{path}, line {line}: expected {fields} fields parted by tabs, found {len(row)}."
            )
        if not row[0] or not row[-1]:
            raise Unreadable(f"{path}, line {line}: id or text is missing.")
        yield line, row


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file with their numbers, without the empty ones."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Unreadable(f"{path}, line {line}: not in UTF-8.") from None
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}.") from None
    for line, each in enumerate(text.split("\n"), start=1):
        if each.strip():
            yield line, each.rstrip("\r")
