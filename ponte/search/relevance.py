"""How well every record of a kind answers a text, as one number.

By meaning: where a record's likeness to the text lies between that of an ordinary record of its
kind, which is the mean of all and gives 0, and that of the text to itself, which gives 1. Likeness
is measured as for the order of search: without what the text has in common with its sort, and of
the nearest records the best sentence counts as well. So the squeezed scale of the model is spread
out: FIGURES.

By words: the share that a record has of the weight of the text's telling words, where a word
weighs the more the rarer it is among all records (its inverse document frequency). Of a long
text only the most telling words count; half of their weight is as much as a good match has,
since a text about the same thing says many of them otherwise.

Together: meaning, and of what it leaves open up to 1, as much as half of what words say. A
record whose vector is still missing has its value by words.
"""

import numpy as np
from numpy.typing import NDArray

from ponte.search.analysis import forms, is_stopword, tokens
from ponte.search.backends.base import Reader
from ponte.search.documents import Relevance
from ponte.search.encoders import EncoderUnavailable, Vectors
from ponte.search.meaning import Clause, frequency, weight
from ponte.search.registry import kinds
from ponte.search.vectors.asked import asked
from ponte.search.vectors.best import MOST, best_sentences, together
from ponte.search.vectors.sorts import sought
from ponte.search.vectors.space import space

MAX_TEXT = 2000  # characters
TELLING = 20  # words
EXPECTED = 0.5  # of their weight
BY_WORDS = 5000  # records at most; those further back have next to nothing of the text
SHARE = 0.5  # of what words say


def relevance(text: str, *, kind: str, lang: str, reader: Reader) -> Relevance:
    """Of every record of `kind` to the beginning of `text`, which is in the language `lang`."""
    text = text[:MAX_TEXT].strip()
    object_ids = reader.ids(kind)
    words = by_words(text, object_ids, kind=kind, lang=lang, reader=reader)
    meaning = by_meaning(text, object_ids, kind=kind)
    if meaning is None:
        return Relevance(object_ids, words, by_meaning=False)
    together = meaning + (1 - meaning) * SHARE * words
    values = np.where(np.isnan(meaning), words, together).astype(np.float32)
    return Relevance(object_ids, values, by_meaning=True)


def by_meaning(text: str, object_ids: NDArray[np.int64], *, kind: str) -> Vectors | None:
    """A value for each of `object_ids`, none (NaN) where there is no vector yet; None when
    meaning cannot be told."""
    if not text or kind not in kinds or not kinds[kind].has_meaning:
        return None
    try:
        chosen = asked().encoder()
        if chosen is None:
            return None
        looked_for = sought(asked().vector(text, chosen), chosen.name)
    except EncoderUnavailable:
        return None
    found, likeness, usual = space(chosen.name, chosen.dimensions).likeness(looked_for, kind)
    known = np.isin(found, object_ids, assume_unique=True)
    if not known.any():
        return None
    found, likeness = found[known], likeness[known]
    first = np.argsort(-likeness, kind="stable")[:MOST]
    keys = [(kind, each) for each in found[first].tolist()]
    best = best_sentences(looked_for, keys, chosen.name)
    sentences = np.array([best.get(key, np.nan) for key in keys], np.float32)
    likeness[first] = together(likeness[first], sentences)
    values = np.full(len(object_ids), np.nan, np.float32)
    spread = (likeness - usual.mean) / max(1 - usual.mean, 1e-6)
    values[np.searchsorted(object_ids, found)] = np.clip(spread, 0, 1)
    return values


def by_words(
    text: str, object_ids: NDArray[np.int64], *, kind: str, lang: str, reader: Reader
) -> NDArray[np.float32]:
    """A value for each of `object_ids`."""
    values = np.zeros(len(object_ids), np.float32)
    weighed = telling(text, lang, reader)
    if weighed:
        whole = sum(each for _, each in weighed)
        found, covered = reader.covering(weighed, kind, BY_WORDS)
        values[np.searchsorted(object_ids, found)] = np.minimum(1, covered / whole / EXPECTED)
    return values


def telling(text: str, lang: str, reader: Reader) -> list[tuple[Clause, float]]:
    """The words of `text` that tell most, with what each weighs."""
    languages = tuple(dict.fromkeys([lang, "en"]))
    found = {token.term: text[token.start : token.end] for token in tokens(text)}
    clauses = [
        Clause(terms=forms(word, languages))
        for term, word in found.items()
        if not is_stopword(term, languages)
    ]
    known = [(clause, weight(clause, reader)) for clause in clauses if frequency(clause, reader)]
    return sorted(known, key=lambda each: (-each[1], each[0].terms))[:TELLING]
