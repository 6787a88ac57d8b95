"""Text to tokens as XLM-RoBERTa does it: the most likely way to put it together from pieces.

In the file (little-endian): the number of pieces; the tokens of beginning, end, padding and
unknown; the size of all pieces; where each begins, and the last ends; the score of each; the
pieces in UTF-8. Then the characters to replace: their number, the size of their list, and for
each its code, by how many it is replaced, and the codes of these.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from mmap import mmap
from struct import Struct
from typing import Self

import numpy as np

HEAD = Struct("<5iQ")
REPLACED = Struct("<iI")
CHARACTER = Struct("<IB")
SPACE = "\u2581"  # how pieces write the space they begin with; none has another inside
UNLIKELY = 10.0  # an unknown character is as much less likely than any piece

_SPACES = re.compile(" {2,}")


class Pieces:
    """`known` gives token and score of a piece, `replaced` what stands for a character."""

    def __init__(
        self,
        known: Mapping[str, tuple[int, float]],
        replaced: Mapping[int, str],
        *,
        begin: int,
        end: int,
        unknown: int,
    ):
        self.begin, self.end = begin, end
        self._known = known
        self._replaced = replaced
        self._longest = max(map(len, known))
        self._unknown = unknown, min(score for _, score in known.values()) - UNLIKELY
        self._split = lru_cache(maxsize=20_000)(self._likeliest)

    @classmethod
    def read(cls, file: mmap, at: int) -> tuple[Self, int]:
        """What stands at `at`, and where it ends."""
        count, begin, end, _padding, unknown, size = HEAD.unpack_from(file, at)
        at += HEAD.size
        starts = np.frombuffer(file, "<u4", count + 1, at).tolist()
        at += 4 * (count + 1)
        scores = np.frombuffer(file, "<f4", count, at).tolist()
        at += 4 * count
        texts = [file[at + starts[n] : at + starts[n + 1]].decode() for n in range(count)]
        known = {text: (n, scores[n]) for n, text in enumerate(texts) if n != unknown}
        replaced, at = _replaced(file, at + size)
        return cls(known, replaced, begin=begin, end=end, unknown=unknown), at

    def tokens(self, text: str) -> list[int]:
        """The tokens of `text`, without beginning and end."""
        clean = _SPACES.sub(" ", text.translate(self._replaced))
        words = clean.removeprefix(" ").split(" ")
        return [token for word in words for token in self._split(SPACE + word)]

    def _likeliest(self, word: str) -> tuple[int, ...]:
        """The tokens of the best way to cut `word`, by the sum of their scores."""
        size = len(word)
        best = [0.0, *[float("-inf")] * size]
        cuts = [(0, 0)] * (size + 1)
        token, unlikely = self._unknown
        for start in range(size):
            for end in range(start + 1, min(size, start + self._longest) + 1):
                piece = self._known.get(word[start:end])
                if piece and best[start] + piece[1] > best[end]:
                    best[end], cuts[end] = best[start] + piece[1], (start, piece[0])
            if best[start] + unlikely > best[start + 1]:
                best[start + 1], cuts[start + 1] = best[start] + unlikely, (start, token)
        found = []
        while size:
            size, token = cuts[size]
            found.append(token)
        return tuple(reversed(found))


def _replaced(file: mmap, at: int) -> tuple[dict[int, str], int]:
    count, size = REPLACED.unpack_from(file, at)
    at += REPLACED.size
    end = at + size
    found = {}
    for _ in range(count):
        code, number = CHARACTER.unpack_from(file, at)
        at += CHARACTER.size
        found[code] = file[at : at + 4 * number].decode("utf-32-le")
        at += 4 * number
    return found, end
