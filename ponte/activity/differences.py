"""What differs between two texts, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple


class Piece(NamedTuple):
    """A stretch of text; `kind` is "same", "added" or "removed"."""

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """Both texts in one: what stayed, what went and what came, in reading order."""
    return list(compared(words(before), words(after)))


def words(text: str) -> list[str]:
    """The words of `text`, each with the space after it."""
    return re.findall(r"\s*\S+|\s+$", text)


def compared(old: list[str], new: list[str]) -> Iterator[Piece]:
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(old[i1:i2]))
            continue
        if i1 < i2:
            yield Piece("removed", "".join(old[i1:i2]))
        if j1 < j2:
            yield Piece("added", "".join(new[j1:j2]))
