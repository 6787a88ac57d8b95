"""Why the fit of a practice is what it is: one or more statements for every part."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from ponte.matching import parts, words
from ponte.matching.atlas import POPULATION
from ponte.matching.checking import check
from ponte.matching.counting import Counted
from ponte.matching.fit import Account, Contribution, Span
from ponte.matching.holdings import RESULTS
from ponte.matching.models import Requirements
from ponte.practices.judging.keeping import grade_of
from ponte.practices.judging.models import Adoption, EvidenceEntry
from ponte.practices.models import Practice
from ponte.regions import likeness
from ponte.regions.likeness import Reason
from ponte.regions.models import Indicator, IndicatorValue, Region, origins
from ponte.regions.similarity.distance import contributions, reasons

# Of the figures that make two regions alike or set them apart, so many are named.
FIGURES = 2
STRONGEST = 3
# The lean of what is half true: on a topic beside that declared, or worked in part.
LITTLE = 0.01


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence about one part: `lean` tells for how many points it speaks for the practice
    (above 0) or against it (below), None where it says what is not known.

    `source` says where its figures come from, `url` leads there.
    """

    part: str
    text: str
    lean: float | None = None
    source: str = ""
    url: str = ""

    @property
    def with_source(self) -> str:
        return f"{self.text} ({self.source})" if self.source else self.text


@dataclass(frozen=True)
class Explained:
    """A practice, how its fit is counted, and why."""

    practice: Practice
    account: Account
    statements: Sequence[Statement]

    @property
    def speaks_for(self) -> list[Statement]:
        return strongest(each for each in self.statements if each.lean and each.lean > 0)

    @property
    def speaks_against(self) -> list[Statement]:
        return strongest(each for each in self.statements if each.lean and each.lean < 0)

    @property
    def further_against(self) -> int:
        """How many reasons against it there are beside the strongest."""
        against = [each for each in self.statements if each.lean and each.lean < 0]
        return max(0, len(against) - 1)

    @property
    def unknown(self) -> list[Statement]:
        return [each for each in self.statements if each.lean is None]

    def of_part(self, part: str) -> list[Statement]:
        return [each for each in self.statements if each.part == part]

    @property
    def counted(self) -> list[tuple[Contribution, list[Statement]]]:
        return [(each, self.of_part(each.name)) for each in self.account.contributions]


def strongest(statements: Iterable[Statement]) -> list[Statement]:
    return sorted(statements, key=lambda each: -abs(each.lean or 0))[:STRONGEST]


@dataclass(frozen=True)
class Records:
    """What the sentences about some practices are made of, read at once for all of them."""

    practices: Mapping[int, Practice]
    adoptions: Mapping[int, list[Adoption]]
    entries: Mapping[int, list[EvidenceEntry]]
    requirements: Mapping[int, Requirements]
    indicators: Sequence[Indicator | None]
    figures: Mapping[tuple[int, int], IndicatorValue]


def explain(counted: Counted, places: Sequence[int]) -> list[Explained]:
    """The practices at `places`, in that order, with their reasons.

    Queries do not grow with the places. One that has just been withdrawn is left out.
    """
    keys = [counted.key(place) for place in places]
    records = read(counted, keys)
    return [
        Explained(
            records.practices[key],
            account := counted.account(place),
            tuple(Teller(counted, place, account, records).statements()),
        )
        for place, key in zip(places, keys, strict=True)
        if key in records.practices
    ]


def read(counted: Counted, keys: Sequence[int]) -> Records:
    """Ten queries at most."""
    practices = Practice.objects.published().for_cards().in_bulk(keys)
    adoptions, entries = defaultdict(list), defaultdict(list)
    shown = Adoption.objects.shown().filter(practice__in=keys).select_related("region")
    for adoption in shown.defer("region__outline"):
        adoptions[adoption.practice_id].append(adoption)
    for entry in EvidenceEntry.objects.filter(practice__in=keys):
        entries[entry.practice_id].append(entry)
    requirements = Requirements.objects.filter(practice__in=keys)
    codes = counted.held.atlas.scheme.codes
    indicators = Indicator.objects.in_bulk(codes, field_name="code")
    compared = [nuts2 for each in practices.values() if (nuts2 := compared_of(each))]
    regions = {counted.asked.region.pk, *(region.pk for region in compared)}
    return Records(
        practices=practices,
        adoptions=adoptions,
        entries=entries,
        requirements={each.practice_id: each for each in requirements},
        indicators=[indicators.get(code) for code in codes],
        figures=likeness.latest(regions, indicators.values()),
    )


