"""Which figures a page about a region needs, read with few queries."""

from collections.abc import Iterable

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, prefetch_related_objects

from ponte.regions.models import Indicator, IndicatorValue, IndicatorYear, Region
from ponte.regions.standing.spread import Spread

DAY = 24 * 60 * 60
# As many as a reader can take in; the page of all figures has the rest.
SHOWN = {Indicator.Group.PERFORMANCE: 8, Indicator.Group.STRUCTURAL: 12}


def shown_indicators() -> list[Indicator]:
    """The first indicators of each group that have figures, with their years. Two queries."""
    counted = IndicatorYear.objects.filter(indicator=OuterRef("pk"))
    indicators = list(Indicator.objects.filter(Exists(counted)))
    shown = [
        indicator
        for group, number in SHOWN.items()
        for indicator in [each for each in indicators if each.group == group][:number]
    ]
    prefetch_related_objects(shown, "years")
    return shown


def figures_of(region: Region, indicators: Iterable[Indicator]) -> dict[int, list[IndicatorValue]]:
    """The figures of `region` by the key of their indicator, newest first. One query."""
    found: dict[int, list[IndicatorValue]] = {}
    values = IndicatorValue.objects.filter(region=region, indicator__in=list(indicators))
    for value in values.order_by("-year"):
        found.setdefault(value.indicator_id, []).append(value)
    return found


def spreads(wanted: Iterable[tuple[Indicator, int]]) -> dict[tuple[int, int], Spread]:
    """The figures of all NUTS 2 regions, by the key of the indicator and year.

    One query for those that are not at hand; the cache has them until they are revised.
    """
    keys = {cache_key(indicator, year): (indicator.pk, year) for indicator, year in wanted}
    known = cache.get_many(keys)
    missing = {key: pair for key, pair in keys.items() if key not in known}
    if missing:
        read = read_spreads(missing.values())
        new = {key: read[pair] for key, pair in missing.items()}
        cache.set_many(new, DAY)
        known |= new
    return {keys[key]: spread for key, spread in known.items()}


def cache_key(indicator: Indicator, year: int) -> str:
    revised = indicator.revised_at.timestamp() if indicator.revised_at else 0
    return f"regions.spread.{indicator.pk}.{year}.{revised}"


def read_spreads(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Spread]:
    """The same from the database: one query."""
    found: dict[tuple[int, int], list[tuple[str, float]]] = {pair: [] for pair in pairs}
    either = Q(*(Q(indicator=key, year=year) for key, year in found), _connector=Q.OR)
    rows = IndicatorValue.objects.filter(
        either, region__level=Region.Level.NUTS2, region__is_extra_regio=False
    ).values_list("indicator_id", "year", "region__code", "value")
    for key, year, code, value in rows.iterator():
        found[key, year].append((code, value))
    return {pair: Spread.of(figures) for pair, figures in found.items()}
