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

from ponte.search.encoders import Encoder, EncoderUnavailable, Vectors, encoder
from ponte.search.models import Vector
from ponte.search.registry import kinds
from ponte.search.vectors.generation import announce
from ponte.search.vectors.texts import digest, meaning_text

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
                if not embed_batch(chosen):
                    time.sleep(PAUSE)
        except (DatabaseError, EncoderUnavailable, OSError) as error:
            logger.warning("Search by meaning waits: %s", error)
            connections.close_all()
            _wait(PATIENCE, stopped)
    connections.close_all()


def _wait(seconds: float, stopped: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not stopped():
        time.sleep(PAUSE)


def drop_others(chosen: Encoder) -> None:
    """Empty the rows that another encoder filled."""
    others = Vector.objects.exclude(encoder__in=["", chosen.name])
    if others.update(encoder="", values=b"", revision=time.time_ns()):
        announce()


def waiting() -> int:
    """How many records have no vector yet."""
    return Vector.objects.filter(encoder="").count()


def embed_batch(chosen: Encoder) -> int:
    """Deal with some of the rows without values; returns how many. Processes take turns."""
    with _turn():
        rows = list(Vector.objects.filter(encoder="").order_by("pk")[:BATCH])
        texts = {row.pk: text for row in rows if (text := _text(row)) is not None}
        vectors = chosen.encode(list(texts.values()), query=False) if texts else ()
        made = dict(zip(texts, vectors, strict=True))
        with transaction.atomic():
            for row in rows:
                if row.pk in made:
                    _store(row, texts[row.pk], made[row.pk], chosen)
                else:
                    row.delete()
            if rows:
                transaction.on_commit(announce)
    return len(rows)


def _text(row: Vector) -> str | None:
    """The record's text as it is now; None when there is no such record any more."""
    kind = kinds.get(row.kind)
    found = kind.queryset().filter(pk=row.object_id).first() if kind else None
    return meaning_text(kind.document(found)) if kind and found else None


def _store(row: Vector, text: str, vector: Vectors, chosen: Encoder) -> None:
    """Keep the vector, unless the indexer has touched the row in the meantime."""
    Vector.objects.filter(pk=row.pk, encoder="", digest=row.digest).update(
        digest=digest(text),
        encoder=chosen.name,
        values=vector.astype("<f4").tobytes(),
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
