"""One search over all kinds: a few records of each, or all records of the kinds ticked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from ponte import search
from ponte.search import registry
from ponte.search.answering import Answer, answer, telling_kinds
from ponte.search.criteria import Criteria
from ponte.search.documents import Hit, Result, SearchDocument, SearchUnavailable
from ponte.search.facets import (
    Chip,
    FacetPanel,
    FacetSpec,
    Language,
    build,
    chips,
    language_labels,
    other_languages,
)
from ponte.search.highlight import Highlighter

FACETS = ("kind", "lang")
PAGE_SIZE = 12
PER_KIND = 4
ORDERED = 50  # of all kinds: whose is the first of these, that kind comes first


class Item(NamedTuple):
    title: str
    url: str
    lang: str
    language: str
    kind: str
    snippet: str
    hit: Hit


@dataclass(frozen=True, slots=True)
class Group:
    """The first records of one kind; `url` leads to all of them."""

    label: str
    url: str
    total: int
    items: Sequence[Item]

    @property
    def has_more(self) -> bool:
        return self.total > len(self.items)


@dataclass(frozen=True, slots=True)
class Found:
    """Groups while no kind is ticked, otherwise a page of items."""

    criteria: Criteria
    total: int = 0
    groups: Sequence[Group] = ()
    page: Page | None = None
    panel: FacetPanel = field(default_factory=FacetPanel)
    chips: Sequence[Chip] = ()
    corrected: Mapping[str, Sequence[str]] = field(default_factory=dict)
    relaxed: bool = False
    understood: str = ""
    alike: int = 0
    languages: Sequence[Language] = ()
    from_index: bool = True
    answer: Answer | None = None


def read(parameters) -> Criteria:
    """What somebody asks for; kinds that are not public are nobody's to ask for here."""
    criteria = Criteria.read(parameters, FACETS)
    for name in criteria.filters.get("kind", ()):
        if name in registry.kinds and not registry.kinds[name].public:
            criteria = criteria.without("kind", name)
    return criteria


def find(criteria: Criteria, path: str) -> Found:
    """What all kinds have to say to `criteria`. Without any text or filter: nothing yet."""
    if not (criteria.text or criteria.filters):
        return Found(criteria)
    try:
        return found(criteria, path)
    except SearchUnavailable:
        return Found(criteria, from_index=False)


def found(criteria: Criteria, path: str) -> Found:
    is_grouped = "kind" not in criteria.filters
    result = ask(criteria, ORDERED if is_grouped else PAGE_SIZE)
    last = max(1, -(-result.total // PAGE_SIZE))
    if not is_grouped and criteria.page > last:
        criteria = criteria.on_page(last)
        result = ask(criteria, PAGE_SIZE)
    panel = build(specs(), result.facets, criteria)
    return Found(
        criteria=criteria,
        total=result.total,
        groups=groups(criteria, result, path) if is_grouped else (),
        page=None if is_grouped else page_of(criteria, result),
        panel=panel,
        chips=chips(panel, criteria, path),
        corrected=result.corrected,
        relaxed=result.relaxed,
        understood=result.understood,
        alike=result.alike,
        languages=other_languages(result.facets, criteria, path),
        answer=answered(criteria),
    )


def page_of(criteria: Criteria, result: Result) -> Page:
    paginator: Paginator = Paginator(range(result.total), PAGE_SIZE)
    return Page(items(criteria, result), criteria.page, paginator)


def ask(criteria: Criteria, limit: int) -> Result:
    kinds = criteria.filters.get("kind") or tuple(registry.public_kinds())
    return search.query(criteria.query(kinds=kinds, facets=FACETS, limit=limit))


def answered(criteria: Criteria) -> Answer | None:
    """The answer that opens the first page in the usual order."""
    if criteria.page > 1 or criteria.order != "relevance":
        return None
    kinds = criteria.filters.get("kind") or tuple(registry.public_kinds())
    return answer(criteria.query(), [name for name in telling_kinds() if name in kinds])


def groups(criteria: Criteria, result: Result, path: str) -> list[Group]:
    """One group for each kind that has a match, the kind with the best match first."""
    counts = result.facets.get("kind", {})
    public = registry.public_kinds()
    firsts = dict.fromkeys([*(hit.kind for hit in result.hits), *public])
    made = []
    for name in (each for each in firsts if counts.get(each)):
        narrowed = replace(criteria, filters={**criteria.filters, "kind": (name,)}, page=1)
        best = ask(narrowed, PER_KIND)
        made.append(
            Group(
                label=str(public[name].label),
                url=path + narrowed.query_string,
                total=best.total,
                items=items(narrowed, best),
            )
        )
    return made


def items(criteria: Criteria, result: Result) -> list[Item]:
    """The hits with the part of their text that tells why; one query per kind and relation."""
    documents = {}
    for name in {hit.kind for hit in result.hits} & set(registry.kinds):
        kind = registry.kinds[name]
        wanted = [hit.object_id for hit in result.hits if hit.kind == name]
        for key, found_object in kind.queryset().in_bulk(wanted).items():
            documents[name, key] = kind.document(found_object)
    highlighter = Highlighter(criteria.query(), result)
    return [
        item(documents[hit.kind, hit.object_id], hit, highlighter)
        for hit in result.hits
        if (hit.kind, hit.object_id) in documents
    ]


def item(document: SearchDocument, hit: Hit, highlighter: Highlighter) -> Item:
    text = "\n".join(filter(None, (document.summary, document.body)))
    return Item(
        title=highlighter.mark(document.title, document.lang),
        url=document.url,
        lang=document.lang,
        language=language_labels([document.lang]).get(document.lang, ""),
        kind=str(registry.kinds[document.kind].label),
        snippet=highlighter.snippet(text, document.lang),
        hit=hit,
    )


def specs() -> list[FacetSpec]:
    return [
        FacetSpec("kind", _("Kind"), kind_labels, is_open=True),
        FacetSpec("lang", _("Language"), language_labels, "count", is_open=True),
    ]


def kind_labels(_codes) -> dict:
    return {name: kind.label for name, kind in registry.public_kinds().items()}
