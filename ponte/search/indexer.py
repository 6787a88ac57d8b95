"""Carries the outbox over into the index. The database is the truth: an entry goes only
after its commit, and carrying it out twice does no harm."""

from collections import defaultdict
from collections.abc import Iterable

from ponte import search
from ponte.search.backends.base import Writer
from ponte.search.models import OutboxEntry
from ponte.search.registry import kinds

BATCH = 500


def drain() -> int:
    """Carry out every waiting entry; returns how many there were.

    Raises IndexIsLocked while another process writes.
    """
    done = 0
    with search.backend().writer() as writer:
        while entries := list(OutboxEntry.objects.filter(applied=False)[:BATCH]):
            carry_out(entries, writer)
            writer.commit()
            OutboxEntry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()
            done += len(entries)
    return done


def carry_out(entries: Iterable[OutboxEntry], writer: Writer) -> None:
    """Write what the entries' objects now are, or that they may no longer be found."""
    changed = defaultdict(set)
    for entry in entries:
        changed[entry.kind].add(entry.object_id)
    for name, object_ids in changed.items():
        found = set()
        if kind := kinds.get(name):
            objects = kind.queryset().filter(pk__in=object_ids)
            found = {each.pk for each in objects}
            writer.upsert(kind.document(each) for each in objects)
        writer.delete(name, object_ids - found)
