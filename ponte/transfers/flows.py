"""Which practices went from where to where: transfers that are public, and reports of regions
that tried a practice without a transfer here. Each practice counts once for each region.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ponte.practices.models import Adoption, Practice
from ponte.regions.models import Region
from ponte.topics.models import Topic
from ponte.transfers.models import Transfer

State = Transfer.State
REPORTED = "reported"
DONE = (State.ADOPTED, State.ADAPTED)
COLUMNS = (
    "practice", "practice_address", "origin_code", "origin", "target_code", "target",
    "nuts_version", "year", "state", "result", "organisation", "demonstration",
)  # fmt: skip
FIELDS = (
    "practice__title", "practice__slug", "practice__language", "origin", "target",
    "year", "kind", "key", "result", "body", "made_up",
)  # fmt: skip


class Flow(NamedTuple):
    """A way that practices went: how many, and how many of them arrived."""

    origin: int
    target: int
    number: int
    arrived: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for: practices on a topic, of a year, from or to a region."""

    topic: Topic | None = None
    year: int | None = None
    origin: Region | None = None
    target: Region | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """A practice that went to a region, as a row of a table."""

    title: str
    slug: str
    language: str
    origin: Region | None
    target: Region
    year: int
    kind: str
    key: int
    result: str
    body: str
    is_made_up: bool

    @property
    def url(self) -> str:
        """Its own page, or the report on the page of the practice."""
        if self.kind == REPORTED:
            return f"{self.practice_url}#tried-{self.key}"
        return reverse("transfers:detail", args=[self.key])

    @property
    def practice_url(self) -> str:
        return reverse("practices:detail", args=[self.slug])

    @property
    def state_label(self) -> str:
        if self.kind == REPORTED:
            return capfirst(_("reported: %(result)s") % {"result": self.result_label})
        return capfirst(str(State(self.kind).label))

    @property
    def result_label(self) -> str:
        return str(Adoption.Result(self.result).label) if self.result else ""


def transfers(choice: Choice) -> QuerySet[Transfer]:
    found = Transfer.objects.public().filter(narrowed(choice))
    return found.filter(year=choice.year) if choice.year else found


def reports(choice: Choice) -> QuerySet[Adoption]:
    """Reports that no public transfer tells of already."""
    told = Transfer.objects.public().filter(
        practice=OuterRef("practice"), region=OuterRef("region")
    )
    found = Adoption.objects.shown().filter(
        narrowed(choice), ~Exists(told), practice__state=Practice.State.VALIDATED
    )
    return found.filter(year=choice.year) if choice.year else found


def narrowed(choice: Choice) -> Q:
    """What is asked of practice and regions."""
    wanted = Q()
    if choice.topic:
        wanted &= Q(practice__in=Practice.objects.on_topic(choice.topic).values("pk"))
    if choice.origin:
        wanted &= Q(practice__region__in=Region.objects.within(choice.origin).values("pk"))
    if choice.target:
        wanted &= Q(region__in=Region.objects.within(choice.target).values("pk"))
    return wanted


def rows(choice: Choice) -> QuerySet:
    """All of it in one query, the latest first: rows of FIELDS."""
    own = transfers(choice).annotate(
        origin=F("practice__region"),
        target=F("region"),
        kind=F("state"),
        key=F("pk"),
        result=Coalesce("adoption__result", Value("")),
        body=Coalesce("organisation__name_en", Value("")),
        made_up=F("is_demonstration"),
    )
    told = reports(choice).annotate(
        origin=F("practice__region"),
        target=F("region"),
        kind=Value(REPORTED),
        key=F("pk"),
        body=F("organisation_name"),
        made_up=Value(False),
    )
    together = (
        own.order_by().values_list(*FIELDS).union(told.order_by().values_list(*FIELDS), all=True)
    )
    return together.order_by("-year", "-key", "kind")


def hops(found: list[tuple], places: Mapping[int, Region]) -> list[Hop]:
    return [
        Hop(
            title=title,
            slug=slug,
            language=language,
            origin=places.get(origin),
            target=places[target],
            year=year,
            kind=kind,
            key=key,
            result=result,
            body=body,
            is_made_up=bool(made_up),
        )
        for title, slug, language, origin, target, year, kind, key, result, body, made_up in found
    ]


