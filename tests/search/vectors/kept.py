"""Vectors of documents that are in no database."""

from ponte.search.documents import SearchDocument
from ponte.search.models import Sentences, Vector
from ponte.search.vectors import keeping
from ponte.search.vectors.generation import announce
from ponte.search.vectors.texts import meaning_text, telling_sentences
from tests.search.encoders.words import Words


def keep(documents: list[SearchDocument], encoder=Words, *, sentences=False) -> None:
    """Write their rows, with what the encoder makes of them and of their `sentences`."""
    rows = [keeping.row(each) for each in documents]
    vectors = encoder().encode([meaning_text(each) for each in documents], query=False)
    for row, vector in zip(rows, vectors, strict=True):
        row.encoder, row.values = encoder.name, vector.astype("<f4").tobytes()
    Vector.objects.bulk_create(rows)
    if sentences:
        for row, document in zip(rows, documents, strict=True):
            made = encoder().encode(telling_sentences(document), query=False)
            Sentences.objects.create(vector=row, values=made.astype("<f4").tobytes())
        Vector.objects.filter(pk__in=[row.pk for row in rows]).update(has_sentences=True)
    announce()
