"""Searches that can be followed: an address of a list, and the records that it finds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.http import QueryDict
from django.urls import reverse

from ponte import search
from ponte.events import filters as events
from ponte.library.filters import CATALOGUE as SOLUTIONS
from ponte.news.filters import CATALOGUE as NEWS
from ponte.practices.filters import CATALOGUE as PRACTICES
from ponte.projects.filters import CATALOGUE as PROJECTS
from ponte.search import everything
from ponte.search.catalogue import Catalogue
from ponte.search.criteria import Criteria

KINDS = ("practice", "project", "solution", "news", "event")


@dataclass(frozen=True)
class Source:
    """A list that can be searched: how its address is read, and the ids of a kind it finds."""

    kinds: Sequence[str]
    read: Callable[[Any], Criteria]
    ids: Callable[[Criteria, str], list[int]]


def of(catalogue: Catalogue) -> Source:
    return Source(
        (catalogue.kind,),
        catalogue.read,
        lambda criteria, _kind: catalogue.matching_ids(criteria),
    )


def anywhere(criteria: Criteria, kind: str) -> list[int]:
    """Raises SearchUnavailable."""
    if kind not in criteria.filters.get("kind", KINDS):
        return []
    return search.object_ids(replace(criteria.query(kinds=(kind,)), limit=0))


SOURCES = {
    "practices:index": of(PRACTICES),
    "projects:index": of(PROJECTS),
    "library:index": of(SOLUTIONS),
    "news:index": of(NEWS),
    "events:index": Source(
        ("event",), events.read, lambda criteria, _kind: events.keys_of(criteria)
    ),
    "search:results": Source(KINDS, everything.read, anywhere),
}


@dataclass(frozen=True)
class Search:
    """Criteria in a list, and the one address that stands for them."""

    source: Source
    criteria: Criteria
    address: str

    def ids(self, kind: str) -> list[int]:
        """What has the words: to be alike in meaning is no news. Raises SearchUnavailable."""
        exact = replace(self.criteria, exact=True)
        return self.source.ids(exact, kind) if kind in self.source.kinds else []


def read(address: str) -> Search | None:
    """The search at an address on this site; None for another page, or without criteria."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    for view, source in SOURCES.items():
        if parts.path == reverse(view):
            criteria = source.read(QueryDict(parts.query))
            plain = Criteria(criteria.text, criteria.filters, exact=criteria.exact)
            if not (plain.text or plain.filters) or len(plain.query_string) > 400:
                return None
            return Search(source, plain, parts.path + plain.query_string)
    return None
