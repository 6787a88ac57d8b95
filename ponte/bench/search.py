"""Search: our engine against bare tantivy, SQLite FTS5 and PostgreSQL, asked in turn."""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test.utils import override_settings
from tqdm import tqdm

from ponte import search
from ponte.bench.corpus import COUNTRIES, Corpus
from ponte.bench.engines import BareTantivy, Fts5, Ours, Postgres, Question
from ponte.search.documents import SearchDocument

# How often, at least, our median is to go into the other's, among this many documents.
GOAL_SIZE = 200_000
GOALS = {
    ("two words, any, 3 facets", "SQLite FTS5"): 20.0,
    ("two words, any, 3 facets", "PostgreSQL"): 40.0,
    ("two words, all, 3 facets", "SQLite FTS5"): 4.0,
    ("two words, all, 3 facets", "PostgreSQL"): 8.0,
    ("two words, any, 3 facets", "tantivy"): 1 / 1.5,
    ("two words, all, 3 facets", "tantivy"): 1 / 1.5,
}
# Words asked for occur in this share of the documents.
RAREST, COMMONEST = 0.01, 0.15
UPDATES = 20


def add_arguments(parser) -> None:
    parser.add_argument("--docs", type=int, default=200_000)
    parser.add_argument("--queries", type=int, default=100, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--postgres",
        default=os.environ.get("PONTE_BENCH_POSTGRES_URL", ""),
        help="address of a database to measure PostgreSQL in (a table is made and dropped)",
    )


def run(
    *, docs: int = 200_000, queries: int = 100, seed: int = 1, postgres: str = "", **_: Any
) -> None:
    """Build the same collection in every engine, ask all in random turns, print tables."""
    corpus = Corpus(docs, seed)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ponte-bench-")))
        chosen = {**settings.SEARCH, "PATH": folder / "index"}
        stack.enter_context(override_settings(SEARCH=chosen))
        stack.callback(search.backend.cache_clear)
        search.backend.cache_clear()
        others: list[Any] = [Fts5(folder / "fts5.sqlite3")]
        if postgres:
            others.append(Postgres(postgres))
            stack.callback(others[-1].drop)
        _print_building(_build(corpus, others))
        bare = BareTantivy(_live_index(folder / "index"))
        questions = _questions(corpus, queries, random.Random(seed))  # noqa: S311
        for each in questions.values():
            for question in each:
                bare.prepare(question)
        engines = [Ours(), bare, *others]
        _print_times(_ask(questions, engines, random.Random(seed)), engines, docs)  # noqa: S311
        _print_updates(corpus, others)
        if not postgres:
            _say("PostgreSQL was not measured: give --postgres or PONTE_BENCH_POSTGRES_URL.")


def _build(corpus: Corpus, others: list[Any]) -> dict[str, tuple[float, int]]:
    """Seconds (without those it takes to make up the texts) and bytes of each index."""
    folder = Path(settings.SEARCH["PATH"])

    def ours(documents: Iterable[SearchDocument]) -> None:
        with search.backend().rebuild() as writer:
            writer.upsert(documents)

    def our_size() -> int:
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

    built = {"Ponte": (_seconds(ours, corpus, "Ponte"), our_size())}
    for engine in others:
        built[engine.name] = _seconds(engine.fill, corpus, engine.name), engine.size()
    return built


def _seconds(fill: Callable[[Iterable[SearchDocument]], None], corpus: Corpus, name: str) -> float:
    making = 0.0

    def documents() -> Iterator[SearchDocument]:
        nonlocal making
        made = corpus.documents()
        shown = tqdm(total=corpus.size, desc=name, disable=not sys.stderr.isatty())
        started = time.perf_counter()
        for document in made:
            making += time.perf_counter() - started
            yield document
            shown.update()
            started = time.perf_counter()

    started = time.perf_counter()
    fill(documents())
    return time.perf_counter() - started - making


def _live_index(folder: Path) -> Path:
    """The live index inside the search folder."""
    return next(folder.glob("*/current")).resolve()


def _questions(corpus: Corpus, number: int, chance: random.Random) -> dict[str, list[Question]]:
    samples = [corpus.document(at, chance).body.split() for at in range(number)]
    pairs = [_two_words(body, corpus.size, chance) for body in samples]
    places = [chance.randrange(len(body) - 1) for body in samples]
    return {
        "two words, all, 3 facets": [Question(*pair, "all") for pair in pairs],
        "two words, any, 3 facets": [Question(*pair, "any") for pair in pairs],
        "any, in one country": [
            Question(*pair, "any", chance.choice(COUNTRIES[:12]), ()) for pair in pairs
        ],
        "word and beginning*": [
            Question(one, other[:3], "prefix", facets=()) for one, other in pairs
        ],
        "phrase": [
            Question(body[at], body[at + 1], "phrase", facets=())
            for body, at in zip(samples, places, strict=True)
        ],
    }


