"""What the best sentence of a record adds to its text as a whole.

A text about several things is not very near to any of them; the sentence that says what is
looked for is. Sentences are stored apart from whole texts, and many: they are read for the few
nearest records only.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from django.apps import apps
from django.db.models import Q, QuerySet

from ponte.search.backends.base import Key
from ponte.search.encoders import Vectors

# Of so many records, the nearest by their whole text, sentences are read.
MOST = 50
# How much the best sentence counts; the rest is the whole text's. See
# docs/reference/benchmarks.md.
SHARE = 0.5


def best_sentences(vector: Vectors, keys: Sequence[Key], encoder: str) -> Mapping[Key, float]:
    """How alike the nearest sentence of each of these records is to `vector`, of those whose
    sentences are stored. One query."""
    rows = stored(keys, encoder).values_list("vector__kind", "vector__object_id", "values")
    return {
        (kind, object_id): float((rows_of(values, len(vector)) @ vector).max())
        for kind, object_id, values in rows
    }


def rows_of(values: bytes, columns: int) -> Vectors:
    return np.frombuffer(values, "<f4").reshape(-1, columns)


def stored(keys: Sequence[Key], encoder: str) -> QuerySet:
    """The Sentences of these records by this encoder, of those that have any and whose text has
    not changed since."""
    of_these = Q(pk=None)
    for kind in {kind for kind, _ in keys}:
        wanted = [object_id for each, object_id in keys if each == kind]
        of_these |= Q(vector__kind=kind, vector__object_id__in=wanted)
    found = apps.get_model("search", "Sentences").objects.exclude(values=b"")
    return found.filter(of_these, vector__encoder=encoder, vector__has_sentences=True)


def together(whole: Vectors, best: Vectors) -> Vectors:
    """How alike records are by their whole text and by their best sentence.

    A sentence comes nearer than the whole as a rule; by how much these do is taken away, so that
    a record of which no sentence is known (NaN) stays where it is, neither better nor worse.
    """
    more = best - whole
    known = ~np.isnan(more)
    if not known.any():
        return whole
    found: Vectors = whole + SHARE * np.where(known, more - more[known].mean(), 0)
    return found
