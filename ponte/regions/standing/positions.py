"""Where a region stands on the indicators that its page shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ponte.regions.models import Indicator, IndicatorValue, Region, origins
from ponte.regions.standing.reading import figures_of, shown_indicators, spreads
from ponte.regions.standing.spread import Spread
from ponte.regions.standing.strip import NARROW, WIDE, Strip, draw
from ponte.regions.standing.wording import place_text, rounded

POPULATION = "population"


@dataclass(frozen=True, slots=True)
class Parts:
    """The figures of the regions inside another; `total` only where they add up to it."""

    lowest: float
    median: float
    highest: float
    count: int
    total: float | None


@dataclass(frozen=True)
class Position:
    """Where a region, or the regions inside it, stand on an indicator in a year."""

    indicator: Indicator
    year: int
    spread: Spread
    country: str
    codes: tuple[str, ...]  # whose dots are marked: one NUTS 2 region, or those inside
    figures: tuple[IndicatorValue, ...]  # the region's own, newest first

    @property
    def figure(self) -> IndicatorValue | None:
        """The region's own figure in the year."""
        return next((each for each in self.figures if each.year == self.year), None)

    @property
    def other(self) -> IndicatorValue | None:
        """The region's newest figure where it has none in the year."""
        return None if self.figure else next(iter(self.figures), None)

    @property
    def known(self) -> bool:
        return bool(self.figures) or self.parts is not None

    @property
    def words(self) -> str:
        """ "higher than 43 % of 276 regions", or nothing without a figure."""
        if not self.figure or len(self.codes) != 1:
            return ""
        return place_text(self.spread.place(self.figure.value))

    @cached_property
    def here(self) -> NDArray[np.bool_]:
        return np.isin(self.spread.codes, self.codes)

    @cached_property
    def parts(self) -> Parts | None:
        """What the regions inside have; None for a single region, or without figures."""
        values = self.spread.values[self.here]
        if len(self.codes) == 1 or not len(values):
            return None
        adds_up = self.indicator.additive and len(values) == len(self.codes)
        return Parts(
            lowest=float(values[0]),
            median=float(np.median(values)),
            highest=float(values[-1]),
            count=len(values),
            total=float(values.sum()) if adds_up else None,
        )

    @cached_property
    def neighbours(self) -> NDArray[np.bool_]:
        """Which dots are other regions of the country."""
        return np.char.startswith(self.spread.codes, self.country) & ~self.here

    @property
    def strips(self) -> list[tuple[str, Strip]]:
        """The drawing for wide and for narrow screens, with the name of each."""
        return [
            (name, draw(self.spread, frame, self.neighbours, self.here))
            for name, frame in (("wide", WIDE), ("narrow", NARROW))
        ]


@dataclass(frozen=True)
class Standing:
    """Where a region stands, by figures of `subject`: itself, or the NUTS 2 region around it.

    Without a subject the region is made up of several NUTS 2 regions; `inside` counts them.
    `missing` are the indicators without any figure of it.
    """

    region: Region
    subject: Region | None
    inside: int
    performance: list[Position]
    structure: list[Position]
    missing: list[Indicator]

    @property
    def neighbours(self) -> bool:
        """Whether some dots are other regions of the country."""
        return any(each.neighbours.any() for each in self.performance)

    @property
    def known(self) -> bool:
        return bool(self.performance or self.structure)

    @property
    def beyond(self) -> bool:
        """Whether some regions are drawn at the edge, being far off."""
        return any(each.spread.beyond for each in self.performance)

    @property
    def population(self) -> tuple[str, int] | None:
        """The number of people, short, and its year: never that of a larger region."""
        for each in self.structure:
            if each.indicator.code == POPULATION and self.region.level < Region.Level.NUTS3:
                if figure := each.figure or each.other:
                    return rounded(figure.value, each.indicator), figure.year
                if each.parts and each.parts.total is not None:
                    return rounded(each.parts.total, each.indicator), each.year
        return None


def standing_of(region: Region) -> Standing:
    """Read where `region` stands; five queries or fewer, whatever there are of figures."""
    inside = regions_inside(region)
    subject = inside[0] if len(inside) == 1 else None
    indicators = shown_indicators()
    years = {each: each.shown_year for each in indicators}
    wanted = [(each, year) for each, year in years.items() if year]
    found = spreads(wanted)
    own = figures_of(subject or region, indicators)
    positions = [
        Position(
            indicator=indicator,
            year=year,
            spread=found[indicator.pk, year],
            country=region.country_code,
            codes=tuple(each.code for each in inside),
            figures=tuple(own.get(indicator.pk, ())),
        )
        for indicator, year in wanted
        if len(found[indicator.pk, year])
    ]
    return Standing(
        region=region,
        subject=subject,
        inside=len(inside),
        performance=known(positions, Indicator.Group.PERFORMANCE),
        structure=known(positions, Indicator.Group.STRUCTURAL),
        missing=[each.indicator for each in positions if not each.known],
    )


def regions_inside(region: Region) -> list[Region]:
    """The NUTS 2 regions that make up `region`, or the one it is or lies in."""
    if region.level == Region.Level.NUTS2:
        return [region]
    if region.level == Region.Level.NUTS3:
        return region.ancestors[:1]
    parts = Region.objects.places().within(region).of_level(Region.Level.NUTS2)
    return list(parts.defer("outline"))


def known(positions: Iterable[Position], group: str) -> list[Position]:
    return [each for each in positions if each.known and each.indicator.group == group]


def sources(positions: Iterable[Position]) -> str:
    """Where the figures of the positions come from."""
    return origins(each.indicator for each in positions)


def letters(positions: Iterable[Position]) -> list[str]:
    """The letters with which the figures are flagged."""
    shown = (each.figure or each.other for each in positions)
    return sorted({letter for figure in shown if figure for letter in figure.flag})
