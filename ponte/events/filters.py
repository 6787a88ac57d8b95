"""Finding events: by the database, because what is to come changes by the hour."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ponte.community.filters import PAGE_SIZE, Found, countries, hubs, is_nuts2, regions, spoken
from ponte.community.search import places
from ponte.events.models import Event
from ponte.projects.models import Project
from ponte.regions.models import Region
from ponte.search.criteria import Criteria
from ponte.search.facets import FacetSpec, build, chips
from ponte.topics.models import Topic

FACETS = ("when", "topic", "kind", "mode", "speaks", "country", "region", "project")
PAST = "past"


@dataclass(frozen=True, slots=True)
class Row:
    """An event as facets see it."""

    pk: int
    values: dict[str, tuple[str, ...]]

    def fits(self, criteria: Criteria, *, but: str = "") -> bool:
        """Whether it is among what is asked for, `but` for one facet."""
        for name in FACETS:
            ticked = criteria.filters.get(name, ())
            own = self.values.get(name, ())
            if name == but:
                continue
            if name == "when":
                if (PAST in ticked) != (PAST in own):
                    return False
            elif ticked and not set(ticked) & set(own):
                return False
        return True


def read(parameters) -> Criteria:
    return Criteria.read(parameters, FACETS)


def found(criteria: Criteria, path: str) -> Found:
    """A page of events: to come with the next first, past with the latest first."""
    rows = rows_of(criteria)
    keys = [row.pk for row in rows if row.fits(criteria)]
    if PAST in criteria.filters.get("when", ()):
        keys.reverse()
    page = Paginator(keys, PAGE_SIZE).get_page(criteria.page)
    events = Event.objects.for_list().in_bulk(page.object_list)
    page.object_list = [events[key] for key in page.object_list]
    panel = build(specs(), counted(rows, criteria), criteria)
    return Found(
        criteria=criteria.on_page(page.number),
        page=page,
        panel=panel,
        chips=chips(panel, criteria, path),
    )


def keys_of(criteria: Criteria) -> list[int]:
    """All that is asked for, whether to come or past; in the order of their beginning."""
    return [row.pk for row in rows_of(criteria) if row.fits(criteria, but="when")]


def counted(rows: Iterable[Row], criteria: Criteria) -> dict[str, Counter]:
    """By facet and code, how many events there would be with it."""
    counts: dict[str, Counter] = {name: Counter() for name in FACETS}
    for row in rows:
        for name in FACETS:
            if row.fits(criteria, but=name):
                counts[name].update(row.values.get(name, ()))
    return counts


def rows_of(criteria: Criteria) -> list[Row]:
    """The public events with the words that were typed."""
    events = Event.objects.public()
    for word in criteria.text.split()[:10]:
        events = events.filter(
            Q(title__icontains=word)
            | Q(summary__icontains=word)
            | Q(description__icontains=word)
            | Q(place__icontains=word)
            | Q(sessions__speakers__icontains=word)
        ).distinct()
    whole = events.order_by("start", "pk").prefetch_related(
        Prefetch("region", Region.objects.defer("outline")),
        Prefetch("project", Project.objects.only("slug")),
        Prefetch("topics", Topic.objects.select_related("parent")),
    )
    now = timezone.now()
    return [Row(event.pk, values_of(event, now)) for event in whole]


def values_of(event: Event, now) -> dict[str, tuple[str, ...]]:
    return {
        "when": (PAST,) if event.end < now else (),
        "topic": tuple({topic.hub.slug for topic in event.topics.all()}),
        "kind": (event.kind,),
        "mode": (event.mode,),
        "speaks": tuple(event.languages),
        "project": (event.project.slug,) if event.project else (),
        **places(event.region),
    }


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
