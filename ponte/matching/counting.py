"""From what is asked and what is held in memory to the fit of every practice."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ponte import search
from ponte.matching import inputs, parts, words
from ponte.matching.asking import Asked
from ponte.matching.fit import Account, Fit, Marks, Numbers, Span, Weights, Whole, unknown
from ponte.matching.holdings import competence_marks
from ponte.matching.inputs import Inputs
from ponte.matching.models import Declaration
from ponte.matching.parts import Means
from ponte.search.documents import Relevance, SearchUnavailable


@dataclass(frozen=True)
class Heard:
    """How much each practice has to do with a need; NaN where the search does not know it.

    `declared` tells that the need is the one which the region has declared.
    """

    values: Numbers
    by_meaning: bool
    declared: bool


@dataclass(frozen=True)
class Counted:
    """The fit of every practice for what was asked.

    `heard` is None where nobody has told a need, or the search engine is away.
    """

    asked: Asked
    held: Inputs
    declaration: Declaration | None
    heard: Heard | None
    means: Means
    likeness: Span
    fit: Fit

    @property
    def place(self) -> int:
        """Of the region among those of the atlas."""
        return self.held.atlas.places[self.asked.region.pk]

    @cached_property
    def at_home(self) -> Marks:
        """Practices that come from the region, or from a whole of which it is a part."""
        home: Marks = np.isin(self.held.holdings.origin, self.held.atlas.at_home(self.place))
        return home

    @cached_property
    def tried(self) -> Marks:
        """Practices on which somebody of the region has reported."""
        trials = self.held.holdings.trials
        found = np.zeros(len(self.held.holdings), dtype=bool)
        found[trials.practice[trials.region == self.place]] = True
        return found & ~self.at_home

    @cached_property
    def new(self) -> Marks:
        """Practices that are neither at home in the region nor tried there, on the topic asked."""
        found: Marks = ~(self.at_home | self.tried)
        if self.asked.hub is not None:
            column = self.held.columns.own.get(self.asked.hub.pk)
            found &= self.held.holdings.topics[:, column] if column is not None else False
        return found

    @property
    def left_out(self) -> list[str]:
        """What is not proposed, in words."""
        return words.left_out(int(self.at_home.sum()), int(self.tried.sum()))

    @property
    def total(self) -> int:
        return int(self.new.sum())

    def best(self, number: int) -> list[int]:
        """The places of the practices that fit best, best first, without those the region has."""
        return self.fit.best(number, among=self.new)

    def account(self, place: int) -> Account:
        return self.fit.account(place)

    def key(self, place: int) -> int:
        """The practice's key."""
        return int(self.held.holdings.ids[place])


def count(asked: Asked, *, today: int) -> Counted:
    """The fit of every practice on the day with the ordinal `today`.

    Five queries while nothing has changed.
    """
    held = inputs.current()
    place = held.atlas.places[asked.region.pk]
    declaration = declaration_of(asked.region)
    heard = hear(asked, declaration, held.holdings.ids)
    means = means_of(asked, declaration, float(held.atlas.population[place]))
    likeness = held.atlas.likeness(place)
    spans = spans_of(
        held,
        place,
        declaration=declaration,
        heard=heard,
        means=means,
        likeness=likeness,
        today=today,
    )
    return Counted(asked, held, declaration, heard, means, likeness, Fit(spans, asked.weights))


def declaration_of(region) -> Declaration | None:
    """Three queries, one where the region has declared nothing."""
    found = Declaration.objects.select_related("declared_by__organisation").prefetch_related(
        "priorities__parent"
    )
    return found.filter(region=region).first()


def spans_of(
    held: Inputs,
    place: int,
    *,
    declaration: Declaration | None,
    heard: Heard | None,
    means: Means,
    likeness: Span,
    today: int,
) -> dict[str, Span]:
    """The parts of the fit of every practice to the region at `place`."""
    holdings, columns = held.holdings, held.columns
    topics = [topic.pk for topic in declaration.priorities.all()] if declaration else []
    size = len(holdings)
    return {
        "challenge": (
            parts.challenge(heard.values, by_meaning=heard.by_meaning) if heard else unknown(size)
        ),
        "structure": parts.structure(likeness, holdings.origin),
        "priorities": parts.priorities(
            holdings.topics, columns.declared(topics), columns.around(topics)
        ),
        "evidence": parts.evidence(holdings.grade),
        "record": parts.record(parts.told(holdings.trials, of_others(likeness, place), size)),
        "conditions": parts.conditions(holdings.needs, means),
        "freshness": parts.freshness(today - holdings.confirmed),
    }


