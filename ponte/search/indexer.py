"""Carries the outbox over into the index. The database is the truth: an entry goes only
after its commit, and carrying it out twice does no harm."""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connections

from ponte import search
from ponte.search.backends.base import IndexIsLocked, Writer
from ponte.search.documents import SearchQuery, SearchUnavailable
from ponte.search.models import OutboxEntry
from ponte.search.registry import Kind, kinds
from ponte.search.vectors import embedding, keeping

BATCH = 500
PAUSE = 0.25  # seconds between two looks at the outbox
PATIENCE = 1.0  # seconds before trying again what failed

logger = logging.getLogger(__name__)


def run(stopped: Callable[[], bool]) -> None:
    """Keep the index up to date until `stopped()`. The only writer of the live index.

    A second one stands by until the first ends. Trouble with database or index is
    logged, waited out and, where the index is at fault, ended by a rebuild.
    """
    while not stopped():
        try:
            with search.backend().turn(), embedding_beside():
                work(stopped)
        except IndexIsLocked:
            time.sleep(PATIENCE)
        except (DatabaseError, SearchUnavailable, OSError) as error:
            logger.warning("Indexing waits: %s", error)
            connections.close_all()
            time.sleep(PATIENCE)


def work(stopped: Callable[[], bool]) -> None:
    """Pass changes on to the live index as long as it stays the live one, and sound."""
    backend = search.backend()
    if rebuild_is_needed():
        logger.info("Building the search index")
        rebuild()
    keeping.complete()
    with backend.writer() as writer:
        live = backend.generation()
        while not stopped() and backend.generation() == live and not backend.doubted:
            if not pass_on(writer, live):
                time.sleep(PAUSE)


@contextmanager
def embedding_beside() -> Iterator[None]:
    """Meanwhile another thread makes the vectors that are missing."""
    ended = threading.Event()

    def embed() -> None:
        try:
            embedding.run(ended.is_set)
        finally:
            connections.close_all()

    thread = threading.Thread(target=embed, name="embedding")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def drain() -> int:
    """Carry out every waiting entry; returns how many there were.

    Raises IndexIsLocked while another process writes.
    """
    done = 0
    backend = search.backend()
    with backend.writer() as writer:
        while count := pass_on(writer, backend.generation()):
            done += count
    return done


def pass_on(writer: Writer, generation: str) -> int:
    """Carry out some waiting entries in the index `generation`; returns how many."""
    _replay()
    entries = list(OutboxEntry.objects.filter(applied=False)[:BATCH])
    if entries:
        carry_out(entries, writer)
        writer.commit()
        _settle(entries, generation)
    return len(entries)


def carry_out(entries: Iterable[OutboxEntry], writer: Writer) -> None:
    """Write what the entries' objects now are, or that they may no longer be found."""
    changed = defaultdict(set)
    for entry in entries:
        changed[entry.kind].add(entry.object_id)
    for name, object_ids in changed.items():
        found = set()
        if kind := kinds.get(name):
            documents = list(map(kind.document, kind.queryset().filter(pk__in=object_ids)))
            found = {each.object_id for each in documents}
            writer.upsert(documents)
            keeping.note(kind, documents)
        writer.delete(name, object_ids - found)
        keeping.forget(name, object_ids - found)


def _replay() -> None:
    """Let the index hear again what was carried out while it was being built."""
    applied = OutboxEntry.objects.filter(applied=True)
    if applied.exists() and not search.backend().rebuilding():
        applied.update(applied=False)


def _settle(entries: Iterable[OutboxEntry], generation: str) -> None:
    """Remove entries unless a rebuilt index may have missed them.

    The order matters. A rebuild that begins after the first question reads the objects
    as these entries left them; one that ended before shows in the second.
    """
    carried = OutboxEntry.objects.filter(pk__in=[entry.pk for entry in entries])
    backend = search.backend()
    if backend.rebuilding():
        carried.update(applied=True)
    elif backend.generation() == generation:
        carried.delete()


def rebuild(progress: Callable[[Iterable[int], Kind], Iterable[int]] | None = None) -> int:
    """Build the index anew beside the live one and put it in its place.

    `progress` wraps the ids of each kind. Returns the number of records. Raises
    IndexIsLocked while somebody else rebuilds.
    """
    count = 0
    with search.backend().rebuild() as writer:
        for kind in kinds.values():
            ids = list(kind.queryset().order_by("pk").values_list("pk", flat=True))
            count += len(ids)
            for batch in _batches(progress(ids, kind) if progress else ids):
                documents = list(map(kind.document, kind.queryset().filter(pk__in=batch)))
                writer.upsert(documents)
                keeping.note(kind, documents)
            keeping.keep_only(kind, ids)
    return count


def _batches(ids: Iterable[int]) -> Iterable[list[int]]:
    batch: list[int] = []
    for each in ids:
        batch.append(each)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def rebuild_is_needed() -> bool:
    """Whether the live index is missing, damaged, or not of this database."""
    if not search.backend().sound():
        return True
    if OutboxEntry.objects.exists():
        return False
    counts = search.query(SearchQuery(facets=["kind"], limit=0)).facets["kind"]
    return any(kind.queryset().count() != counts.get(kind.name, 0) for kind in kinds.values())