def page_of(choice: Choice, number: Any, size: int):
    """A page of hops; three queries whatever its size."""
    page = Paginator(rows(choice), size).get_page(number)
    found = list(page.object_list)
    places = Region.objects.in_bulk({place for row in found for place in row[3:5] if place})
    page.object_list = hops(found, places)
    return page


def latest(choice: Choice, number: int) -> tuple[list[Hop], int]:
    """The latest `number` hops, and how many there are."""
    page = page_of(choice, 1, number)
    return page.object_list, page.paginator.count


def flows(choice: Choice) -> list[Flow]:
    """Every way that practices went, the most used first. Two queries."""
    ended = Q(state__in=DONE)
    counted: Counter[tuple[int, int]] = Counter()
    arrived: Counter[tuple[int, int]] = Counter()
    own = transfers(choice).filter(practice__region__isnull=False).order_by()
    for origin, target, number, done in own.values_list("practice__region", "region").annotate(
        number=Count("practice", distinct=True),
        done=Count("practice", distinct=True, filter=ended),
    ):
        counted[origin, target] += number
        arrived[origin, target] += done
    told = reports(choice).filter(practice__region__isnull=False).order_by()
    for origin, target, number in told.values_list("practice__region", "region").annotate(
        number=Count("practice", distinct=True)
    ):
        counted[origin, target] += number
        arrived[origin, target] += number
    return [Flow(*way, number, arrived[way]) for way, number in counted.most_common()]


def states(choice: Choice) -> dict[str, int]:
    """How many transfers are in each state, and how many reports came without one."""
    found = transfers(choice).order_by().values_list("state").annotate(Count("pk"))
    return {**dict(found), REPORTED: reports(choice).count()}


def years() -> list[int]:
    """The years in which anything happened, the latest first."""
    own = Transfer.objects.public().order_by().values_list("year", flat=True).distinct()
    told = Adoption.objects.shown().filter(practice__state=Practice.State.VALIDATED)
    return sorted({*own, *told.order_by().values_list("year", flat=True).distinct()}, reverse=True)


@dataclass(frozen=True)
class Ranking:
    """Regions by how many practices they gave or took; `places` are those of all flows."""

    flows: list[Flow]
    places: Mapping[int, Region] = field(default_factory=dict)

    @cached_property
    def givers(self) -> list[tuple[Region, int]]:
        return self.ranked("origin")

    @cached_property
    def takers(self) -> list[tuple[Region, int]]:
        return self.ranked("target")

    def ranked(self, end: str) -> list[tuple[Region, int]]:
        total: Counter[int] = Counter()
        for flow in self.flows:
            total[getattr(flow, end)] += flow.number
        found = [(self.places[pk], number) for pk, number in total.items()]
        return sorted(found, key=lambda each: (-each[1], each[0].code))


def ranking(found: list[Flow]) -> Ranking:
    fields = ("code", "nuts_version", "level", "name", "name_latin", "map_x", "map_y")
    keys = {key for flow in found for key in (flow.origin, flow.target)}
    return Ranking(found, Region.objects.only(*fields).in_bulk(keys))


def as_rows(choice: Choice) -> Iterator[dict[str, Any]]:
    """All of it as rows of a file, by COLUMNS."""
    places = Region.objects.only("code", "nuts_version", "level", "name", "name_latin").in_bulk()
    for found in rows(choice).iterator(chunk_size=500):
        (hop,) = hops([found], places)
        yield {
            "practice": hop.title,
            "practice_address": hop.practice_url,
            "origin_code": hop.origin and hop.origin.code,
            "origin": hop.origin and hop.origin.name,
            "target_code": hop.target.code,
            "target": hop.target.name,
            "nuts_version": hop.target.nuts_version,
            "year": hop.year,
            "state": hop.kind,
            "result": hop.result,
            "organisation": hop.body,
            "demonstration": hop.is_made_up,
        }
