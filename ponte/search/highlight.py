"""Shows why a record was found: the words of the query marked in its text."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ponte.search.analysis import Token, fold, forms, is_stopword, lemma, tokens
from ponte.search.documents import Result, SearchQuery
from ponte.search.languages import reading
from ponte.search.query import Phrase, Prefix, Word, parse

# Of a very long text only the beginning is looked at.
MAX_TEXT = 50_000


class Highlighter:
    """Marks the words of one query, as the search understood them, in any text."""

    def __init__(self, wanted: SearchQuery, result: Result | None = None):
        self._reading = reading(wanted.text, wanted.lang)
        self._corrected = result.corrected if result else {}
        parts = parse(wanted.text).wanted
        words = [part.text for part in parts if isinstance(part, Word)]
        telling = [word for word in words if not is_stopword(fold(word), self._reading)]
        phrases = [part.words for part in parts if isinstance(part, Phrase)]
        self._prefixes = tuple(part.text for part in parts if isinstance(part, Prefix))
        self._words = telling or (words if not phrases and not self._prefixes else [])
        self._phrases = phrases

    def mark(self, text: str, lang: str = "en") -> SafeString:
        """The whole of `text`, escaped, its matching words inside `<mark>`."""
        return _render(text, 0, len(text), self._matches(text[:MAX_TEXT], lang)[1])

    def snippet(self, text: str, lang: str = "en", size: int = 200) -> SafeString:
        """About `size` characters of `text` where it matches best, escaped and marked.

        The beginning where nothing matches; an ellipsis stands for what is left out.
        """
        found, matches = self._matches(text[:MAX_TEXT], lang)
        start, end = _window(text, found, matches, size)
        return _render(text, start, end, [each for each in matches if start <= each.start < end])

    def _matches(self, text: str, lang: str) -> tuple[list[Token], list[Token]]:
        """All tokens of `text`, and those that match."""
        found = list(tokens(text))
        terms = self._terms(lang)
        matching = {
            at
            for at, token in enumerate(found)
            if token.term in terms
            or token.term.startswith(self._prefixes or ("\0",))
            or lemma(text[token.start : token.end], lang) in terms
        }
        for phrase in self._phrases:
            for at in range(len(found) - len(phrase) + 1):
                if all(found[at + step].term == word for step, word in enumerate(phrase)):
                    matching.update(range(at, at + len(phrase)))
        return found, [found[at] for at in sorted(matching)]

    def _terms(self, lang: str) -> set[str]:
        languages = tuple(dict.fromkeys([*self._reading, lang]))
        terms = {term for word in self._words for term in forms(word, languages)}
        return terms.union(*self._corrected.values())


def _window(
    text: str, found: Sequence[Token], matches: Sequence[Token], size: int
) -> tuple[int, int]:
    """Start and end, at words, of the stretch with the most different matches."""
    if len(text) <= size:
        return 0, len(text)
    best, most, last = 0, (0, 0), 0
    inside: Counter[str] = Counter()
    for first in matches:
        while last < len(matches) and matches[last].end <= first.start + size * 3 // 4:
            inside[matches[last].term] += 1
            last += 1
        if (count := (len(+inside), inside.total())) > most:
            best, most = first.start, count
        inside[first.term] -= 1
    wanted = min(max(0, best - size // 4), len(text) - size)
    starts = [token.start for token in found if token.start >= wanted]
    start = 0 if wanted == 0 else min(starts, default=0)
    ends = [token.end for token in found if start < token.end <= start + size]
    end = max(ends, default=start + size)
    return start, len(text) if len(text) <= start + size else end


def _render(text: str, start: int, end: int, matches: Iterable[Token]) -> SafeString:
    pieces = ["…"] if start else []
    at = start
    for match in matches:
        pieces += [escape(text[at : match.start]), "<mark>"]
        pieces += [escape(text[match.start : match.end]), "</mark>"]
        at = match.end
    pieces.append(escape(text[at:end]))
    if end < len(text):
        pieces.append("…")
    return mark_safe("".join(pieces))  # noqa: S308 every piece of text is escaped above
