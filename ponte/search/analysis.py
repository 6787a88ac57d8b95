"""Words: how a text becomes terms. Used alike for index, query and highlight.

Pure functions. A term is a folded word: lower case, without accents, in letters that
compare equal however they were typed. Each word of a text is kept in its own form and
by its lemma, so that one finds the other.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries import (
    DefaultDictionaryFactory,
    DictionaryFactory,
    StreamDictionaryFactory,
)

from ponte.search.stopwords import STOPWORDS

# Languages with a dictionary, and what the dictionary calls them. Maltese has none.
DICTIONARIES = {
    language: {"hr": "hbs"}.get(language, language) for language in STOPWORDS if language != "mt"
}
GREEK_LANGUAGES = frozenset({"el"})
CYRILLIC_LANGUAGES = frozenset({"bg"})
MAX_TERM = 64

# Letters that have no decomposition but are typed as plain ones.
PLAIN = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
        "ħ": "h", "ı": "i", "ŀ": "l", "ŋ": "n", "ŧ": "t", "ĸ": "k",
    }
)  # fmt: skip

_WORD = r"(?P<word>\d+(?:[.,]\d+)+(?![^\W_])|[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*)"
_PLAIN_WORD = re.compile(_WORD)
# An elided article or pronoun before the apostrophe is no word ("l'innovation"), nor is
# the English possessive after it ("region's").
_ANY_WORD = re.compile(
    r"(?:(?<![^\W_])(?:[cdjlmnst]|qu|lorsqu|puisqu|jusqu|[dn]?ell|d?all|sull|dall|un|gl)['’ʼ]"
    rf"(?=[^\W_]{{2}}))?{_WORD}(?:['’ʼ]s(?![^\W_]))?",
    re.IGNORECASE,
)
_APOSTROPHE = re.compile("['’ʼ]")


class Token(NamedTuple):
    """A word of a text: `term` is its folded form, text[start:end] what was written."""

    term: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Return `word` in lower case without accents: "Łódź" and "lodz" are one."""
    if word.isascii():
        return word.lower()[:MAX_TERM]
    parts = unicodedata.normalize("NFKD", word.casefold()).casefold().translate(PLAIN)
    return "".join(letter for letter in parts if letter.isalnum() or letter in ".,")[:MAX_TERM]


def tokens(text: str) -> Iterator[Token]:
    for match in _pattern(text).finditer(text):
        start, end = match.span("word")
        if term := fold(text[start:end]):
            yield Token(term, start, end)


def words(text: str) -> list[str]:
    """The folded words of `text`, in order."""
    return [term for term in map(fold, _pattern(text).findall(text)) if term]


def _pattern(text: str) -> re.Pattern[str]:
    """What finds the words of `text`: twice as quick where there is no apostrophe."""
    return _ANY_WORD if _APOSTROPHE.search(text) else _PLAIN_WORD


class Dictionaries(DictionaryFactory):
    """English, the language of most records, as a plain dict: 20 MB. The others are read in
    place, a twentieth as quick for a word not met before: as dicts all would take over a
    gigabyte."""

    def __init__(self) -> None:
        self._whole = DefaultDictionaryFactory(cache_max_size=1)
        self._in_place = StreamDictionaryFactory(cache_max_size=len(DICTIONARIES))

    def get_dictionary(self, lang: str) -> Mapping[str, str]:
        return (self._whole if lang == "en" else self._in_place).get_dictionary(lang)


_lemmatizer = Lemmatizer(
    lemmatization_strategy=DefaultStrategy(dictionary_factory=Dictionaries()),
    cache_max_size=1,
)


@lru_cache(maxsize=200_000)
def lemma(word: str, language: str) -> str:
    """The folded dictionary form of `word`; of a language without dictionary, the word."""
    if language not in DICTIONARIES or not word.isalpha():
        return fold(word)
    return fold(_lemmatizer.lemmatize(word.lower(), lang=DICTIONARIES[language])) or fold(word)


def script_fits(word: str, language: str) -> bool:
    """Whether `word` may be of `language`, by its letters."""
    letter = next((letter for letter in word if letter.isalpha()), "a")
    if letter < "\u0370":
        return language not in GREEK_LANGUAGES | CYRILLIC_LANGUAGES
    if "\u0400" <= letter < "\u0530":
        return language in CYRILLIC_LANGUAGES
    if letter < "\u0400" or "\u1f00" <= letter < "\u2000":
        return language in GREEK_LANGUAGES
    return language not in GREEK_LANGUAGES | CYRILLIC_LANGUAGES


def forms(word: str, languages: Iterable[str]) -> tuple[str, ...]:
    """The terms under which `word` may stand in the index: itself and its lemmas."""
    found = {fold(word): None}
    for language in languages:
        if script_fits(word, language):
            found[lemma(word, language)] = None
    return tuple(found)


def pairs(text: str, language: str) -> list[tuple[str, str]]:
    """Every word of `text`, folded, with its lemma."""
    found = [_pair(word, language) for word in _pattern(text).findall(text)]
    return [pair for pair in found if pair[0]]


@lru_cache(maxsize=200_000)
def _pair(word: str, language: str) -> tuple[str, str]:
    return fold(word), lemma(word, language)


def index_terms(found: Iterable[tuple[str, str]]) -> list[str]:
    """The terms of these pairs: each word and, where it differs, its lemma."""
    terms = []
    for term, other in found:
        terms.append(term)
        if other != term:
            terms.append(other)
    return terms


@lru_cache(maxsize=64)
def folded_stopwords(language: str) -> frozenset[str]:
    return frozenset(fold(word) for word in STOPWORDS.get(language, ()))


def is_stopword(term: str, languages: Iterable[str]) -> bool:
    return any(term in folded_stopwords(language) for language in languages)
