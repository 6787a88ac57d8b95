"""What a query means in terms of an index: which terms count for each of its words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil, log
from typing import Protocol

from ponte.search.analysis import fold, forms, is_stopword
from ponte.search.documents import Operator
from ponte.search.query import Parsed, Part, Phrase, Prefix, Word
from ponte.search.typos import Vocabulary, guesses

FEW = 10
BEGINNINGS = 50  # words that begin like a prefix: so many tell how rare it is


@dataclass(frozen=True, slots=True)
class Clause:
    """A record matches by any of `terms` or `guesses`, by a word that begins with
    `prefix`, or by the `phrase`; exactly one of the three ways is set."""

    terms: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()
    prefix: str = ""
    phrase: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """`needed` of the `clauses`, all of `required`, none of `unwanted`.

    `title` are the folded words of the text, for records with that very title.
    Without clauses and required every record matches.
    """

    clauses: tuple[Clause, ...] = ()
    needed: int = 0
    required: tuple[Clause, ...] = ()
    unwanted: tuple[Clause, ...] = ()
    title: tuple[str, ...] = ()

    @property
    def relaxable(self) -> bool:
        return self.needed + len(self.required) > 1

    @property
    def enough(self) -> int:
        """Fewer matches than this, and records with any of the words are given too: a
        description in many words is rarely met in all of them."""
        return FEW if self.needed < len(self.clauses) else 1

    def relaxed(self) -> "Meaning":
        """The same, content with any of the words."""
        return replace(self, clauses=(*self.clauses, *self.required), required=(), needed=1)


class Known(Vocabulary, Protocol):
    """What an index knows of itself."""

    @property
    def languages(self) -> frozenset[str]:
        """Languages of its records."""

    @property
    def documents(self) -> int:
        """How many records it holds."""


def understand(
    parsed: Parsed, known: Known, *, reading: Sequence[str], operator: Operator = "most"
) -> tuple[Meaning, dict[str, tuple[str, ...]]]:
    """Return what `parsed` means in the index `known`, and the words taken for others.

    Of the languages of `reading` the words that say nothing are left out.
    """
    languages = (*reading, *sorted(known.languages.difference(reading)))
    wanted = _without_stopwords(parsed.wanted, reading)
    corrected: dict[str, tuple[str, ...]] = {}
    clauses = []
    for part in wanted:
        if not isinstance(part, Phrase):
            clause = _clause(part, languages)
            if isinstance(part, Word):
                if near := _guesses(clause, known):
                    clause = replace(clause, guesses=near)
                    corrected[part.text] = near
                elif part is wanted[-1] and not any(map(known.frequency, clause.terms)):
                    # Perhaps a word still being typed.
                    clause = Clause(prefix=clause.terms[0])
            clauses.append(clause)
    required = tuple(_clause(part, languages) for part in wanted if isinstance(part, Phrase))
    meaning = Meaning(
        clauses=tuple(clauses),
        needed=_needed(len(clauses), operator),
        required=required,
        unwanted=tuple(_clause(part, languages) for part in parsed.unwanted),
        title=_title(parsed.wanted),
    )
    return (meaning.relaxed() if operator == "any" and required else meaning), corrected


def _without_stopwords(parts: Sequence[Part], languages: Iterable[str]) -> Sequence[Part]:
    telling = [
        part
        for part in parts
        if not (isinstance(part, Word) and is_stopword(fold(part.text), languages))
    ]
    return telling or parts


def _clause(part: Part, languages: Iterable[str]) -> Clause:
    match part:
        case Word(text):
            return Clause(terms=forms(text, languages))
        case Prefix(text):
            return Clause(prefix=text)
        case Phrase(phrase):
            return Clause(phrase=phrase)


def _guesses(clause: Clause, known: Known) -> tuple[str, ...]:
    word, *lemmas = clause.terms
    if any(known.frequency(term) for term in lemmas):
        return ()
    return guesses(word, known)


def _needed(words: int, operator: Operator) -> int:
    if operator == "any":
        return min(words, 1)
    if operator == "all" or words <= 2:
        return words
    return words - 1 if words <= 4 else ceil(words * 0.6)


def _title(parts: Iterable[Part]) -> tuple[str, ...]:
    found: list[str] = []
    for part in parts:
        match part:
            case Word(text):
                found.append(fold(text))
            case Prefix():
                return ()
            case Phrase(phrase):
                found.extend(phrase)
    return tuple(found)


def frequency(clause: Clause, known: Known) -> int:
    """In how many records a clause occurs, about: as its commonest term, or its rarest word."""
    if clause.prefix:
        words = islice(known.starting_with(clause.prefix), BEGINNINGS)
        return min(known.documents, sum(map(known.frequency, words)))
    if clause.phrase:
        return min(map(known.frequency, clause.phrase))
    return max(map(known.frequency, clause.terms + clause.guesses))


def weight(clause: Clause, known: Known) -> float:
    """How much a clause tells: its inverse document frequency, as in BM25."""
    having = frequency(clause, known)
    return log(1 + (known.documents - having + 0.5) / (having + 0.5))
