"""All figures of a region, as a table."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from ponte.regions.models import Indicator, IndicatorValue, Region
from ponte.regions.standing.reading import figures_of
from ponte.regions.standing.wording import flag_text

COLUMNS = (
    "indicator",
    "name",
    "unit",
    "year",
    "value",
    "flag",
    "flag_text",
    "source",
    "dataset",
    "nuts_version",
    "region",
)
# As the profile has them: first how the region does, then what it is like.
ORDER = ("group", "position", "code")

Figures = list[tuple[Indicator, list[IndicatorValue]]]


def region_with_figures(region: Region) -> Region:
    """`region`, or the NUTS 2 region around it if only that has figures."""
    if region.level < Region.Level.NUTS3 or region.values.exists():
        return region
    return region.ancestors[0]


def indicators_of(region: Region) -> QuerySet[Indicator]:
    """The indicators of which `region` has figures."""
    values = IndicatorValue.objects.filter(region=region, indicator=OuterRef("pk"))
    return Indicator.objects.filter(Exists(values)).order_by(*ORDER)


def grouped(region: Region, indicators: Sequence[Indicator]) -> list[tuple[str, Figures]]:
    """The figures of `indicators` under the name of their group, newest first. One query."""
    found = figures_of(region, indicators)
    return [
        (name, [(each, found[each.pk]) for each in group])
        for name, group in groupby(indicators, key=lambda each: each.get_group_display())
    ]


def rows(region: Region) -> Iterator[dict[str, Any]]:
    """A row of COLUMNS for each figure of `region`, one by one."""
    values: Iterable[IndicatorValue] = (
        IndicatorValue.objects.filter(region=region)
        .select_related("indicator")
        .order_by(*(f"indicator__{name}" for name in ORDER), "-year")
        .iterator()
    )
    for value in values:
        yield {
            "indicator": value.indicator.code,
            "name": value.indicator.name,
            "unit": value.indicator.unit,
            "year": value.year,
            "value": value.value,
            "flag": value.flag,
            "flag_text": flag_text(value.flag),
            "source": value.indicator.source,
            "dataset": value.indicator.dataset,
            "nuts_version": value.nuts_version,
            "region": region.code,
        }
