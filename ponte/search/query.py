"""What people type, taken apart: words, "phrases", -not and beginnings*.

Any text is a query; what is no operator is read as words. Nothing here raises.
"""

import re
from dataclasses import dataclass

from ponte.search.analysis import tokens, words

MAX_LENGTH = 1000
MAX_PARTS = 32

_CHUNK = re.compile(
    r"(?P<minus>(?<!\S)[-\u2212])?"
    r"(?:[\"“”„«](?P<phrase>[^\"“”„«»]*)[\"“”»]|(?P<text>[^\s\"“”„«»]+))"
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """The folded beginning of a word."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded words that stand beside one another in this order."""

    words: tuple[str, ...]


Part = Word | Prefix | Phrase


@dataclass(frozen=True, slots=True)
class Parsed:
    wanted: tuple[Part, ...] = ()
    unwanted: tuple[Part, ...] = ()


def parse(text: str) -> Parsed:
    """Take `text` apart. Of a very long one only the beginning counts."""
    wanted: list[Part] = []
    unwanted: list[Part] = []
    for chunk in _CHUNK.finditer(text[:MAX_LENGTH]):
        parts = unwanted if chunk["minus"] else wanted
        if chunk["phrase"] is not None:
            parts.extend(_phrase(chunk["phrase"]))
        else:
            parts.extend(_words(chunk["text"]))
        if len(wanted) + len(unwanted) >= MAX_PARTS:
            break
    return Parsed(tuple(wanted[:MAX_PARTS]), tuple(unwanted[:MAX_PARTS]))


def _phrase(text: str) -> list[Part]:
    found = words(text)[:MAX_PARTS]
    return [Phrase(tuple(found))] if found else []


def _words(chunk: str) -> list[Part]:
    found = list(tokens(chunk))
    parts: list[Part] = [Word(chunk[token.start : token.end]) for token in found]
    if found and chunk[found[-1].end :] == "*":
        parts[-1] = Prefix(found[-1].term)
    return parts
