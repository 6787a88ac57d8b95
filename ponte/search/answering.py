"""A short answer to a question, in sentences that records say. Nothing is made up.

Of the records that a search finds first, the sentences nearest in meaning are taken, and each
leads to where it stands. When not even the nearest is near enough, nothing answers it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

import numpy as np

from ponte import search
from ponte.search.analysis import is_stopword, words
from ponte.search.backends.base import Key
from ponte.search.documents import SearchDocument, SearchQuery
from ponte.search.encoders import EncoderUnavailable, Vectors
from ponte.search.languages import reading
from ponte.search.registry import kinds
from ponte.search.vectors.asked import Late, asked
from ponte.search.vectors.best import stored
from ponte.search.vectors.sorts import subject
from ponte.search.vectors.texts import digest, telling_sentences, whole_text

PATIENCE = 0.3  # seconds
# Fewer telling words than these are no question: they ask for a list.
FEWEST_WORDS = 3
RECORDS = 3
MOST = 5  # sentences
OF_ONE = 2
# How near, as a product of vectors, the nearest sentence must come, by encoder: with others
# than these there are no answers. See docs/reference/benchmarks.md.
ANSWERS = {"multilingual-e5-small": 0.353}
# How much less near than the nearest a sentence may be.
NEAR = 0.02


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence as it stands in a record; `url` leads to it."""

    text: str
    lang: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What records say to a question, the best first; no passages: none of them answers it."""

    passages: Sequence[Passage] = ()


def answer(wanted: SearchQuery, among: Sequence[str]) -> Answer | None:
    """The answer in records of the kinds `among` that pass the filters of `wanted`.

    None when it cannot be told: no question, no encoder, no time. Raises SearchUnavailable.
    """
    if not among or not is_question(wanted.text, wanted.lang):
        return None
    first = replace(
        wanted,
        filters={**wanted.filters, "kind": among},
        facets=(),
        sort="relevance",
        offset=0,
        limit=RECORDS,
    )
    found = search.query(first)
    if found.understood != "yes":
        return None
    try:
        chosen = asked().encoder(PATIENCE)
        enough = nearness(chosen.name) if chosen else None
        if chosen is None or enough is None:
            return None
        vector = asked().vector(wanted.text.strip(), chosen, patience=PATIENCE)
    except (Late, EncoderUnavailable):
        return None
    keys = [(hit.kind, hit.object_id) for hit in found.hits]
    return Answer(nearest_sentences(subject(vector, chosen.name), keys, chosen.name, enough))


def nearness(encoder: str) -> float | None:
    """How near a sentence must come to answer; None when that was not measured."""
    known = (least for model, least in ANSWERS.items() if encoder.startswith(model))
    return next(known, None)


def is_question(text: str, lang: str) -> bool:
    """Whether it says enough to be answered."""
    languages = reading(text, lang)
    return sum(not is_stopword(word, languages) for word in words(text)) >= FEWEST_WORDS


def nearest_sentences(
    vector: Vectors, keys: Sequence[Key], encoder: str, enough: float
) -> tuple[Passage, ...]:
    """Those of these records that come near enough to the vector, the nearest first."""
    scored = [
        (float(likeness), key, sentence, document)
        for key, (document, sentences, vectors) in read(keys, encoder).items()
        for sentence, likeness in zip(sentences, vectors @ vector, strict=True)
    ]
    scored.sort(key=lambda each: -each[0])
    least = max(enough, scored[0][0] - NEAR) if scored else enough
    taken: Counter[Key] = Counter()
    passages = []
    for likeness, key, sentence, document in scored:
        taken[key] += likeness >= least
        if likeness >= least and taken[key] <= OF_ONE:
            passages.append(passage(sentence, document))
    return tuple(passages[:MOST])


def read(keys: Sequence[Key], encoder: str) -> dict[Key, tuple[SearchDocument, list[str], Vectors]]:
    """The documents of these records with their sentences and the vectors of these, as far as
    these are made of the text as it is now. One query for each kind and one for all vectors."""
    documents = {}
    for name in {kind for kind, _ in keys} & set(kinds):
        wanted = [object_id for kind, object_id in keys if kind == name]
        for object_id, found in kinds[name].queryset().in_bulk(wanted).items():
            documents[name, object_id] = kinds[name].document(found)
    made = {}
    for row in (
        stored(keys, encoder).select_related("vector").defer("vector__values", "vector__facets")
    ):
        key = (row.vector.kind, row.vector.object_id)
        document = documents.get(key)
        if document and row.vector.digest == digest(whole_text(document)):
            sentences = telling_sentences(document)
            vectors = np.frombuffer(row.values, "<f4").reshape(len(sentences), -1)
            made[key] = document, sentences, vectors
    return made


def passage(sentence: str, document: SearchDocument) -> Passage:
    """The sentence with an address that leads browsers to these very words."""
    fragment = quote(sentence, safe="").replace("-", "%2D")
    return Passage(
        text=sentence,
        lang=document.lang,
        title=document.title,
        url=f"{document.url}#:~:text={fragment}",
    )
