"""What the page says to what is asked: practices with reasons, and where else to look."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils import timezone

from ponte import search
from ponte.matching.asking import Asked
from ponte.matching.counting import Counted, count
from ponte.matching.models import Declaration
from ponte.matching.reasons import Explained, explain
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.regions.models import Region, SimilarRegion
from ponte.regions.rules import likeness
from ponte.search.answering import Answer, answer, telling_kinds
from ponte.search.documents import SearchQuery, SearchUnavailable

PER_PAGE = 10
NEIGHBOURS = 4
NEIGHBOURS_LOOKED_AT = 12
PROJECTS = 4
PROJECTS_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A region like the one that asks: what it wants too, and which of the practices shown come
    from there or were tried there."""

    region: Region
    likeness: int
    priorities: Sequence[str]
    comes_from: Sequence[Practice]
    tried: Sequence[Practice]

    @property
    def faces_the_same(self) -> bool:
        return bool(self.priorities or self.comes_from or self.tried)


@dataclass(frozen=True)
class Found:
    """A page of practices, best first."""

    counted: Counted
    page: Page

    @property
    def asked(self) -> Asked:
        return self.counted.asked

    @property
    def explained(self) -> list[Explained]:
        return list(self.page.object_list)

    @property
    def total(self) -> int:
        return self.counted.total


def today() -> int:
    return timezone.localdate().toordinal()


def find(asked: Asked, number: int | str | None = 1, per_page: int = PER_PAGE) -> Found:
    """Page `number` of the practices that fit what is asked; beyond the last the last."""
    counted = count(asked, today=today())
    paginator: Paginator = Paginator(range(counted.total), per_page)
    page: Page = paginator.get_page(number)
    first = (page.number - 1) * per_page
    page.object_list = explain(counted, counted.best(first + per_page)[first:])
    return Found(counted, page)


def chosen(asked: Asked, practices: Sequence[Practice]) -> tuple[Counted, list[Explained]]:
    """The fit of these practices, in their order, whatever else fits."""
    counted = count(asked, today=today())
    places = counted.held.holdings.places([practice.pk for practice in practices])
    return counted, explain(counted, places)


def neighbours(found: Found) -> list[Neighbour]:
    """Regions like the one that asks, those first that face the same. Three queries."""
    region, counted = found.asked.region, found.counted
    near = list(SimilarRegion.objects.listed(region, NEIGHBOURS_LOOKED_AT))
    declared = Declaration.objects.filter(region__in=[each.other_id for each in near])
    priorities = {
        each.region_id: list(each.priorities.all())
        for each in declared.prefetch_related("priorities")
    }
    wanted = set(counted.declaration.priorities.all()) if counted.declaration else set()
    if found.asked.hub is not None:
        wanted |= set(found.asked.hub.sub_topics.all())
    made = [
        Neighbour(
            region=each.other,
            likeness=likeness(each.distance),
            priorities=[
                topic.label for topic in priorities.get(each.other_id, ()) if topic in wanted
            ],
            comes_from=[one.practice for one in found.explained if comes_from(counted, one, each)],
            tried=[one.practice for one in found.explained if was_tried(counted, one, each)],
        )
        for each in near
    ]
    return sorted(made, key=lambda each: not each.faces_the_same)[:NEIGHBOURS]


def comes_from(counted: Counted, one: Explained, near: SimilarRegion) -> bool:
    place, places = counted.held.holdings.place(one.practice.pk), counted.held.atlas.places
    return place is not None and counted.held.holdings.origin[place] == places[near.other_id]


def was_tried(counted: Counted, one: Explained, near: SimilarRegion) -> bool:
    place, trials = counted.held.holdings.place(one.practice.pk), counted.held.holdings.trials
    there = counted.held.atlas.places[near.other_id]
    return bool(((trials.practice == place) & (trials.region == there)).any())


def said(asked: Asked) -> Answer | None:
    """What records say to the need, on the topic asked; None when that cannot be told."""
    filters = {"topic": [asked.hub.slug]} if asked.hub else {}
    wanted = SearchQuery(text=asked.need, filters=filters, lang=asked.lang)
    try:
        return answer(wanted, telling_kinds())
    except SearchUnavailable:
        return None


def projects_under_way(asked: Asked) -> list[Project]:
    """Projects that go on and have to do with what is asked, best first; none without a need
    or a topic."""
    filters = {"kind": ["project"]}
    if asked.hub is not None:
        filters["topic"] = [asked.hub.slug]
    elif not asked.need:
        return []
    wanted = SearchQuery(
        text=asked.need[:200], filters=filters, limit=PROJECTS_LOOKED_AT, lang=asked.lang
    )
    try:
        hits = search.query(wanted).hits
    except SearchUnavailable:
        return []
    day = timezone.localdate()
    goes_on = (Q(start=None) | Q(start__lte=day)) & Q(end__gte=day)
    keys = [hit.object_id for hit in hits]
    projects = Project.objects.filter(goes_on, pk__in=keys).for_list().in_bulk()
    return [projects[key] for key in keys if key in projects][:PROJECTS]
