"""The figures of one indicator in one year, kept in the cache until they are revised."""

from typing import NamedTuple

from django.core.cache import cache

from ponte.regions.models import Indicator, IndicatorValue, Region

DAY = 24 * 60 * 60


class Figure(NamedTuple):
    value: float
    flag: str = ""


def figures_of(indicator: Indicator, year: int) -> dict[str, Figure]:
    """The figures of all NUTS 2 regions by code. One query, or none once they are kept."""
    if indicator.revised_at is None:
        return _read(indicator, year)
    key = f"monitor:{indicator.pk}:{year}:{indicator.revised_at.timestamp()}"
    found: dict[str, Figure] | None = cache.get(key)
    if found is None:
        found = _read(indicator, year)
        cache.set(key, found, DAY)
    return found


def _read(indicator: Indicator, year: int) -> dict[str, Figure]:
    found = IndicatorValue.objects.filter(
        indicator=indicator,
        year=year,
        region__level=Region.Level.NUTS2,
        region__is_extra_regio=False,
    )
    rows = found.values_list("region__code", "value", "flag")
    return {code: Figure(value, flag) for code, value, flag in rows}
