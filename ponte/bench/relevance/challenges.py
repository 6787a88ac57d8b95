"""Sixty challenges in ten languages over the practices of the demonstration, judged by us.

A challenge tells a need in a sentence or two, in none of the words of an answer's title, and
means the same in every language. Grades, from the text of each practice: 3 answers it, 2
answers an essential part, 1 touches it. Ten have no answer in the collection.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ponte.bench.relevance.judged import KIND, JudgedSet, Query, read_challenges, read_judgements
from ponte.demo.records import read
from ponte.practices.models import Practice
from ponte.practices.search import body_texts
from ponte.search.documents import SearchDocument

DATA = Path(__file__).parent / "data"
LEAST = 2
TEXTS = (
    "detailed_information",
    "evidence_of_success",
    "potential_for_learning_or_transfer",
    "challenges_encountered",
    "resources_needed",
    "institution_name",
    "institution_city",
)


def load() -> JudgedSet:
    """Raises Unreadable."""
    documents = {
        row["external_id"]: document(number, row) for number, row in enumerate(practices(), 1)
    }
    queries = [
        Query(f"{challenge}-{path.stem}", path.stem, text, challenge)
        for path in sorted((DATA / "challenges").glob("*.tsv"))
        for challenge, text in read_challenges(path)
    ]
    needs = {query.need for query in queries}
    judgements = read_judgements(DATA / "judgements.tsv", needs, set(documents))
    return JudgedSet("challenges", documents, queries, judgements, LEAST)


def practices() -> Iterator[Mapping[str, Any]]:
    """The demonstration's published practices, as written in its files."""
    yield from read("practice")
    for row in read("journey"):
        if any(step["do"] == "validate" for step in row["steps"]):
            yield row


def document(number: int, row: Mapping[str, Any]) -> SearchDocument:
    """What a practice becomes in search, but for the names of its region."""
    practice = Practice(**{name: row[name] for name in TEXTS if name in row})
    return SearchDocument(
        kind=KIND,
        object_id=number,
        lang="en",
        title=row["title"],
        url="",
        summary=row["short_summary"],
        keywords=tuple(filter(None, (*row["keywords"], row.get("city")))),
        body="\n\n".join(filter(None, body_texts(practice))),
    )
