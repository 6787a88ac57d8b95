"""Finding events: by the database, because what is to come changes by the hour."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ponte import search
from ponte.community.filters import PAGE_SIZE, Found, countries, hubs, is_nuts2, regions, spoken
from ponte.events.models import Event
from ponte.projects.models import Project
from ponte.search.criteria import Criteria
from ponte.search.documents import SearchUnavailable
from ponte.search.facets import FacetSpec, build, chips

PAST = "past"
# So many events can have the words that somebody types, and no more.
MOST_WITH_WORDS = 2000
OnTopic = Event.topics.through


def located_in(codes: Sequence[str]) -> Q:
    return reduce(or_, (Q(region__code__startswith=code) for code in codes))


# What each facet means to the database.
CONDITIONS: dict[str, Callable[[Sequence[str]], Q]] = {
    "topic": lambda slugs: Q(
        pk__in=OnTopic.objects.filter(
            Q(topic__slug__in=slugs) | Q(topic__parent__slug__in=slugs)
        ).values("event")
    ),
    "kind": lambda values: Q(kind__in=values),
    "mode": lambda values: Q(mode__in=values),
    "speaks": lambda codes: reduce(or_, (Q(languages__icontains=f'"{code}"') for code in codes)),
    "country": located_in,
    "region": located_in,
    "project": lambda slugs: Q(project__slug__in=slugs),
}
FACETS = ("when", *CONDITIONS)
# By which column the others are counted, and which codes of the facet a value of it stands for.
COUNTED: dict[str, tuple[str, Callable[[Any], Sequence[str]]]] = {
    "kind": ("kind", lambda kind: [kind]),
    "mode": ("mode", lambda mode: [mode]),
    "speaks": ("languages", lambda codes: codes),
    "country": ("region__code", lambda code: [code[:2]]),
    "region": ("region__code", lambda code: [code[:end] for end in range(3, len(code) + 1)]),
    "project": ("project__slug", lambda slug: [slug]),
}


def read(parameters) -> Criteria:
    return Criteria.read(parameters, FACETS)


def found(criteria: Criteria, path: str) -> Found:
    """A page of events: to come with the next first, past with the latest first."""
    worded = with_words(criteria.text)
    events = narrowed(worded, criteria).for_list().order_by(*order_of(criteria))
    page = Paginator(events, PAGE_SIZE).get_page(criteria.page)
    page.object_list = list(page.object_list)
    panel = build(specs(), counts(worded, criteria), criteria)
    return Found(
        criteria=criteria.on_page(page.number),
        page=page,
        panel=panel,
        chips=chips(panel, criteria, path),
    )


def is_past(criteria: Criteria) -> bool:
    return PAST in criteria.filters.get("when", ())


def order_of(criteria: Criteria) -> tuple[str, str]:
    return ("-start", "-pk") if is_past(criteria) else ("start", "pk")


def at_any_time(criteria: Criteria) -> QuerySet[Event]:
    """All that is asked for, whether to come or past."""
    return narrowed(with_words(criteria.text), criteria, but="when")


def keys_of(criteria: Criteria) -> list[int]:
    """The same, in the order of their beginning."""
    return list(at_any_time(criteria).order_by("start", "pk").values_list("pk", flat=True))


def with_words(text: str) -> QuerySet[Event]:
    """The public events with these words: by the search engine, or else by the database."""
    events = Event.objects.public()
    if not text:
        return events
    query = Criteria(text=text, exact=True).query(kinds=("event",))
    try:
        keys = search.object_ids(replace(query, limit=0))
    except SearchUnavailable:
        for word in text.split()[:10]:
            events = events.filter(
                Q(title__icontains=word) | Q(summary__icontains=word) | Q(place__icontains=word)
            )
        keys = events.values_list("pk", flat=True)
    return Event.objects.public().filter(pk__in=list(keys[:MOST_WITH_WORDS]))


def narrowed(events: QuerySet[Event], criteria: Criteria, *, but: str = "") -> QuerySet[Event]:
    """Those of `events` that are among what is asked for, `but` for one facet."""
    if but != "when":
        now = timezone.now()
        events = events.filter(Q(end__lt=now) if is_past(criteria) else Q(end__gte=now))
    for name, values in criteria.filters.items():
        if name in CONDITIONS and name != but:
            events = events.filter(CONDITIONS[name](values))
    return events


def counts(worded: QuerySet[Event], criteria: Criteria) -> dict[str, Counter]:
    """By facet and code, how many events there would be with it."""
    over = narrowed(worded, criteria, but="when").filter(end__lt=timezone.now())
    counted = {"when": Counter({PAST: over.count()}), "topic": Counter()}
    on_topic = OnTopic.objects.filter(
        event__in=narrowed(worded, criteria, but="topic").values("pk")
    )
    hub = Coalesce("topic__parent__slug", "topic__slug")
    for slug, number in on_topic.values_list(hub).annotate(Count("event", distinct=True)):
        counted["topic"][slug] = number
    for name, (column, codes) in COUNTED.items():
        counted[name] = Counter()
        rows = narrowed(worded, criteria, but=name).exclude(**{column: None}).order_by()
        for value, number in rows.values_list(column).annotate(Count("pk")):
            for code in codes(value):
                counted[name][code] += number
    return counted


def specs() -> list[FacetSpec]:
    return [
        FacetSpec("when", _("When"), past, is_open=True),
        FacetSpec("topic", _("Topics"), hubs, is_open=True),
        FacetSpec("kind", _("Kind"), kinds, "count", is_open=True),
        FacetSpec("mode", _("Where"), modes),
        FacetSpec("country", _("Country"), countries, "count"),
        FacetSpec("region", _("Region"), regions, "count", offers=is_nuts2),
        FacetSpec("project", _("Project"), projects, "count"),
        FacetSpec("speaks", _("Languages spoken"), spoken, "count"),
    ]


def past(_codes) -> dict:
    return {PAST: _("Past events")}


def kinds(codes: Collection[str]) -> dict:
    return {code: capfirst(name) for code, name in Event.Kind.choices if code in codes}


def modes(codes: Collection[str]) -> dict:
    return {code: capfirst(name) for code, name in Event.Mode.choices if code in codes}


def projects(codes: Collection[str]) -> dict:
    return {each.slug: each.name for each in Project.objects.filter(slug__in=codes)}


def chips_of(criteria: Criteria) -> list:
    """What is asked for, in words."""
    return chips(build(specs(), {}, criteria), criteria, "")
