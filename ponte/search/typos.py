"""Words that somebody may have meant: near in spelling to a word that occurs nowhere."""

from collections.abc import Iterable
from typing import Protocol

ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
)
# Of two typos at most one stands among this many first letters.
HEAD = 4
MAX_GUESSES = 3
# A word as rare as this may be a typo in a record, when a near one is so much more common.
RARE = 2
MUCH_MORE_COMMON = 100


class Vocabulary(Protocol):
    """The terms of an index."""

    def frequency(self, term: str) -> int:
        """In how many records `term` occurs."""

    def starting_with(self, prefix: str) -> Iterable[str]:
        """Every term that begins with `prefix`."""


def tolerance(word: str) -> int:
    """How many typos a word of this length may hold."""
    if len(word) < 5 or not word.isalpha():
        return 0
    return 1 if len(word) < 9 else 2


def guesses(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The terms that `word` (folded) may stand for, nearest and most frequent first.

    Empty when the word itself is common enough to be meant.
    """
    allowed = tolerance(word)
    known = vocabulary.frequency(word)
    if not allowed or known > RARE:
        return ()
    near = _counted(_edits(word), vocabulary)
    if known:
        near = {term: count for term, count in near.items() if count >= MUCH_MORE_COMMON * known}
    elif not near and allowed == 2:
        near = _counted(_two_edits(word, vocabulary), vocabulary)
    near.pop(word, None)
    return tuple(sorted(near, key=lambda term: (-near[term], term))[:MAX_GUESSES])


def _counted(terms: Iterable[str], vocabulary: Vocabulary) -> dict[str, int]:
    counts = {term: vocabulary.frequency(term) for term in terms}
    return {term: count for term, count in counts.items() if count}


def _edits(word: str) -> set[str]:
    """Every word one typo away: a letter more, less, other, or two exchanged."""
    alphabet = next((letters for letters in ALPHABETS if word[-1] in letters), ALPHABETS[0])
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {left + letter + right for left, right in cuts for letter in alphabet}
    for left, right in cuts[:-1]:
        found.add(left + right[1:])
        found.update(left + letter + right[1:] for letter in alphabet)
    found.update(left + right[1] + right[0] + right[2:] for left, right in cuts[:-2])
    return found


def _two_edits(word: str, vocabulary: Vocabulary) -> set[str]:
    heads = {edited[:HEAD] for edited in _edits(word[: HEAD + 1])}
    return {
        term
        for head in heads
        for term in vocabulary.starting_with(head)
        if abs(len(term) - len(word)) <= 2 and distance(term, word) <= 2
    }


def distance(one: str, other: str) -> int:
    """Typos between two words; two neighbouring letters exchanged count as one."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, match in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != match))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == match:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