def _two_words(body: list[str], size: int, chance: random.Random) -> tuple[str, str]:
    """Two words that somebody who wants this text may ask for: telling, not unique, and
    the likelier the more often it says them."""
    known = search.backend().reader()
    telling = [
        word
        for word in body
        if len(word) > 2 and RAREST * size <= known.frequency(word) <= COMMONEST * size
    ]
    one = chance.choice(telling)
    return one, chance.choice([word for word in telling if word != one])


Times = dict[str, dict[str, list[float]]]


def _ask(
    questions: dict[str, list[Question]], engines: list[Any], chance: random.Random
) -> tuple[Times, dict[str, float]]:
    """Milliseconds by kind of question and engine, and mean number of our matches."""
    turns = [
        (kind, question, engine)
        for kind, asked in questions.items()
        for question in asked
        for engine in engines
    ]
    for _, question, engine in turns[:: max(1, len(turns) // 50)]:
        engine.ask(question)
    chance.shuffle(turns)
    times: Times = {kind: {engine.name: [] for engine in engines} for kind in questions}
    matches: dict[str, list[int]] = {kind: [] for kind in questions}
    for kind, question, engine in tqdm(turns, desc="asking", disable=not sys.stderr.isatty()):
        started = time.perf_counter()
        total = engine.ask(question)
        times[kind][engine.name].append((time.perf_counter() - started) * 1000)
        if isinstance(engine, Ours):
            matches[kind].append(total)
    return times, {kind: statistics.mean(totals) for kind, totals in matches.items()}


def _print_building(built: dict[str, tuple[float, int]]) -> None:
    _say(f"\n{'':14}{'index, s':>10}{'size, MB':>10}")
    for name, (seconds, size) in built.items():
        _say(f"{name:14}{seconds:10.1f}{size / 1e6:10.0f}")


def _print_times(
    measured: tuple[Times, dict[str, float]], asked: list[Any], documents: int
) -> None:
    times, matches = measured
    goals = GOALS if documents >= GOAL_SIZE else {}
    _say("\nMilliseconds, median and 95th percentile; x: how often slower than Ponte")
    if not goals:
        _say(f"The goals are for {GOAL_SIZE} documents.")
    for kind, engines in times.items():
        _say(f"\n{kind} (mean {matches[kind]:.0f} matches)")
        ours = statistics.median(engines["Ponte"])
        for name in (engine.name for engine in asked):
            median = statistics.median(engines[name])
            slow = sorted(engines[name])[int(len(engines[name]) * 0.95) - 1]
            ratio = _ratio(median / ours, goals.get((kind, name))) if name != "Ponte" else ""
            _say(f"  {name:14}{median:8.2f}{slow:9.2f}{ratio}")


def _ratio(ratio: float, goal: float | None) -> str:
    if goal is None:
        return f"{ratio:9.1f}x"
    verdict = "met" if ratio >= goal else "MISSED"
    return f"{ratio:9.1f}x  (goal {goal:.2g}x: {verdict})"


def _print_updates(corpus: Corpus, others: list[Any]) -> None:
    """One more record: from handing it over to finding it."""
    _say("\nUpdate to visible, milliseconds, median")
    chance = random.Random(0)  # noqa: S311
    fresh = [corpus.document(corpus.size + at, chance) for at in range(1, UPDATES + 1)]
    marked = [replace(each, title=f"Fresh{each.object_id} {each.title}") for each in fresh]
    with search.backend().writer() as writer:

        def ours(document: SearchDocument) -> None:
            writer.upsert([document])
            writer.commit()

        _say(f"  {'Ponte':14}{_median_update(ours, Ours(), marked):8.1f}")
    for engine in others:
        _say(f"  {engine.name:14}{_median_update(engine.add, engine, marked):8.1f}")


def _median_update(
    add: Callable[[SearchDocument], None], engine: Any, documents: Iterable[SearchDocument]
) -> float:
    times = []
    for document in documents:
        word = document.title.split()[0].lower()
        started = time.perf_counter()
        add(document)
        if not engine.ask(Question(word, word, "all", facets=())):
            raise RuntimeError(f"{engine.name} does not find what was added.")
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
