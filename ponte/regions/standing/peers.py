"""How a region moved against those most like it."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from django.utils.translation import gettext as _

from ponte.regions.models import Indicator, IndicatorValue, Region
from ponte.regions.standing.positions import Position
from ponte.regions.standing.reading import spreads
from ponte.regions.standing.slope import Change, Line, draw
from ponte.regions.standing.spread import Spread
from ponte.regions.standing.wording import finding, number

PEERS = 4
FEWEST = 3
BREAK = "b"

Figures = dict[tuple[int, int], dict[int, IndicatorValue]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An indicator of which the region and its peers have figures in two years.

    `gaps` tells how far the region is above the middle of its peers in each year, as a part
    of the width of the middle half of all regions: so indicators can be compared.
    """

    position: Position
    start: int
    regions: tuple[int, ...]  # keys: the region first, then its peers
    gaps: tuple[float, float]

    @property
    def change(self) -> float:
        return abs(self.gaps[1] - self.gaps[0])


@dataclass(frozen=True, slots=True)
class Comparison:
    """A region and its peers in two years, on the indicator that changed most."""

    indicator: Indicator
    years: tuple[int, int]
    headline: str
    rows: list[tuple[str, IndicatorValue, IndicatorValue]]
    medians: tuple[float, float]
    lines: list[Line]

    @property
    def origins(self) -> str:
        return self.indicator.origin

    @property
    def flags(self) -> list[str]:
        values = [value for _name, *pair in self.rows for value in pair]
        return sorted({letter for value in values for letter in value.flag})


def compare_with_peers(
    region: Region, peers: Sequence[Region], positions: Sequence[Position]
) -> Comparison | None:
    """Compare `region` with `peers` on the one of `positions` that changed most.

    None without enough peers that have figures in two well covered years. Two queries.
    """
    if len(peers) < FEWEST:
        return None
    figures = read([region, *peers], positions)
    found = [candidate(region, peers, each, figures) for each in positions]
    changed = [each for each in found if each and each.change]
    if not changed:
        return None
    best = max(changed, key=lambda each: each.change)
    # The earlier years of all, so that the next page finds them in the cache.
    earlier = spreads((each.indicator, first_year(each)) for each in positions)
    start = earlier[best.position.indicator.pk, best.start]
    return comparison(best, {each.pk: each for each in [region, *peers]}, figures, start)


def read(regions: Sequence[Region], positions: Sequence[Position]) -> Figures:
    """By indicator and year, then by region. One query."""
    years = {year for each in positions for year in (each.year, first_year(each))}
    found: Figures = {}
    for value in IndicatorValue.objects.filter(
        region__in=regions, indicator__in=[each.indicator for each in positions], year__in=years
    ):
        found.setdefault((value.indicator_id, value.year), {})[value.region_id] = value
    return found


def first_year(position: Position) -> int:
    return position.indicator.well_covered_years[-1]


def candidate(
    region: Region, peers: Sequence[Region], position: Position, figures: Figures
) -> Candidate | None:
    first = first_year(position)
    before = figures.get((position.indicator.pk, first), {})
    # A figure after a break in the series says nothing about what changed.
    after = {
        key: value
        for key, value in figures.get((position.indicator.pk, position.year), {}).items()
        if BREAK not in value.flag
    }
    known = tuple(each.pk for each in [region, *peers] if each.pk in before and each.pk in after)
    lower, _median, upper = position.spread.quartiles
    if first == position.year or region.pk not in known or len(known) <= FEWEST or lower == upper:
        return None
    start, end = (
        (year[region.pk].value - median(year[key].value for key in known[1:])) / (upper - lower)
        for year in (before, after)
    )
    return Candidate(position, first, known, (start, end))


def comparison(
    best: Candidate, regions: dict[int, Region], figures: Figures, earlier: Spread
) -> Comparison:
    indicator, years = best.position.indicator, (best.start, best.position.year)
    before, after = (figures[indicator.pk, year] for year in years)
    rows = [(regions[key].label, before[key], after[key]) for key in best.regions]
    medians = (earlier.median, best.position.spread.median)
    changes = [
        Change(
            name=regions[key].name_latin or name,
            kind="peer" if place else "here",
            start=start.value,
            end=end.value,
            start_text=flagged(start, indicator),
            end_text=flagged(end, indicator),
        )
        for place, (key, (name, start, end)) in enumerate(zip(best.regions, rows, strict=True))
    ]
    texts = (number(each, indicator) for each in medians)
    changes.append(Change(_("Median"), "median", *medians, *texts))
    return Comparison(
        indicator=indicator,
        years=years,
        headline=finding(indicator, *best.gaps),
        rows=rows,
        medians=medians,
        lines=draw(changes),
    )


def flagged(value: IndicatorValue, indicator: Indicator) -> str:
    return f"{number(value.value, indicator)} {value.flag}".strip()
