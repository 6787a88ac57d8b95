"""What happens to regions."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from ponte.regions.models import Indicator, IndicatorValue, Region, SimilarRegion
from ponte.regions.similarity.distance import contributions, distances, reasons, scale
from ponte.regions.similarity.scheme import Numbers, Scheme, load_scheme

# Distances that differ behind this many decimals are the same.
DECIMALS = 9
BATCH = 1000


class CannotCompare(Exception):
    """Regions cannot be compared yet. `str()` says why, for people."""


class Compared(NamedTuple):
    """How many regions have figures, how many have similar ones, and rows stored."""

    regions: int
    listed: int
    pairs: int


@transaction.atomic
def compute_similarity(*, scheme: Scheme | None = None) -> Compared:
    """Store anew the regions most like each NUTS 2 region, by the latest figures.

    Raises CannotCompare if an indicator of `scheme` (by default the one shipped) is
    unknown or tells of performance, or if there are no figures.
    """
    scheme = scheme or load_scheme()
    _check(scheme)
    regions, values = latest_figures(scheme)
    if not regions:
        raise CannotCompare(_("There are no structural figures of NUTS 2 regions yet."))
    SimilarRegion.objects.all().delete()
    rows = list(_similar(regions, values, scheme))
    SimilarRegion.objects.bulk_create(rows, batch_size=BATCH)
    return Compared(len(regions), len({row.region_id for row in rows}), len(rows))


def latest_figures(scheme: Scheme) -> tuple[list[Region], Numbers]:
    """Return the NUTS 2 regions that have any figure, by code, and their latest ones.

    The figures have one row per region and one column per variable; NaN is missing.
    """
    found = (
        IndicatorValue.objects.filter(
            indicator__code__in=scheme.codes,
            region__level=Region.Level.NUTS2,
            region__is_extra_regio=False,
        )
        .order_by("year")
        .values_list("region_id", "indicator__code", "value")
    )
    latest = {(region, code): value for region, code, value in found}
    keys = {region for region, _code in latest}
    places = Region.objects.of_level(Region.Level.NUTS2).only("code").order_by("code")
    regions = [region for region in places if region.pk in keys]
    rows = [[latest.get((region.pk, code), np.nan) for code in scheme.codes] for region in regions]
    return regions, np.array(rows, dtype=np.float64).reshape(len(regions), len(scheme.codes))


def _check(scheme: Scheme) -> None:
    known = dict(Indicator.objects.values_list("code", "group"))
    if not known:
        raise CannotCompare(_("There are no indicators yet."))
    if unknown := [code for code in scheme.codes if code not in known]:
        raise CannotCompare(
            _("Similarity needs indicators that are unknown: %(codes)s.")
            % {"codes": ", ".join(unknown)}
        )
    if foreign := [code for code in scheme.codes if known[code] != Indicator.Group.STRUCTURAL]:
        raise CannotCompare(
            _("Similarity compares structure only, and these tell of performance: %(codes)s.")
            % {"codes": ", ".join(foreign)}
        )


def _similar(regions: list[Region], values: Numbers, scheme: Scheme) -> Iterable[SimilarRegion]:
    scaled = scale(values, scheme)
    distance, coverage = distances(scaled, scheme)
    nearness = np.round(distance, DECIMALS)
    countries = np.array([region.country_code for region in regions])
    for place, region in enumerate(regions):
        order = np.lexsort((-coverage[place], nearness[place]))
        comparable = (coverage[place] >= scheme.minimum_coverage) & ~np.isnan(distance[place])
        comparable[place] = False
        order = order[comparable[order]]
        ranks = np.arange(1, len(order) + 1)
        foreign = countries[order] != region.country_code
        kept = (ranks <= SimilarRegion.KEPT) | (foreign & (foreign.cumsum() <= SimilarRegion.KEPT))
        others = order[kept]
        parts = contributions(scaled, scheme, np.full(len(others), place), others)
        for rank, other, part in zip(ranks[kept], others, parts, strict=True):
            closest, apart = reasons(scaled[place] - scaled[other], part)
            yield SimilarRegion(
                region=region,
                other=regions[other],
                rank=int(rank),
                distance=float(distance[place, other]),
                coverage=float(coverage[place, other]),
                closest=_named(closest, part, scheme),
                apart=_named(apart, part, scheme),
            )


def _named(columns: list[int], parts: Numbers, scheme: Scheme) -> list[dict[str, str | float]]:
    return [
        {"code": scheme.codes[k], "contribution": round(float(parts[k]), DECIMALS)} for k in columns
    ]