def of_others(likeness: Span, place: int) -> Span:
    """`likeness` as reports are weighed by it: what the region itself reports is no forecast."""
    low, high = likeness.low.copy(), likeness.high.copy()
    low[place] = high[place] = 0.0
    return Span(low, high)


def means_of(asked: Asked, declaration: Declaration | None, population: float) -> Means:
    """What the region has, as far as it is known."""
    competences = declaration.competences if declaration else None
    return Means(
        competences=competence_marks(competences),
        declared=competences is not None,
        population=population,
        money=np.nan if asked.money is None else float(asked.money),
        months=np.nan if asked.months is None else float(asked.months),
    )


def hear(asked: Asked, declaration: Declaration | None, ids: Whole) -> Heard | None:
    """What the search knows of the need that was asked, or else of the one declared."""
    declared = not asked.need and declaration is not None
    text, lang = asked.need, asked.lang
    if declared:
        text, lang = declaration.challenge, declaration.language  # type: ignore[union-attr]
    if not text:
        return None
    try:
        found = search.relevance(text, kind="practice", lang=lang)
    except SearchUnavailable:
        return None
    return Heard(aligned(found, ids), found.by_meaning, declared)


def aligned(found: Relevance, ids: Whole) -> Numbers:
    """The values of the practices `ids`, in their order; NaN for one the index does not have."""
    if np.array_equal(found.object_ids, ids):
        return found.values.astype(np.float64)
    places = np.searchsorted(found.object_ids, ids)
    places[places == len(found.object_ids)] = 0
    if not len(found.object_ids):
        return np.full(len(ids), np.nan)
    return np.where(found.object_ids[places] == ids, found.values[places], np.nan)


def everywhere(
    held: Inputs, place: int, declarations: Collection[Declaration], *, weights: Weights, today: int
) -> Fit:
    """The fit of the practice at `place` to each NUTS 2 region, for no need in particular.

    In the order of the atlas; `declarations` are those of all regions, with their priorities.
    """
    atlas, holdings = held.atlas, held.holdings
    one = np.repeat(place, atlas.size)
    declared, around, competences, stated = declared_of(held, declarations)
    means = Means(competences=competences, declared=stated, population=atlas.population)
    needs = holdings.needs.at(one)
    spans = {
        "challenge": unknown(atlas.size),
        "structure": atlas.likeness_to(int(holdings.origin[place])),
        "priorities": parts.priorities(holdings.topics[one], declared, around),
        "evidence": parts.evidence(holdings.grade[one]),
        "record": parts.record(told_everywhere(held, place)),
        "conditions": parts.conditions(needs, means),
        "freshness": parts.freshness(today - holdings.confirmed[one]),
    }
    return Fit(spans, weights)


def declared_of(
    held: Inputs, declarations: Collection[Declaration]
) -> tuple[Marks, Marks, Marks, Marks]:
    """Of each region: its topics, those around them, its competences, whether it told these."""
    size, columns = held.atlas.size, held.columns
    declared = np.zeros((size, len(columns.own)), dtype=bool)
    around = declared.copy()
    competences = np.zeros((size, held.holdings.competences.shape[1]), dtype=bool)
    stated = np.zeros(size, dtype=bool)
    for each in declarations:
        row = held.atlas.places[each.region_id]
        topics = [topic.pk for topic in each.priorities.all()]
        declared[row], around[row] = columns.declared(topics), columns.around(topics)
        competences[row] = competence_marks(each.competences)
        stated[row] = each.competences is not None
    return declared, around, competences, stated


def told_everywhere(held: Inputs, place: int) -> parts.Told:
    """What the reports of one practice weigh in each region."""
    trials, atlas = held.holdings.trials, held.atlas
    weight, worked = np.zeros(atlas.size), np.zeros(atlas.size)
    for trial in np.flatnonzero(trials.practice == place):
        adopter = int(trials.region[trial])
        span = atlas.likeness_to(adopter)
        likeness = (of_others(span, adopter) if 0 <= adopter < atlas.size else span).middle
        weight += likeness
        worked += likeness * trials.result[trial]
    return parts.Told(weight, worked)
