"""A catalogue: the records of one kind, searched with facets, a page at a time.

When the search engine is away the database answers, as far as it can tell words apart.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ponte import search
from ponte.search.criteria import Criteria
from ponte.search.documents import Hit, Result, SearchQuery, SearchUnavailable
from ponte.search.facets import (
    Chip,
    FacetPanel,
    FacetSpec,
    Language,
    build,
    chips,
    other_languages,
)
from ponte.search.highlight import Highlighter

SORTS = {
    "relevance": gettext_lazy("Relevance"),
    "newest": gettext_lazy("Newest first"),
    "title": gettext_lazy("Title"),
}


class Card(NamedTuple):
    record: Any
    snippet: str = ""
    hit: Hit | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """A search with more results: what to change, where it leads, how many it finds."""

    label: str
    url: str
    total: int


@dataclass(frozen=True, slots=True)
class Found:
    """A page of records and all that the page says about it.

    `from_index` is False when the search engine is away and the database answered.
    """

    criteria: Criteria
    page: Page
    panel: FacetPanel
    chips: Sequence[Chip]
    corrected: Mapping[str, Sequence[str]] = field(default_factory=dict)
    relaxed: bool = False
    understood: str = ""
    alike: int = 0
    languages: Sequence[Language] = ()
    from_index: bool = True
    alternatives: Sequence[Alternative] = ()

    @property
    def sorts(self) -> list[tuple[str, Any]]:
        """The orders to choose from; the usual one has no code, so that it may change."""
        usual = replace(self.criteria, sort=None).order
        offered = [name for name in SORTS if self.criteria.text or name != "relevance"]
        return [("" if name == usual else name, SORTS[name]) for name in offered]

    @property
    def total(self) -> int:
        return self.page.paginator.count


@dataclass(frozen=True)
class Catalogue:
    """What is listed and how it is found.

    `records` gives what may be found, `for_cards` what a card shows of it. `conditions` says
    what each facet means to the database, `named` what it means to have a word. `orders` are
    the orders "title" and "newest" in the database. `text` is what the reader may see of a
    record, with its language, to show why it was found. Facets named in `uncounted` can be
    ticked by an address, but are too many to be offered.
    """

    kind: str
    specs: Callable[[], list[FacetSpec]]
    records: Callable[[], QuerySet]
    for_cards: Callable[[QuerySet], QuerySet]
    conditions: Mapping[str, Callable[[Sequence[str]], Q]]
    named: Callable[[str], Q]
    orders: Mapping[str, tuple[Any, ...]]
    text: Callable[[Any], tuple[str, str]]
    uncounted: tuple[str, ...] = ()
    page_size: int = 12

    @property
    def counted(self) -> tuple[str, ...]:
        return tuple(name for name in self.conditions if name not in self.uncounted)

    def read(self, parameters) -> Criteria:
        return Criteria.read(parameters, tuple(self.conditions), tuple(SORTS))

    def find(self, criteria: Criteria, path: str) -> Found:
        """The page that `criteria` ask for; one beyond the last gives the last."""
        try:
            result = self.ask(criteria)
            last = max(1, -(-result.total // self.page_size))
            if criteria.page > last:
                criteria = criteria.on_page(last)
                result = self.ask(criteria)
        except SearchUnavailable:
            return self.find_in_database(criteria, path)
        panel = build(self.specs(), result.facets, criteria)
        paginator: Paginator = Paginator(range(result.total), self.page_size)
        return Found(
            criteria=criteria,
            page=Page(self.cards(criteria, result), criteria.page, paginator),
            panel=panel,
            chips=chips(panel, criteria, path),
            corrected=result.corrected,
            relaxed=result.relaxed,
            understood=result.understood,
            alike=result.alike,
            languages=other_languages(result.facets, criteria, path),
            alternatives=() if result.total else self.alternatives(criteria, panel, path),
        )

    def ask(self, criteria: Criteria) -> Result:
        return search.query(
            criteria.query(kinds=(self.kind,), facets=self.counted, limit=self.page_size)
        )

    def cards(self, criteria: Criteria, result: Result) -> list[Card]:
        """The records of the hits; one that has just been withdrawn is left out."""
        wanted = [hit.object_id for hit in result.hits]
        records = self.for_cards(self.records()).in_bulk(wanted)
        found = [(records[hit.object_id], hit) for hit in result.hits if hit.object_id in records]
        if not criteria.text:
            return [Card(record) for record, _hit in found]
        highlighter = Highlighter(criteria.query(), result)
        return [Card(record, highlighter.snippet(*self.text(record)), hit) for record, hit in found]

    def alternatives(self, criteria: Criteria, panel: FacetPanel, path: str) -> list[Alternative]:
        """Wider searches that find something: one filter less, no filter, or no text."""
        wider = [
            (
                _("Search without “%(filter)s”") % {"filter": panel.label(name, value)},
                criteria.without(name, value),
            )
            for name, values in criteria.filters.items()
            for value in values[:5]
        ]
        if len(wider) > 1:
            wider.append((_("Search without any filter"), criteria.without_filters()))
        if criteria.text and criteria.filters:
            label = _("Search without “%(filter)s”") % {"filter": criteria.text}
            wider.append((label, criteria.with_text("")))
        if criteria.text and criteria.exact:
            wider.insert(0, (_("Search by meaning too"), criteria.by_meaning()))
        counted = [(label, each, self.count(each)) for label, each in wider]
        return [
            Alternative(label, path + each.query_string, total)
            for label, each, total in counted
            if total
        ]

    def count(self, criteria: Criteria) -> int:
        return search.query(criteria.query(kinds=(self.kind,), limit=0)).total

    def matching_ids(self, criteria: Criteria) -> list[int]:
        """Ids of every record that `criteria` ask for, in their order."""
        query: SearchQuery = criteria.on_page(1).query(kinds=(self.kind,))
        try:
            return search.object_ids(replace(query, limit=0))
        except SearchUnavailable:
            return list(self.matching(criteria).values_list("pk", flat=True))

    # Without the search engine

    def find_in_database(self, criteria: Criteria, path: str) -> Found:
        paginator = Paginator(self.for_cards(self.matching(criteria)), self.page_size)
        page = paginator.get_page(criteria.page)
        page.object_list = [Card(record) for record in page.object_list]
        panel = build(self.specs(), {}, replace(criteria, filters={}))
        return Found(
            criteria=criteria.on_page(page.number),
            page=page,
            panel=FacetPanel(labels=panel.labels),
            chips=chips(panel, criteria, path),
            from_index=False,
        )

    def matching(self, criteria: Criteria) -> QuerySet:
        """The same records from the database, as far as it can tell words apart."""
        records = self.records()
        for word in criteria.text.split()[:10]:
            records = records.filter(self.named(word))
        for name, values in criteria.filters.items():
            records = records.filter(self.conditions[name](values))
        return records.order_by(*self.orders["title" if criteria.order == "title" else "newest"])
