"""Keeps the table of vectors in step with the index: a row for each record of a kind that has
meaning, what it is filtered by, and whether its text has changed."""

import time
from collections.abc import Iterable

from django.db import transaction

from ponte.search.backends.base import Analysed
from ponte.search.documents import SearchDocument
from ponte.search.models import Vector
from ponte.search.registry import Kind, kinds
from ponte.search.vectors.generation import announce
from ponte.search.vectors.texts import digest, whole_text

BATCH = 500


def note(kind: Kind, documents: Iterable[SearchDocument]) -> None:
    """See to the rows of these documents. A text that changed loses its values."""
    if not kind.has_meaning:
        return
    wanted = {each.object_id: row(each) for each in documents}
    with transaction.atomic():
        known = Vector.objects.filter(kind=kind.name, object_id__in=list(wanted)).defer("values")
        changed = []
        for vector in known:
            new = wanted.pop(vector.object_id)
            if (vector.digest, vector.facets) != (new.digest, new.facets):
                changed.append(renewed(vector, new))
        Vector.objects.bulk_update(
            [each for each in changed if not each.encoder],
            ["digest", "facets", "encoder", "values", "has_sentences", "revision"],
            batch_size=BATCH,
        )
        Vector.objects.bulk_update(
            [each for each in changed if each.encoder], ["facets", "revision"], batch_size=BATCH
        )
        # Another process may have made one of them in the meantime.
        Vector.objects.bulk_create(wanted.values(), batch_size=BATCH, ignore_conflicts=True)
        if changed or wanted:
            transaction.on_commit(announce)


def row(document: SearchDocument) -> Vector:
    """The row of a document, without values."""
    return Vector(
        kind=document.kind,
        object_id=document.object_id,
        digest=digest(whole_text(document)),
        facets=Analysed(document).facets | ({"marks": ["stale"]} if document.is_stale else {}),
        revision=time.time_ns(),
    )


def renewed(vector: Vector, new: Vector) -> Vector:
    """`vector` as `new` says; its values stay if its text did."""
    if vector.digest != new.digest:
        vector.digest, vector.encoder, vector.values = new.digest, "", b""
        vector.has_sentences = False
    vector.facets, vector.revision = new.facets, new.revision
    return vector


def forget(kind: str, object_ids: Iterable[int]) -> None:
    """Remove the rows of records that may no longer be found."""
    deleted, _ = Vector.objects.filter(kind=kind, object_id__in=list(object_ids)).delete()
    if deleted:
        transaction.on_commit(announce)


def keep_only(kind: Kind, object_ids: Iterable[int]) -> None:
    """Remove the rows of all records of `kind` but these."""
    known = Vector.objects.filter(kind=kind.name).values_list("object_id", flat=True)
    gone = sorted(set(known).difference(object_ids))
    for start in range(0, len(gone), BATCH):
        forget(kind.name, gone[start : start + BATCH])


def complete() -> None:
    """See that every record has its row, and no other: also those from before there were rows."""
    for kind in (each for each in kinds.values() if each.has_meaning):
        if Vector.objects.filter(kind=kind.name).count() != kind.queryset().count():
            ids = list(kind.queryset().order_by("pk").values_list("pk", flat=True))
            for start in range(0, len(ids), BATCH):
                objects = kind.queryset().filter(pk__in=ids[start : start + BATCH])
                note(kind, map(kind.document, objects))
            keep_only(kind, ids)
