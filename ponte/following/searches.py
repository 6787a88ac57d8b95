"""Searches that can be followed: an address of a catalogue, and the records it finds."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import QueryDict
from django.urls import reverse

from ponte.practices.filters import CATALOGUE as PRACTICES
from ponte.projects.filters import CATALOGUE as PROJECTS
from ponte.search.catalogue import Catalogue
from ponte.search.criteria import Criteria

CATALOGUES = {"practices:index": PRACTICES, "projects:index": PROJECTS}


@dataclass(frozen=True)
class Search:
    """Criteria in a catalogue, and the one address that stands for them."""

    catalogue: Catalogue
    criteria: Criteria
    address: str

    @property
    def kind(self) -> str:
        return self.catalogue.kind

    def ids(self) -> list[int]:
        return self.catalogue.matching_ids(self.criteria)


def read(address: str) -> Search | None:
    """The search at an address on this site; None for another page, or without criteria."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    for view, catalogue in CATALOGUES.items():
        if parts.path == reverse(view):
            criteria = catalogue.read(QueryDict(parts.query)).on_page(1)
            plain = Criteria(criteria.text, criteria.filters, exact=criteria.exact)
            if not (plain.text or plain.filters) or len(plain.query_string) > 400:
                return None
            return Search(catalogue, plain, parts.path + plain.query_string)
    return None
