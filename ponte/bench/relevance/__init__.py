"""Relevance: how good the first hits are, by words, by meaning and by both, on judged sets."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from ponte.bench.relevance import challenges, known_items, tables
from ponte.bench.relevance.judged import JudgedSet, Unreadable, load
from ponte.bench.relevance.ranking import MODES, fill, nearness, prepared, rankings
from ponte.bench.relevance.results import Results
from ponte.bench.scratch import in_scratch
from ponte.search.encoders import encoder

PER_LANGUAGE = 100
OPTIONS = ("documents", "queries", "judgements", "least", "data", "each", "cache")


def add_arguments(parser) -> None:
    parser.add_argument("--documents", type=Path, help="a judged set of your own: its documents")
    parser.add_argument("--queries", type=Path, help="its queries")
    parser.add_argument("--judgements", type=Path, help="its judgements, TSV or TREC's qrels")
    parser.add_argument("--least", type=int, default=1, help="the lowest grade of an answer there")
    parser.add_argument(
        "--data",
        type=Path,
        default=os.environ.get("PONTE_BENCH_DATA") or None,
        help="folder of the sets of others (or PONTE_BENCH_DATA): projects and belebele",
    )
    parser.add_argument("--each", type=int, default=PER_LANGUAGE, help="projects in each language")
    parser.add_argument(
        "--cache", type=Path, default=settings.DATA_DIR / "bench", help="for encoded texts"
    )
    parser.add_argument("--measure", action="store_true", help="internal, prints JSON")


def run(*, measure: bool, **options) -> None:
    """Print a table for each judged set, then the goals."""
    try:
        sets = judged_sets(**options)
    except Unreadable as error:
        raise CommandError(str(error)) from error
    if measure:
        sys.stdout.write(json.dumps(measured(sets, options["cache"])) + "\n")
        return
    found = in_scratch("relevance", "--measure", *arguments(**options))
    results = [Results(judged, **found[judged.name]) for judged in sets]
    lines = [line for each in results for line in [*tables.table(each), ""]]
    lines += [line for each in results for line in tables.answering(each)]
    lines += tables.goals(results)
    lines += absent(options["data"])
    sys.stdout.write("\n".join(lines) + "\n")


def judged_sets(*, documents, queries, judgements, least, data, each, **_) -> list[JudgedSet]:
    """The set in these files; without them ours, and of those of others what is there."""
    if documents or queries or judgements:
        if not (documents and queries and judgements):
            raise Unreadable("A judged set has --documents, --queries and --judgements.")
        return [load(documents, queries, judgements, least)]
    sets = [challenges.load()]
    if data and (data / known_items.BELEBELE).exists():
        sets += known_items.belebele(data)
    if data and (data / known_items.PROJECTS).exists():
        sets.append(known_items.projects(data, each))
    return sets


def measured(sets: list[JudgedSet], cache: Path) -> dict[str, dict[str, Any]]:
    """Of each set what Results are made of; by words alone where there is no encoder."""
    modes = MODES if encoder() else MODES[:1]
    found = {}
    with prepared(cache):
        for judged in sets:
            fill(judged)
            found[judged.name] = {
                "rankings": rankings(judged, modes),
                "nearness": nearness(judged) if judged.unanswerable else {},
            }
    return found


def arguments(**options) -> list[str]:
    """The same options, as written on the command line."""
    return [
        f"--{name}={value.resolve() if isinstance(value, Path) else value}"
        for name, value in options.items()
        if name in OPTIONS and value
    ]


def absent(data: Path | None) -> list[str]:
    """A sentence for each set of others that is not there."""
    return [
        f"{path.parts[0]} was not measured: give the folder above it by --data."
        for path in (known_items.BELEBELE, known_items.PROJECTS)
        if not (data and (data / path).exists())
    ]
