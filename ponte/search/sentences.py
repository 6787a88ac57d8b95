"""A text taken apart into sentences. Pure, and much the same for all languages in use here."""

import re
from collections.abc import Iterator

# A semicolon is Greek's question mark.
END = re.compile(r"(?:[.!?…]|(?<=[Ͱ-Ͽἀ-῿]);)+[\"'”’»)\]]*\s+")
# "e.g.", "St.", "No.", "z. B.": so short a word before a full stop does not end a sentence.
SHORT = re.compile(r"(?:^|[\s(])(?:\w{1,2}|\w+\.\w+)\.$")


def sentences(text: str) -> list[str]:
    """The sentences of `text` in order; the end of a line ends one too."""
    return [each for line in text.splitlines() for each in _of_line(line.strip()) if each]


def _of_line(line: str) -> Iterator[str]:
    start = 0
    for end in END.finditer(line):
        before, after = line[start : end.end()].rstrip(), line[end.end() : end.end() + 1]
        # What goes on in small letters is the same sentence.
        if after.islower() or SHORT.search(before):
            continue
        yield before
        start = end.end()
    yield line[start:]