def compared_of(practice: Practice) -> Region | None:
    """The NUTS 2 region that the practice comes from, if one is known."""
    return likeness.nuts2(practice.region) if practice.region else None


@dataclass(frozen=True)
class Teller:
    """Tells about the practice at `place`."""

    counted: Counted
    place: int
    account: Account
    records: Records

    @cached_property
    def lean(self) -> dict[str, float]:
        """Of each part."""
        return {each.name: each.lean for each in self.account.contributions}

    @cached_property
    def practice(self) -> Practice:
        return self.records.practices[self.counted.key(self.place)]

    @property
    def requirements(self) -> Requirements | None:
        return self.records.requirements.get(self.practice.pk)

    def most(self, part: str) -> int:
        return self.counted.asked.weights.points[part]

    def span(self, part: str) -> Span:
        return self.counted.fit.spans[part].at(self.place)

    def statements(self) -> Iterator[Statement]:
        yield self.challenge()
        yield from self.structure()
        yield self.priorities()
        yield self.evidence()
        yield from self.record()
        yield from self.conditions()
        yield self.freshness()

    def challenge(self) -> Statement:
        heard = self.counted.heard
        if heard is None:
            asked = self.counted.asked.need
            return Statement("challenge", words.no_answer() if asked else words.no_need())
        value = float(heard.values[self.place])
        if np.isnan(value):
            return Statement("challenge", words.no_answer())
        text = words.about_need(value, by_meaning=heard.by_meaning, declared=heard.declared)
        lean = self.most("challenge") * (value - words.HALF)
        return Statement("challenge", text, lean or LITTLE)

    def structure(self) -> Iterator[Statement]:
        region, origin = compared_of(self.practice), self.practice.region
        span, lean = self.span("structure"), self.lean["structure"]
        if origin is None:
            yield Statement("structure", words.origin_unknown())
        elif span.low == 0 and span.high == 1:
            yield Statement("structure", words.structure_unknown(origin))
        elif region is None:
            yield Statement("structure", words.origin_wide(origin, span), lean)
        else:
            # What is alike speaks for it and what is not against it, each by its half.
            alike, apart = self.figures(region)
            most = self.most("structure") / 2
            text = words.origin_alike(region, span, alike)
            source = origins(each.indicator for each in alike)
            yield Statement("structure", text, most * float(span.low), source)
            if apart:
                text = words.origin_apart(region, apart)
                source = origins(each.indicator for each in apart)
                yield Statement("structure", text, -most * float(1 - span.high), source)

    def figures(self, origin: Region) -> tuple[list[Reason], list[Reason]]:
        """The figures that make the region most like `origin`, and least."""
        atlas, here = self.counted.held.atlas, self.counted.place
        there = atlas.places[origin.pk]
        found = contributions(atlas.scaled, atlas.scheme, np.array([here]), np.array([there]))
        difference = atlas.scaled[here] - atlas.scaled[there]
        closest, apart = reasons(difference, found[0], FIGURES)
        return self.named(closest, origin), self.named(apart, origin)

    def named(self, variables: Sequence[int], origin: Region) -> list[Reason]:
        figures, here = self.records.figures, self.counted.asked.region.pk
        known = [each for k in variables if (each := self.records.indicators[k]) is not None]
        return [
            Reason(each, figures.get((here, each.pk)), figures.get((origin.pk, each.pk)))
            for each in known
        ]

    def priorities(self) -> Statement:
        declaration = self.counted.declaration
        declared = list(declaration.priorities.all()) if declaration else []
        topics = self.practice.current_topics
        if not declared:
            return Statement("priorities", words.no_priorities())
        if not topics:
            return Statement("priorities", words.no_topic())
        own = {topic.pk for topic in topics} | {topic.hub.pk for topic in topics}
        lean = self.lean["priorities"]
        if met := [topic.label for topic in declared if topic.pk in own]:
            return Statement("priorities", words.priority_met(met), lean)
        near = [topic.label for topic in declared if topic.hub.pk in own]
        if near:
            return Statement("priorities", words.priority_near(near), lean or LITTLE)
        return Statement("priorities", words.priority_missed(), lean)

    def evidence(self) -> Statement:
        entries = self.records.entries[self.practice.pk]
        grade = grade_of(
            self.practice,
            entries=entries,
            adoptions=self.records.adoptions[self.practice.pk],
            is_claimed=self.practice.has_evidence,
        )
        told = [words.grade(grade)]
        shown = [entry for entry in entries if not entry.speaks_against]
        best = max(shown, key=lambda entry: entry.as_finding(home=None).step, default=None)
        if best is not None:
            told.append(f"{words.result(best)}.")
        url = best.source if best else ""
        source = words.host(url) if url else ""
        return Statement("evidence", " ".join(told), self.lean["evidence"] or LITTLE, source, url)

    def record(self) -> Iterator[Statement]:
        """A sentence for each region that tried it, the newest report of each."""
        others = [
            adoption
            for adoption in newest(self.records.adoptions[self.practice.pk])
            if self.adopter(adoption) != self.counted.place
        ]
        if not others:
            yield Statement("record", words.not_tried())
            return
        spans = [self.likeness(adoption) for adoption in others]
        whole = parts.OPEN + sum(float(span.middle) for span in spans)
        for adoption, span in zip(others, spans, strict=True):
            share = float(span.middle) / whole
            result = RESULTS[Adoption.Result(adoption.result)]
            lean = self.most("record") * share * (result - 0.5) or -LITTLE
            source = words.host(adoption.source) if adoption.source else ""
            yield Statement("record", words.tried(adoption, span), lean, source, adoption.source)

    def adopter(self, adoption: Adoption) -> int:
        return self.counted.held.atlas.places.get(adoption.region_id, -1)

    def likeness(self, adoption: Adoption) -> Span:
        place, likeness = self.adopter(adoption), self.counted.likeness
        return likeness.at(place) if place >= 0 else Span(np.array(0.0), np.array(1.0))

    def conditions(self) -> Iterator[Statement]:
        """A sentence for each condition of which both sides are known, and what is not."""
        requirements, asked = self.requirements, self.counted.asked
        half = self.most("conditions") / len(words.CONDITIONS) / 2
        checked = list(
            check(requirements, asked, self.counted.declaration, self.population)
            if requirements
            else ()
        )
        for each in checked:
            yield Statement("conditions", each.text, half if each.is_met else -half)
        known = {each.name for each in checked}
        stated = requirements.stated if requirements else set()
        if silent := [str(words.CONDITIONS[name]) for name in words.CONDITIONS.keys() - stated]:
            yield Statement("conditions", words.not_stated(sorted(silent)))
        if missing := [str(words.CONDITIONS[name]) for name in stated - known]:
            yield Statement("conditions", words.not_at_hand(sorted(missing)))

    @property
    def population(self) -> IndicatorValue | None:
        """The figure of the region."""
        for indicator in self.records.indicators:
            if indicator and indicator.code == POPULATION:
                return self.records.figures.get((self.counted.asked.region.pk, indicator.pk))
        return None

    def freshness(self) -> Statement:
        day = self.counted.held.holdings.confirmed[self.place]
        if np.isnan(day):
            return Statement("freshness", words.never_confirmed())
        found = date.fromordinal(int(day))
        text = words.stale(found) if self.practice.is_stale else words.confirmed(found)
        return Statement("freshness", text, self.lean["freshness"] or LITTLE)


def newest(adoptions: Sequence[Adoption]) -> list[Adoption]:
    """Of each region the newest report, the newest first."""
    found: dict[int, Adoption] = {}
    for adoption in sorted(adoptions, key=lambda each: (each.year, each.pk)):
        found[adoption.region_id] = adoption
    return sorted(found.values(), key=lambda each: (-each.year, each.pk))
