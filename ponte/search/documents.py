"""What the engine takes in and gives back. Plain data, no Django models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Sort = Literal["relevance", "newest", "title"]
Operator = Literal["most", "all", "any"]
Understood = Literal["yes", "asked", "none", "late", "broken", ""]
Mode = Literal["hybrid", "lexical", "semantic"]


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One record as the engine sees it.

    `title` weighs most, `summary` and `keywords` less, `body` least. `facets` maps the
    name of a facet to the values of this record, as codes, never labels. `is_stale` records
    come later than their words alone would bring them.
    """

    kind: str
    object_id: int
    lang: str
    title: str
    url: str
    summary: str = ""
    keywords: tuple[str, ...] = ()
    body: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date: datetime | None = None
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What somebody asks for.

    `filters` maps a facet to the values that are ticked: a record matches when it has
    any of them, for every facet. Counts of a facet leave out its own filter, so that
    ticking one value does not empty the others. `lang` is the reader's language, one of
    the languages in which the words of `text` are understood. `operator` says how many of
    the words a record must have: `most` (the longer the text, the more may be missing),
    `all` or `any`. `mode` says what counts: words and meaning (`hybrid`), words alone
    (`lexical`) or meaning alone (`semantic`); without an encoder only words do. `patience` says
    how many seconds to wait for the meaning to be told, when not as the settings say.
    """

    text: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    facets: Sequence[str] = ()
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 12
    lang: str = "en"
    operator: Operator = "most"
    mode: Mode = "hybrid"
    patience: float | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found, and whether its words or its meaning (or both) made it one."""

    kind: str
    object_id: int
    lang: str
    title: str
    url: str
    score: float
    by_words: bool = True
    by_meaning: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """Hits, best first, with `total` and facet counts over the whole result set.

    `corrected` maps a word that occurs nowhere to the words searched instead.
    `relaxed` is True when too few records had enough of the words and records with any
    of them are given. `understood` says whether records alike in meaning are among the hits:
    "yes"; or not, because words alone were "asked" for, because there is "none" to tell
    meaning, or it was too "late" or is "broken"; empty where there was nothing to understand.
    `alike` matches have too few of the words and are there for their meaning alone.
    """

    hits: Sequence[Hit]
    total: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    corrected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    relaxed: bool = False
    understood: Understood = ""
    alike: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Relevance:
    """How well each record of a kind answers a text.

    `object_ids` are all of them, ascending; `values` lie between 0, no more alike than any
    other record, and 1, as good as the best possible match. `by_meaning` is False when words
    alone were compared.
    """

    object_ids: NDArray[np.int64]
    values: NDArray[np.float32]
    by_meaning: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    kind: str
    object_id: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Health:
    ok: bool
    documents: int
    waiting: int
    detail: str = ""


class SearchUnavailable(Exception):
    """There is no usable index at the moment; the database still has everything."""
