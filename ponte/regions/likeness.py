"""Which regions are like one, and why: as last computed, or computed at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

import numpy as np
from django.core.cache import cache
from django.db.models import Count
from django.utils.translation import gettext as _

from ponte.regions.models import (
    Indicator,
    IndicatorValue,
    PeerGroup,
    Region,
    SimilarRegion,
    origins,
)
from ponte.regions.rules import likeness
from ponte.regions.similarity.distance import distances_from, scale
from ponte.regions.similarity.ranking import Near, nearest
from ponte.regions.similarity.scheme import Numbers, Scheme

# Fills two columns of cards, and three.
SHOWN = 6
DAY = 24 * 60 * 60

Shown = tuple[Indicator, IndicatorValue | None]


class Structure(NamedTuple):
    """The latest structural figures of all NUTS 2 regions that have any, by code.

    `keys` and `codes` are the regions', `values` has one row for each and one column per
    variable of a scheme; NaN is missing.
    """

    keys: list[int]
    codes: list[str]
    values: Numbers

    @property
    def countries(self) -> list[str]:
        return [code[:2] for code in self.codes]


class Notes(NamedTuple):
    """Where figures come from, and the letters of their flags."""

    origins: str
    flags: list[str]


class Reason(NamedTuple):
    """An indicator with the latest figures of the two regions that it makes alike, or not."""

    indicator: Indicator
    here: IndicatorValue | None
    there: IndicatorValue | None

    @property
    def percent(self) -> str:
        """The sign for figures that are a share of something."""
        return "\u202f%" if self.indicator.unit.startswith("%") else ""


class Compared(NamedTuple):
    """An indicator that is compared, a region's latest figure, and its weight in per cent."""

    indicator: Indicator
    figure: IndicatorValue | None
    weight: float


