"""Real texts of others as judged sets. They are read where they lie and never kept.

- projects: 100 projects of the structural funds in each language; the query is a title, the
  document its description.
- belebele: passages in English and German; the query is a question about one of them, in the
  language of the passages or in the other.
"""

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from ponte.bench.relevance.judged import JudgedSet, Query, document

PROJECTS = Path("eu_structural_funds_projects") / "projects_dev.csv.gz"
PROJECT_LANGUAGES = ("da", "de", "el", "en", "hr", "nl", "sk", "sl", "sv")
BELEBELE = Path("belebele_en_de")
BELEBELE_FILES = {"en": "eng_Latn.jsonl", "de": "deu_Latn.jsonl"}


def projects(folder: Path, each: int) -> JudgedSet:
    """`each` projects per language, always the same ones."""
    chosen = _chosen(_telling(folder / PROJECTS), each)
    return JudgedSet(
        "projects",
        {
            row["id"]: document(number, row["language"], "", row["description"])
            for number, row in enumerate(chosen, start=1)
        },
        [Query(row["id"], row["language"], row["title"], row["id"]) for row in chosen],
        {row["id"]: {row["id"]: 1} for row in chosen},
    )


def _telling(path: Path) -> Iterator[Mapping[str, str]]:
    """Rows whose title and description no other row has, or the answer would not be one."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["language"] in PROJECT_LANGUAGES]
    having: dict[str, int] = defaultdict(int)
    for row in rows:
        having[row["title"]] += 1
        having[row["description"]] += 1
    return (row for row in rows if having[row["title"]] == having[row["description"]] == 1)


def _chosen(rows: Iterator[Mapping[str, str]], each: int) -> list[Mapping[str, str]]:
    """Some of each language, by chance that is the same each time."""
    by_language = defaultdict(list)
    for row in sorted(rows, key=lambda row: sha256(row["id"].encode()).digest()):
        by_language[row["language"]].append(row)
    return [row for language in PROJECT_LANGUAGES for row in by_language[language][:each]]


def belebele(folder: Path) -> list[JudgedSet]:
    """One set for each language of passages; its questions are in both."""
    passages = {lang: _passages(folder / BELEBELE / name) for lang, name in BELEBELE_FILES.items()}
    queries = [
        Query(f"{number}-{place}-{lang}", lang, item["question"], f"{number}-{place}")
        for lang, rows in passages.items()
        for number, row in enumerate(rows, start=1)
        for place, item in enumerate(row["items"], start=1)
    ]
    judgements = {query.need: {query.need.split("-")[0]: 1} for query in queries}
    return [
        JudgedSet(
            f"belebele, passages in {lang}",
            {
                str(number): document(number, lang, "", row["text"])
                for number, row in enumerate(rows, start=1)
            },
            queries,
            judgements,
        )
        for lang, rows in passages.items()
    ]


def _passages(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]
