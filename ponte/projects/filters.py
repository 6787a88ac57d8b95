"""Finding projects: what may be filtered, and what it means."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db.models import F, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ponte.projects import bands
from ponte.projects.labels import TopicAndPlaceLabels, is_nuts2
from ponte.projects.models import Period, Programme, Project, ProjectPartner
from ponte.regions.models import Region
from ponte.search.catalogue import Catalogue, Found
from ponte.search.facets import FacetSpec, language_labels
from ponte.topics.models import Topic

PROGRAMMES_OFFERED = 40


def on_topics(topics: Q) -> Q:
    chosen = Topic.objects.filter(topics)
    chosen = chosen | Topic.objects.filter(maps_to__in=chosen.values("pk"))
    tagged = Project.topics.through.objects.filter(topic__in=chosen.values("pk"))
    return Q(pk__in=tagged.values("project"))


def located_in(codes: Sequence[str]) -> Q:
    places, of_partners = Q(), Q()
    for code in codes:
        places |= Q(region__code__startswith=code)
        of_partners |= Q(region__code__startswith=code)
    taking_part = Project.regions.through.objects.filter(places)
    partners = ProjectPartner.objects.filter(of_partners)
    return Q(pk__in=taking_part.values("project")) | Q(pk__in=partners.values("project"))


def numbers(values: Sequence[str]) -> list[str]:
    return [value for value in values if value.isdecimal()]


# What each facet of the search means to the database.
CONDITIONS = {
    "topic": lambda values: on_topics(Q(slug__in=values) | Q(parent__slug__in=values)),
    "subtopic": lambda values: on_topics(Q(code__in=values)),
    "country": located_in,
    "region": located_in,
    "programme": lambda values: Q(programme__slug__in=values),
    "period": lambda values: Q(period__in=values),
    "status": lambda values: Q(state__in=values),
    "budget": bands.within,
    "year": lambda values: Q(start__year__in=numbers(values)),
    "partner": lambda values: Q(
        pk__in=ProjectPartner.objects.filter(key__in=values).values("project")
    ),
    "lang": lambda values: Q(language__in=values),
}


def specs() -> list[FacetSpec]:
    labels = Labels()
    return [
        FacetSpec("topic", _("Topic"), labels.hubs, is_open=True),
        FacetSpec("status", _("State"), labels.states, is_open=True),
        FacetSpec("country", _("Country"), labels.countries, "count", is_open=True),
        FacetSpec("region", _("Region"), labels.regions, "count", offers=is_nuts2),
        FacetSpec("programme", _("Programme"), labels.programmes, "count", most=PROGRAMMES_OFFERED),
        FacetSpec("period", _("Funding period"), labels.periods),
        FacetSpec("subtopic", _("Specific objective"), labels.sub_topics),
        FacetSpec("budget", _("Total budget"), bands.labels),
        FacetSpec("year", _("Started in"), labels.as_they_are, "code"),
        FacetSpec("lang", _("Language"), language_labels, "count"),
        # There are too many to offer; one is chosen where it is named.
        FacetSpec("partner", _("Partner"), labels.partners),
    ]


class Labels(TopicAndPlaceLabels):
    """Topics, regions, programmes and partners in one query each."""

    def programmes(self, codes: Collection[str]) -> dict:
        programmes = Programme.objects.filter(slug__in=codes)
        return {each.slug: f"{each.name} {each.period}" for each in programmes}

    def periods(self, codes: Collection[str]) -> dict:
        return {code: name for code, name in Period.choices if code in codes}

    def states(self, _codes: Collection[str]) -> dict:
        return {code: capfirst(name) for code, name in Project.State.choices}

    def partners(self, codes: Collection[str]) -> dict:
        found = ProjectPartner.objects.filter(key__in=codes).order_by("-pk") if codes else ()
        return {partner.key: partner.name for partner in found[:100]}


CATALOGUE = Catalogue(
    kind="project",
    specs=specs,
    records=Project.objects.all,
    for_cards=lambda projects: projects.for_list(),
    conditions=CONDITIONS,
    named=lambda word: Q(acronym__icontains=word) | Q(title__icontains=word),
    orders={
        "title": ("acronym", "title", "-pk"),
        "newest": (F("start").desc(nulls_last=True), "-pk"),
    },
    text=lambda project: (project.summary or project.title, project.language),
    uncounted=("partner",),
)


class Point(NamedTuple):
    """A place on the map with so many of the projects found; `code` narrows them to it."""

    x: float
    y: float
    radius: float
    label: str
    count: int
    code: str


def on_map(found: Found) -> tuple[str, list[Point]]:
    """By which facet the map counts, and its points, the largest first.

    Countries, or the regions of the one country that is ticked. One query.
    """
    ticked = found.criteria.filters.get("country", ())
    name = "region" if len(ticked) == 1 else "country"
    facet = next((each for each in found.panel.facets if each.name == name), None)
    if facet is None:
        return name, []
    counts = {
        each.value: each
        for each in (*facet.options, *facet.more)
        if each.count and (name == "country" or each.value.startswith(ticked[0]))
    }
    places = Region.objects.filter(code__in=counts, map_x__isnull=False).order_by("nuts_version")
    most = max((each.count for each in counts.values()), default=1)
    points = {
        place.code: Point(
            place.map_x,
            place.map_y,
            5 + 23 * (counts[place.code].count / most) ** 0.5,
            counts[place.code].label,
            counts[place.code].count,
            place.code,
        )
        for place in places.defer("outline")
    }
    return name, sorted(points.values(), key=lambda point: -point.count)
