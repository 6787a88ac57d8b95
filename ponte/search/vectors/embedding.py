"""Makes the vectors that are missing, a few at a time: a process that is killed has lost no
more than these."""

import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connections, transaction

from ponte.search.documents import SearchDocument
from ponte.search.encoders import Encoder, EncoderUnavailable, Vectors, encoder
from ponte.search.models import Sentences, Vector
from ponte.search.registry import kinds
from ponte.search.vectors.generation import announce
from ponte.search.vectors.texts import digest, meaning_text, telling_sentences, whole_text

BATCH = 8  # texts: three seconds or so
NICE = 10
PAUSE = 1.0  # seconds between two looks at what is missing
PATIENCE = 30.0  # seconds before trying again what failed

logger = logging.getLogger(__name__)


def run(stopped: Callable[[], bool]) -> None:
    """Keep making the vectors that are missing until `stopped()`, after whatever else wants the
    processor. Trouble is logged and waited out."""
    with suppress(OSError, AttributeError):  # where threads have no priorities
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
    while not stopped():
        try:
            chosen = encoder()
            if chosen is None:
                return
            drop_others(chosen)
            while not stopped():
                # Whole records first: without them nothing is found.
                if not (embed_batch(chosen) or embed_sentences(chosen)):
                    time.sleep(PAUSE)
        except (DatabaseError, EncoderUnavailable, OSError) as error:
            logger.warning("Search by meaning waits: %s", error)
            if isinstance(error, DatabaseError):
                connections.close_all()
            _wait(PATIENCE, stopped)


def _wait(seconds: float, stopped: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not stopped():
        time.sleep(PAUSE)


def drop_others(chosen: Encoder) -> None:
    """Empty the rows that another encoder filled."""
    others = Vector.objects.exclude(encoder__in=["", chosen.name])
    if others.update(encoder="", values=b"", has_sentences=False, revision=time.time_ns()):
        announce()


def waiting() -> int:
    """How many records have no vector yet."""
    return Vector.objects.filter(encoder="").count()


def waiting_for_sentences() -> int:
    """How many records have no vectors of their sentences yet."""
    return Vector.objects.filter(has_sentences=False).count()


def embed_batch(chosen: Encoder) -> int:
    """Deal with some of the rows without values; returns how many. Processes take turns."""
    with _turn():
        rows = list(Vector.objects.filter(encoder="").order_by("pk")[:BATCH])
        found = {row.pk: document for row in rows if (document := _document(row)) is not None}
        texts = [meaning_text(document) for document in found.values()]
        vectors = chosen.encode(texts, query=False) if texts else ()
        made = dict(zip(found, vectors, strict=True))
        with transaction.atomic():
            for row in rows:
                if row.pk in made:
                    _store(row, found[row.pk], made[row.pk], chosen)
                else:
                    row.delete()
            if rows:
                transaction.on_commit(announce)
    return len(rows)


def embed_sentences(chosen: Encoder) -> int:
    """Deal with the sentences of one record; returns 1, or 0 when no record waits."""
    with _turn():
        row = Vector.objects.filter(has_sentences=False).exclude(encoder="").order_by("pk").first()
        if row is None:
            return 0
        document = _document(row)
        # A record that has just changed is the indexer's to note.
        if document is not None and digest(whole_text(document)) == row.digest:
            texts = telling_sentences(document)
            vectors = chosen.encode(texts, query=False) if texts else ()
            values = b"".join(vector.astype("<f4").tobytes() for vector in vectors)
            Sentences.objects.update_or_create(vector=row, defaults={"values": values})
        Vector.objects.filter(pk=row.pk, digest=row.digest, encoder=row.encoder).update(
            has_sentences=True
        )
    return 1


def _document(row: Vector) -> SearchDocument | None:
    """The record as it is now; None when there is no such record any more."""
    kind = kinds.get(row.kind)
    found = kind.queryset().filter(pk=row.object_id).first() if kind else None
    return kind.document(found) if kind and found else None


def _store(row: Vector, document: SearchDocument, vector: Vectors, chosen: Encoder) -> None:
    """Keep the vector, unless the indexer has touched the row in the meantime."""
    Vector.objects.filter(pk=row.pk, encoder="", digest=row.digest).update(
        digest=digest(whole_text(document)),
        encoder=chosen.name,
        values=vector.astype("<f4").tobytes(),
        has_sentences=False,
        revision=time.time_ns(),
    )


@contextmanager
def _turn() -> Iterator[None]:
    """Held by one process at a time, so that no text is encoded twice."""
    path = Path(settings.SEARCH["PATH"])
    path.mkdir(parents=True, exist_ok=True)
    with (path / "embedding.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
