"""What somebody asks for in an address: read, cleaned, and written back as an address."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self, cast
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language

from ponte.search.documents import SearchQuery, Sort

TEXT_LIMIT = 200
VALUES_LIMIT = 30
VALUE = re.compile(r"[\w.-]{1,60}", re.ASCII)
PAGE = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Criteria:
    """Text, ticked values per facet, order (None: the usual one), page (from 1), and whether
    the text is meant by its exact words only.

    Anything that cannot be meant is dropped: unknown parameters, values that are no
    code, an order or page that does not exist. A well-formed value nobody has stays, so
    that the page can show it and offer to remove it.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort | None = None
    page: int = 1
    exact: bool = False

    @classmethod
    def read(cls, parameters: QueryDict, facets: Sequence[str], sorts: Sequence[str] = ()) -> Self:
        text = clean_text(parameters.get("q", ""))
        sort = parameters.get("sort")
        usual = cls(text=text).order
        page = parameters.get("page", "")
        return cls(
            text=text,
            filters={
                name: values for name in facets if (values := codes(parameters.getlist(name)))
            },
            sort=cast("Sort", sort) if sort in sorts and sort != usual else None,
            page=int(page) if PAGE.fullmatch(page) else 1,
            exact=parameters.get("exact") == "1",
        )

    @property
    def order(self) -> Sort:
        """The order in force: as asked, else by relevance to a text, else newest first."""
        if self.sort == "relevance" and not self.text:
            return "newest"
        return self.sort or ("relevance" if self.text else "newest")

    @property
    def query_string(self) -> str:
        """The shortest address part that says the same, with its "?", or nothing."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(name, value) for name, values in self.filters.items() for value in values]
        if self.order != replace(self, sort=None).order:
            pairs.append(("sort", self.order))
        if self.exact:
            pairs.append(("exact", "1"))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def whole_query_string(self) -> str:
        """The same for all pages at once."""
        return self.on_page(1).query_string

    def on_page(self, page: int) -> Self:
        return replace(self, page=page)

    def without(self, facet: str, value: str = "") -> Self:
        """From the first page, without `value` of `facet`, or without the facet."""
        kept = tuple(each for each in self.filters[facet] if value and each != value)
        filters = {
            name: values for name, values in (dict(self.filters) | {facet: kept}).items() if values
        }
        return replace(self, filters=filters, page=1)

    def also(self, facet: str, value: str) -> Self:
        """From the first page, with `value` of `facet` ticked too."""
        filters = {**self.filters, facet: (*self.filters.get(facet, ()), value)}
        return replace(self, filters=filters, page=1)

    def by_meaning(self) -> Self:
        return replace(self, exact=False, page=1)

    def with_text(self, text: str) -> Self:
        return replace(self, text=text, page=1)

    def without_filters(self) -> Self:
        return replace(self, filters={}, page=1)

    def query(self, *, kinds: Sequence[str] = (), facets: Sequence[str] = (), limit: int = 12):
        """The same as a SearchQuery of `limit` hits a page, within `kinds`."""
        filters = {**self.filters, **({"kind": kinds} if kinds else {})}
        return SearchQuery(
            text=self.text,
            filters=filters,
            facets=facets,
            sort=self.order,
            offset=(self.page - 1) * limit,
            limit=limit,
            lang=(get_language() or "en")[:2],
            mode="lexical" if self.exact else "hybrid",
        )


def clean_text(text: str) -> str:
    """`text` in one line without control characters, cut at a sane length."""
    printable = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Cs"} else letter
        for letter in text[:TEXT_LIMIT]
    )
    return " ".join(printable.split())


def has_empty_parameters(parameters: QueryDict) -> bool:
    """Whether a form has sent fields that nobody filled: the address can be shorter."""
    return any("" in values for _name, values in parameters.lists())


def codes(values: Sequence[str]) -> tuple[str, ...]:
    valid = (value for value in values if VALUE.fullmatch(value))
    return tuple(dict.fromkeys(valid))[:VALUES_LIMIT]
