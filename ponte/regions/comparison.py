"""Regions side by side: their latest figures on every indicator."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from ponte.regions import likeness
from ponte.regions.models import Indicator, IndicatorValue, Region
from ponte.regions.similarity.scheme import load_scheme
from ponte.regions.standing import flag_text
from ponte.regions.tables import successors
from ponte.regions.themes import theme_name

MOST = 4
CODE = re.compile(r"\w{2,5}", re.ASCII)
COLUMNS = (
    "region", "region_name", "figures_of", "indicator", "name", "unit", "year", "value", "flag",
    "flag_text", "source", "dataset", "nuts_version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """The regions that an address asks for, and what could not be followed.

    `retired` are codes no longer in use with the region around them, `unknown` are those
    of no place, `left_out` the regions beyond the first four.
    """

    regions: Sequence[Region]
    retired: Sequence[tuple[str, Region]] = ()
    unknown: Sequence[str] = ()
    left_out: Sequence[Region] = ()

    @property
    def codes(self) -> list[str]:
        return [region.code for region in self.regions]

    @property
    def is_full(self) -> bool:
        return len(self.regions) == MOST


class Column(NamedTuple):
    """A region, the region whose figures are shown for it, and how like the first it is."""

    region: Region
    source: Region
    likeness: int | None

    @property
    def borrowed(self) -> bool:
        return self.source != self.region


class Cell(NamedTuple):
    """A figure, and how long its bar is beside the largest of the row, from 0 to 100."""

    figure: IndicatorValue | None
    bar: float | None


class Row(NamedTuple):
    indicator: Indicator
    cells: list[Cell]


class Block(NamedTuple):
    name: str
    rows: list[Row]


def address(codes: Iterable[str], name: str = "regions:compare") -> str:
    """Where the regions with these codes are compared."""
    query = urlencode([("r", code) for code in codes])
    return f"{reverse(name)}?{query}" if query else reverse(name)


def read(parameters: Sequence[str]) -> Choice:
    """The regions meant by `parameters`, which hold one code or several each. One query."""
    asked = re.split(r"[\s,;]+", ",".join(parameters).upper())
    codes = list(dict.fromkeys(code for code in asked if code))[: 4 * MOST]
    present = [successors().get(code, code) for code in codes]
    known = by_code({code for code in [*codes, *present] if CODE.fullmatch(code)})
    found: dict[str, Region] = {}
    retired, unknown = [], []
    for code, now in zip(codes, present, strict=True):
        region = known.get(code) or known.get(now)
        if region is None:
            unknown.append(code)
            continue
        found[region.code] = region
        if region.code != code:
            retired.append((code, region))
    regions = list(found.values())
    return Choice(regions[:MOST], retired, unknown, regions[MOST:])


def by_code(codes: Iterable[str]) -> dict[str, Region]:
    """The newest regions with these codes, ready for columns."""
    found = Region.objects.places().filter(code__in=codes).order_by("nuts_version")
    return {region.code: region for region in found.select_related("portrait", "parent")}


def columns(regions: Sequence[Region]) -> list[Column]:
    """A column for each region; NUTS 3 regions show the figures of the one they lie in.

    One query for the likeness of several.
    """
    if not regions:
        return []
    sources = [likeness.nuts2(region) or region for region in regions]
    scores = likeness.between(sources[0], sources[1:], load_scheme()) if sources[1:] else []
    return [
        Column(region, source, score)
        for region, source, score in zip(regions, sources, [None, *scores], strict=True)
    ]


def blocks(columns: Sequence[Column]) -> list[Block]:
    """The figures of the columns by theme, then those of performance. Two queries.

    Indicators of which none of the regions has a figure are left out.
    """
    indicators = list(Indicator.objects.order_by("-group", "position", "code"))
    figures = likeness.latest({column.source.pk for column in columns}, indicators)
    rows = [
        row(each, [figures.get((column.source.pk, each.pk)) for column in columns])
        for each in indicators
    ]
    found: dict[str, list[Row]] = {}
    for each in rows:
        if any(cell.figure for cell in each.cells):
            found.setdefault(block_name(each.indicator), []).append(each)
    return [Block(name, rows) for name, rows in found.items()]


def block_name(indicator: Indicator) -> str:
    if indicator.group == Indicator.Group.STRUCTURAL and indicator.theme:
        return str(theme_name(indicator.theme))
    return indicator.get_group_display()


def row(indicator: Indicator, figures: Sequence[IndicatorValue | None]) -> Row:
    """A row with bars, which begin at nothing: none for a value alone, or if one is below it."""
    values = [figure.value for figure in figures if figure]
    largest = max(values, default=0)
    drawn = len(values) > 1 and min(values) >= 0 and largest > 0
    bars = (
        round(100 * figure.value / largest, 1) if figure and drawn else None for figure in figures
    )
    return Row(indicator, [Cell(*each) for each in zip(figures, bars, strict=True)])


def notes(blocks: Iterable[Block]) -> likeness.Notes:
    """Where the figures of a comparison come from, and the letters of their flags."""
    rows = [row for block in blocks for row in block.rows]
    return likeness.notes((row.indicator, cell.figure) for row in rows for cell in row.cells)


def records(columns: Sequence[Column]) -> Iterator[dict[str, Any]]:
    """A row for each figure of the comparison, with the names of COLUMNS."""
    for block in blocks(columns):
        for indicator, cells in block.rows:
            for column, (figure, _bar) in zip(columns, cells, strict=True):
                if figure:
                    yield record(column, indicator, figure)


def record(column: Column, indicator: Indicator, figure: IndicatorValue) -> dict[str, Any]:
    return {
        "region": column.region.code,
        "region_name": column.region.label,
        "figures_of": column.source.code,
        "indicator": indicator.code,
        "name": indicator.name,
        "unit": indicator.unit,
        "year": figure.year,
        "value": figure.value,
        "flag": figure.flag,
        "flag_text": flag_text(figure.flag),
        "source": indicator.source,
        "dataset": indicator.dataset,
        "nuts_version": figure.nuts_version,
    }
