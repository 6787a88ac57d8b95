"""Finding practices: what may be filtered, what was found, and what else could be tried."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from operator import or_
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ponte import search
from ponte.practices.models import EvidenceGrade, Practice
from ponte.projects.models import Project
from ponte.regions.codes import country_name
from ponte.regions.models import Region
from ponte.search.criteria import Criteria
from ponte.search.documents import Hit, Result, SearchQuery, SearchUnavailable
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
from ponte.topics.models import Topic

PAGE_SIZE = 12
REGIONS_OFFERED = 300
SORTS = {
    "relevance": gettext_lazy("Relevance"),
    "newest": gettext_lazy("Newest first"),
    "title": gettext_lazy("Title"),
}


class Card(NamedTuple):
    practice: Practice
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
    """A page of practices and all that the page says about it.

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


def read(parameters) -> Criteria:
    return Criteria.read(parameters, tuple(CONDITIONS), tuple(SORTS))


def find(criteria: Criteria, path: str) -> Found:
    """The page of practices that `criteria` ask for; a page beyond the last gives the last."""
    try:
        result = ask(criteria)
        last = max(1, -(-result.total // PAGE_SIZE))
        if criteria.page > last:
            criteria = criteria.on_page(last)
            result = ask(criteria)
    except SearchUnavailable:
        return find_in_database(criteria, path)
    panel = build(specs(), result.facets, criteria)
    return Found(
        criteria=criteria,
        page=page_of(criteria.page, result.total, cards(criteria, result)),
        panel=panel,
        chips=chips(panel, criteria, path),
        corrected=result.corrected,
        relaxed=result.relaxed,
        understood=result.understood,
        alike=result.alike,
        languages=other_languages(result.facets, criteria, path),
        alternatives=() if result.total else alternatives(criteria, panel, path),
    )


def ask(criteria: Criteria) -> Result:
    return search.query(
        criteria.query(kinds=("practice",), facets=tuple(CONDITIONS), limit=PAGE_SIZE)
    )


def cards(criteria: Criteria, result: Result) -> list[Card]:
    """The practices of the hits; one that has just been withdrawn is left out."""
    wanted = [hit.object_id for hit in result.hits]
    practices = Practice.objects.published().for_cards().in_bulk(wanted)
    found = [(practices[hit.object_id], hit) for hit in result.hits if hit.object_id in practices]
    if not criteria.text:
        return [Card(practice) for practice, _ in found]
    highlighter = Highlighter(criteria.query(), result)
    return [
        Card(practice, highlighter.snippet(searched_text(practice), practice.language), hit)
        for practice, hit in found
    ]


def searched_text(practice: Practice) -> str:
    """What the reader may see of a practice, in one text, to show why it was found."""
    text = "\n".join(section.text for section in practice.sections)
    summary = practice.short_summary
    # An imported summary is often the beginning of the text.
    if text.startswith(summary.rstrip("….")):
        return text
    return f"{summary}\n{text}"


def page_of(number: int, total: int, practices: Sequence[Card]) -> Page:
    return Page(practices, number, Paginator(range(total), PAGE_SIZE))


def alternatives(criteria: Criteria, panel: FacetPanel, path: str) -> list[Alternative]:
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
        wider.append(
            (_("Search without “%(filter)s”") % {"filter": criteria.text}, criteria.with_text(""))
        )
    if criteria.text and criteria.exact:
        wider.insert(0, (_("Search by meaning too"), criteria.by_meaning()))
    counted = [(label, each, count(each)) for label, each in wider]
    return [
        Alternative(label, path + each.query_string, total)
        for label, each, total in counted
        if total
    ]


def count(criteria: Criteria) -> int:
    return search.query(criteria.query(kinds=("practice",), limit=0)).total


def matching_ids(criteria: Criteria) -> list[int]:
    """Ids of every practice that `criteria` ask for, in their order."""
    query: SearchQuery = criteria.on_page(1).query(kinds=("practice",))
    try:
        return search.object_ids(replace(query, limit=0))
    except SearchUnavailable:
        return list(matching(criteria).values_list("pk", flat=True))


# Without the search engine


def find_in_database(criteria: Criteria, path: str) -> Found:
    paginator = Paginator(matching(criteria).for_cards(), PAGE_SIZE)
    page = paginator.get_page(criteria.page)
    page.object_list = [Card(practice) for practice in page.object_list]
    panel = build(specs(), {}, replace(criteria, filters={}))
    return Found(
        criteria=criteria.on_page(page.number),
        page=page,
        panel=FacetPanel(labels=panel.labels),
        chips=chips(panel, criteria, path),
        from_index=False,
    )


def matching(criteria: Criteria):
    """The same practices from the database, as far as it can tell words apart."""
    practices = Practice.objects.published()
    for word in criteria.text.split()[:10]:
        practices = practices.filter(Q(title__icontains=word) | Q(short_summary__icontains=word))
    for name, values in criteria.filters.items():
        practices = practices.filter(CONDITIONS[name](values))
    return practices.order_by("title" if criteria.order == "title" else "-published_at", "-pk")


def on_topics(topics: Q) -> Q:
    chosen = Topic.objects.filter(topics)
    chosen = chosen | Topic.objects.filter(maps_to__in=chosen.values("pk"))
    tagged = Practice.topics.through.objects.filter(topic__in=chosen.values("pk"))
    return Q(pk__in=tagged.values("practice"))


def located_in(codes: Sequence[str]) -> Q:
    places = Q()
    for code in codes:
        places |= Q(region__code__startswith=code)
    return places


# What each facet of the search means to the database.
CONDITIONS = {
    "topic": lambda values: on_topics(Q(slug__in=values) | Q(parent__slug__in=values)),
    "subtopic": lambda values: on_topics(Q(code__in=values)),
    "country": located_in,
    "region": located_in,
    "year": lambda values: Q(start_year__in=[value for value in values if value.isdecimal()]),
    "scope": lambda values: Q(scope__in=values),
    "project": lambda values: Q(project__slug__in=values),
    "evidence": lambda values: reduce(
        or_, (graded(grade) for grade in EvidenceGrade if grade.code in values), Q(pk=None)
    ),
    "lang": lambda values: Q(language__in=values),
}


def graded(grade: EvidenceGrade) -> Q:
    """Practices of this evidence grade; a text about success alone is a claim."""
    ungraded = {
        EvidenceGrade.NONE: Q(graded=0, evidence_of_success=""),
        EvidenceGrade.CLAIMED: Q(graded=0) & ~Q(evidence_of_success=""),
    }
    return (Q(graded=grade) if grade else Q(pk=None)) | ungraded.get(grade, Q(pk=None))


# Facets


def specs() -> list[FacetSpec]:
    labels = Labels()
    return [
        FacetSpec("topic", _("Topic"), labels.hubs, is_open=True),
        FacetSpec("evidence", _("Evidence grade"), labels.evidence, is_open=True),
        FacetSpec("country", _("Country"), labels.countries, "count", is_open=True),
        FacetSpec("region", _("Region"), labels.regions, "count", offers=is_nuts2),
        FacetSpec("subtopic", _("Sub-topic"), labels.sub_topics),
        FacetSpec("lang", _("Language"), language_labels, "count"),
        FacetSpec("year", _("Started in"), labels.as_they_are, "code"),
        FacetSpec("scope", _("Geographical scope"), labels.scopes),
        FacetSpec("project", _("Project"), labels.projects, "count"),
    ]


def is_nuts2(code: str) -> bool:
    return len(code) == 4


class Labels:
    """Labels of codes, for one page: topics, regions and projects in one query each."""

    @cached_property
    def topics(self) -> list[Topic]:
        topics = Topic.objects.filter(period=Topic.Period.P2021).select_related("parent")
        return sorted(topics, key=lambda topic: (topic.hub.position, topic.position))

    def hubs(self, _codes: Collection[str]) -> dict:
        return {topic.slug: topic.label for topic in self.topics if topic.parent is None}

    def sub_topics(self, codes: Collection[str]) -> dict:
        return {topic.code: topic.label for topic in self.topics if topic.code in codes}

    def countries(self, codes: Collection[str]) -> dict:
        language = get_language()
        names = {code: country_name(code, language) for code in codes}
        return {code: name for code, name in names.items() if name != code}

    def regions(self, codes: Collection[str]) -> dict:
        regions = Region.objects.filter(code__in=sorted(codes)[:REGIONS_OFFERED])
        return {region.code: region.label for region in regions}

    def projects(self, codes: Collection[str]) -> dict:
        projects = Project.objects.filter(slug__in=codes).only("slug", "acronym", "title")
        return {project.slug: project.name for project in projects}

    def evidence(self, _codes: Collection[str]) -> dict:
        return {grade.code: grade.label for grade in EvidenceGrade}

    def scopes(self, _codes: Collection[str]) -> dict:
        return dict(Practice.Scope.choices)

    def as_they_are(self, codes: Collection[str]) -> dict:
        return {code: code for code in codes}