@dataclass(frozen=True, slots=True)
class Match:
    """A region like another: `likeness` from 0 to 100, `coverage` in per cent, and why."""

    region: Region
    rank: int
    likeness: int
    coverage: int
    closest: Sequence[Reason]
    apart: Sequence[Reason]

    @property
    def shown(self) -> list[Shown]:
        reasons = (*self.closest, *self.apart)
        return [(each.indicator, figure) for each in reasons for figure in each[1:]]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a page says of the regions like `asked`.

    `region` is the NUTS 2 region compared: `asked`, the one it lies in, or None where
    `asked` is larger than that.
    """

    asked: Region
    region: Region | None
    matches: Sequence[Match] = ()

    @property
    def regions(self) -> list[Region]:
        return [match.region for match in self.matches]

    @property
    def notes(self) -> Notes:
        return notes(pair for match in self.matches for pair in match.shown)


def of(region: Region, number: int = SHOWN, *, other_countries: bool = False) -> Likeness:
    """The `number` regions most like `region`, as last computed. Three queries."""
    compared = nuts2(region)
    if compared is None:
        return Likeness(region, None)
    found = SimilarRegion.objects.listed(compared, number, other_countries=other_countries)
    return Likeness(region, compared, explained(compared, list(found)))


def nuts2(region: Region) -> Region | None:
    """The NUTS 2 region that is compared for `region`: itself, its parent, or none."""
    if region.level < Region.Level.NUTS2:
        return None
    return region if region.level == Region.Level.NUTS2 else region.parent


def explained(region: Region, found: Sequence[SimilarRegion]) -> list[Match]:
    """`found`, of `region`, with the figures that bring the two closest or drive them apart."""
    if not found:
        return []
    reasons = {reason["code"] for each in found for reason in (*each.closest, *each.apart)}
    indicators = Indicator.objects.in_bulk(reasons, field_name="code")
    figures = latest([region.pk, *(each.other_id for each in found)], indicators.values())

    def with_figures(other: int, reasons: list[dict]) -> list[Reason]:
        known = [indicators[reason["code"]] for reason in reasons if reason["code"] in indicators]
        return [
            Reason(each, figures.get((region.pk, each.pk)), figures.get((other, each.pk)))
            for each in known
        ]

    return [
        Match(
            region=each.other,
            rank=each.rank,
            likeness=likeness(each.distance),
            coverage=round(100 * each.coverage),
            closest=with_figures(each.other_id, each.closest),
            apart=with_figures(each.other_id, each.apart),
        )
        for each in found
    ]


def compared_figures(region: Region, scheme: Scheme) -> list[Compared]:
    """What is compared of `region`: its latest figures, and their part in the whole weight.

    Two queries. Variables whose indicator is unknown are left out.
    """
    indicators = Indicator.objects.in_bulk(scheme.codes, field_name="code")
    figures = latest([region.pk], indicators.values())
    return [
        Compared(indicators[code], figures.get((region.pk, indicators[code].pk)), 100 * share)
        for code, share in zip(scheme.codes, scheme.shares.tolist(), strict=True)
        if code in indicators
    ]


def notes(shown: Iterable[Shown]) -> Notes:
    """Where the figures shown come from, and the letters of their flags."""
    pairs = [(indicator, figure) for indicator, figure in shown if figure]
    return Notes(
        origins=origins(indicator for indicator, _figure in pairs),
        flags=sorted({letter for _indicator, figure in pairs for letter in figure.flag}),
    )


def latest(
    regions: Iterable[int], indicators: Iterable[Indicator]
) -> dict[tuple[int, int], IndicatorValue]:
    """The newest figures by the keys of region and indicator. One query."""
    found = IndicatorValue.objects.filter(region__in=regions, indicator__in=indicators)
    return {(each.region_id, each.indicator_id): each for each in found.order_by("year")}


def computed(region: Region, scheme: Scheme, *, other_countries: bool = False) -> list[Match]:
    """The regions most like `region` by `scheme`, computed now; nothing is stored."""
    known = cached_structure(scheme)
    if region.pk not in known.keys:
        return []
    scaled = scale(known.values, scheme)
    place = known.keys.index(region.pk)
    found = nearest(
        place,
        distances_from(place, scaled, scheme),
        scaled,
        known.countries,
        scheme=scheme,
        number=SimilarRegion.KEPT,
    )
    if other_countries:
        found = [near for near in found if known.countries[near.place] != region.country_code]
    rows = [as_similar(known, place, near, scheme) for near in found[: SimilarRegion.KEPT]]
    others = Region.objects.select_related("portrait").in_bulk([row.other_id for row in rows])
    for row in rows:
        row.other = others[row.other_id]
    return explained(region, rows)


def between(region: Region, others: Sequence[Region], scheme: Scheme) -> list[int | None]:
    """How like `region` each of `others` is, from 0 to 100; None where too little is known."""
    known = cached_structure(scheme)
    places = {key: place for place, key in enumerate(known.keys)}
    if region.pk not in places:
        return [None] * len(others)
    measured = distances_from(places[region.pk], scale(known.values, scheme), scheme)
    comparable = measured.coverage >= scheme.minimum_coverage
    found = [places.get(other.pk) for other in others]
    return [
        likeness(measured.distance[place]) if place is not None and comparable[place] else None
        for place in found
    ]


def as_similar(known: Structure, place: int, near: Near, scheme: Scheme) -> SimilarRegion:
    """`near`, found for the region at `place`, as it is stored."""

    def named(parts):
        return [{"code": scheme.codes[k], "contribution": part} for k, part in parts]

    return SimilarRegion(
        region_id=known.keys[place],
        other_id=known.keys[near.place],
        rank=near.rank,
        distance=near.distance,
        coverage=near.coverage,
        closest=named(near.closest),
        apart=named(near.apart),
    )


def peer_group(region: Region) -> PeerGroup | None:
    """The group of regions alike in structure that `region` is in, with its `size`. One query."""
    if region.peer_group_id is None:
        return None
    groups = PeerGroup.objects.select_related("typical").annotate(size=Count("members"))
    return groups.get(pk=region.peer_group_id)


def clarity(silhouette: float) -> str:
    """How clearly the groups are apart, in words, by the usual reading of the silhouette."""
    if silhouette >= 0.5:
        return _("The groups stand clearly apart.")
    if silhouette >= 0.25:
        return _("The groups overlap: regions at their edges might as well be in another one.")
    return _("The groups hardly stand apart: many regions lie between them. Take it as a hint.")


def structure(scheme: Scheme) -> Structure:
    """The latest figures of the variables of `scheme`. Two queries."""
    found = (
        IndicatorValue.objects.filter(
            indicator__code__in=scheme.codes,
            region__level=Region.Level.NUTS2,
            region__is_extra_regio=False,
        )
        .order_by("year")
        .values_list("region_id", "indicator__code", "value")
    )
    figures = {(region, code): value for region, code, value in found}
    known = {region for region, _code in figures}
    places = Region.objects.of_level(Region.Level.NUTS2).order_by("code")
    pairs = [pair for pair in places.values_list("pk", "code") if pair[0] in known]
    rows = [[figures.get((key, code), np.nan) for code in scheme.codes] for key, _code in pairs]
    values = np.array(rows, dtype=np.float64).reshape(len(pairs), len(scheme.codes))
    return Structure([key for key, _code in pairs], [code for _key, code in pairs], values)


def cached_structure(scheme: Scheme) -> Structure:
    """As `structure`, remembered until a figure is revised: one query then.

    Figures of which nobody knows when they were written are read anew each time.
    """
    indicators = Indicator.objects.filter(code__in=scheme.codes).order_by("code")
    revised = dict(indicators.values_list("code", "revised_at"))
    moments = [moment.isoformat() for moment in revised.values() if moment]
    if len(moments) < len(revised):
        return structure(scheme)
    name = " ".join([*scheme.codes, *moments])
    key = f"regions-structure-{sha256(name.encode()).hexdigest()}"
    found: Structure | None = cache.get(key)
    if found is None:
        found = structure(scheme)
        cache.set(key, found, DAY)
    return found
