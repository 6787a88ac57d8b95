"""Asks our search every query of a judged set, in each mode, as a visitor's browser would.

Meant for a process with a database of its own: what search holds is replaced.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.core.management import call_command
from django.test.utils import override_settings
from tqdm import tqdm

from ponte import search
from ponte.bench.relevance.judged import KIND, JudgedSet, Query
from ponte.search import registry
from ponte.search.answering import RECORDS
from ponte.search.documents import Mode, SearchQuery
from ponte.search.encoders import Encoder
from ponte.search.models import Sentences, Vector
from ponte.search.vectors.asked import asked
from ponte.search.vectors.best import best_sentences
from ponte.search.vectors.generation import announce
from ponte.search.vectors.keeping import row
from ponte.search.vectors.sorts import subject
from ponte.search.vectors.space import space
from ponte.search.vectors.texts import meaning_text, telling_sentences

MODES: tuple[Mode, ...] = ("lexical", "semantic", "hybrid")
DEPTH = 100
PATIENCE = 3600.0  # seconds

T = TypeVar("T")
Rankings = dict[str, dict[str, list[str]]]


def rankings(judged: JudgedSet, modes: Sequence[Mode]) -> Rankings:
    """The first documents for each query, by mode."""
    names = {document.object_id: name for name, document in judged.documents.items()}
    return {
        mode: {
            query.id: [names[number] for number in ranked(query, mode)]
            for query in shown(judged.queries, f"{judged.name}, {mode}")
        }
        for mode in modes
    }


def ranked(query: Query, mode: Mode, limit: int = DEPTH) -> list[int]:
    found = search.query(
        SearchQuery(
            query.text,
            filters={"kind": [KIND]},
            lang=query.lang,
            limit=limit,
            mode=mode,
            patience=PATIENCE,
        )
    )
    return [hit.object_id for hit in found.hits]


@contextmanager
def prepared(cache: Path) -> Iterator[None]:
    """Tables for vectors are there, and texts once encoded are found again in `cache`."""
    call_command("migrate", "search", verbosity=0)
    encoded = {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": cache,
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
    registry.register(
        registry.Kind(
            name=KIND,
            label=KIND,
            model=Vector,
            queryset=Vector.objects.none,
            document=lambda _: None,
            has_meaning=True,
        )
    )
    try:
        with override_settings(CACHES={**settings.CACHES, "queries": encoded}):
            yield
    finally:
        del registry.kinds[KIND]


def fill(judged: JudgedSet) -> None:
    """Let search hold the documents of this set and nothing else."""
    with search.backend().rebuild() as writer:
        writer.upsert(judged.documents.values())
    encoder = asked().encoder()
    Vector.objects.all().delete()
    space.cache_clear()
    if encoder is None:
        return
    rows, sentences = [], []
    for document in shown(list(judged.documents.values()), f"{judged.name}, documents"):
        made = row(document)
        made.encoder, made.has_sentences = encoder.name, True
        made.values = encoded(encoder, [meaning_text(document)])
        rows.append(made)
        values = encoded(encoder, telling_sentences(document))
        sentences.append(Sentences(vector=made, values=values))
    Vector.objects.bulk_create(rows, batch_size=500)
    Sentences.objects.bulk_create(sentences, batch_size=500)
    announce()


def encoded(encoder: Encoder, texts: Sequence[str]) -> bytes:
    """Their vectors, as the database keeps them."""
    vectors = [asked().vector(text, encoder, query=False) for text in texts]
    return b"".join(vector.astype("<f4").tobytes() for vector in vectors)


def nearness(judged: JudgedSet) -> dict[str, float]:
    """How near the nearest sentence of the first records comes to each query, as answers see
    it; -1 where they have none. Nothing where there is no encoder."""
    encoder = asked().encoder()
    if encoder is None:
        return {}
    found = {}
    for query in shown(judged.queries, f"{judged.name}, nearest sentences"):
        keys = [(KIND, number) for number in ranked(query, "hybrid", RECORDS)]
        sought = subject(asked().vector(query.text.strip(), encoder), encoder.name)
        found[query.id] = max(best_sentences(sought, keys, encoder.name).values(), default=-1.0)
    return found


def shown(items: Sequence[T], what: str) -> Iterator[T]:
    return iter(tqdm(items, desc=what, disable=not sys.stderr.isatty()))
