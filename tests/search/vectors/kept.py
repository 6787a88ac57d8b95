"""Vectors of documents that are in no database."""

from ponte.search.documents import SearchDocument
from ponte.search.models import Vector
from ponte.search.vectors import keeping
from ponte.search.vectors.generation import announce
from ponte.search.vectors.texts import meaning_text
from tests.search.encoders.words import Words


def keep(documents: list[SearchDocument], encoder=Words) -> None:
    """Write their rows, with what the encoder makes of them."""
    rows = [keeping.row(each) for each in documents]
    vectors = encoder().encode([meaning_text(each) for each in documents], query=False)
    for row, vector in zip(rows, vectors, strict=True):
        row.encoder, row.values = encoder.name, vector.astype("<f4").tobytes()
    Vector.objects.bulk_create(rows)
    announce()
