"""How well every record of a kind answers a text, as one number.

By words: the share that a record has of the weight of the text's telling words, where a word
weighs the more the rarer it is among all records (its inverse document frequency). Of a long
text only the most telling words count; half of their weight is as much as a good match has,
since a text about the same thing says many of them otherwise.
"""

from math import log

import numpy as np
from numpy.typing import NDArray

from ponte.search.analysis import forms, is_stopword, tokens
from ponte.search.backends.base import Reader
from ponte.search.documents import Relevance
from ponte.search.meaning import Clause

MAX_TEXT = 2000  # characters
TELLING = 20  # words
EXPECTED = 0.5  # of their weight
BY_WORDS = 5000  # records at most; those further back have next to nothing of the text


def relevance(text: str, *, kind: str, lang: str, reader: Reader) -> Relevance:
    """Of every record of `kind` to the beginning of `text`, which is in the language `lang`."""
    object_ids = reader.ids(kind)
    values = by_words(text[:MAX_TEXT], object_ids, kind=kind, lang=lang, reader=reader)
    return Relevance(object_ids, values, by_meaning=False)


def by_words(
    text: str, object_ids: NDArray[np.int64], *, kind: str, lang: str, reader: Reader
) -> NDArray[np.float32]:
    """A value for each of `object_ids`."""
    values = np.zeros(len(object_ids), np.float32)
    weighed = telling(text, lang, reader)
    if weighed:
        whole = sum(weight for _, weight in weighed)
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
    weighed = [(clause, rarity(clause, reader)) for clause in clauses]
    known = [each for each in weighed if each[1]]
    return sorted(known, key=lambda each: (-each[1], each[0].terms))[:TELLING]


def rarity(clause: Clause, reader: Reader) -> float:
    """The inverse document frequency of a clause's terms; nothing for what no record has."""
    having = max(map(reader.frequency, clause.terms))
    return log(1 + (reader.documents - having + 0.5) / (having + 0.5)) if having else 0.0
