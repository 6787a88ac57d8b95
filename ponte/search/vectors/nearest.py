"""The records nearest to a query in meaning."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from ponte.search.backends.base import Key
from ponte.search.documents import SearchQuery, Understood
from ponte.search.encoders import EncoderUnavailable, Vectors
from ponte.search.query import Parsed, Phrase, Word
from ponte.search.registry import kinds
from ponte.search.vectors.asked import Late, asked
from ponte.search.vectors.best import MOST, best_sentences
from ponte.search.vectors.sorts import sought
from ponte.search.vectors.space import Busy, Space, space

# Of each kind no more records than this match by their meaning alone.
BY_MEANING = 50
# Seconds to wait once more for another thread that reads vectors.
HURRY = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """`keys` of the records that stand out most, most prominent first. `besides` are those that
    would be among them without the filter of one of the facets that are counted: they are
    counted for its other values. `vector` is what was looked for in `space`."""

    understood: Understood
    keys: Sequence[Key] = ()
    besides: Sequence[Key] = ()
    space: Space | None = None
    vector: Vectors | None = None

    def prominence(self, keys: Sequence[Key]) -> Mapping[Key, float]:
        """By how many standard deviations each of these records stands out, as far as known; of
        the nearest the best sentence counts too. One query."""
        if self.space is None or self.vector is None:
            return {}
        best = best_sentences(self.vector, self.keys[:MOST], self.space.encoder)
        try:
            return self.space.prominence(self.vector, keys, best, patience=HURRY)
        except Busy:
            return {}


def nearest(wanted: SearchQuery, parsed: Parsed) -> Nearest:
    """The records nearest to what is looked for, if that can be told in time.

    Nobody waits for longer than the query or the settings allow.
    """
    text = spoken(wanted.text, parsed)
    choices = [with_kinds(filters) for filters in (wanted.filters, *narrower(wanted))]
    if not text or not any(filters["kind"] for filters in choices):
        return Nearest("")
    if wanted.mode == "lexical":
        return Nearest("asked")
    patience = settings.SEARCH["PATIENCE"] if wanted.patience is None else wanted.patience
    end = time.monotonic() + patience
    try:
        chosen = asked().encoder(patience)
        if chosen is None:
            return Nearest("none")
        vector = asked().vector(text, chosen, patience=max(0, end - time.monotonic()))
        looked_for = sought(vector, chosen.name)
        searched = space(chosen.name, chosen.dimensions)
        found, *others = searched.nearest(
            looked_for,
            choices=choices,
            limit=BY_MEANING,
            near=wanted.mode != "semantic",
            patience=max(0, end - time.monotonic()),
        )
    except (Late, Busy):
        return Nearest("late")
    except EncoderUnavailable:
        return Nearest("broken")
    return Nearest(
        "yes",
        [near.key for near in found],
        list(dict.fromkeys(near.key for other in others for near in other)),
        searched,
        looked_for,
    )


def narrower(wanted: SearchQuery) -> list[Mapping[str, Sequence[str]]]:
    """The filters without that of each facet which is counted."""
    counted = [name for name in wanted.facets if wanted.filters.get(name)]
    return [{**wanted.filters, name: ()} for name in counted]


def with_kinds(filters: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """The filters with the kinds that have meaning, of those asked for."""
    names = [name for name in filters.get("kind") or kinds if name in kinds]
    return {**filters, "kind": [name for name in names if kinds[name].has_meaning]}


def spoken(text: str, parsed: Parsed) -> str:
    """What is looked for, without what is not: "-this", and the quotes and stars around words.
    Nothing when there are no words."""
    if not parsed.wanted:
        return ""
    if not parsed.unwanted and all(isinstance(part, Word) for part in parsed.wanted):
        return text.strip()
    return " ".join(
        " ".join(part.words) if isinstance(part, Phrase) else part.text for part in parsed.wanted
    )
