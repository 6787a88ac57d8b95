"""Indicators and figures for tests."""

from ponte.regions.models import Indicator, IndicatorValue, Region


def make_indicator(code="jobs", **fields):
    return Indicator.objects.create(code=code, **{"name": code.capitalize(), **fields})


def make_figure(indicator, region, year=2020, value=1.0, **fields):
    """`region` is a code of the present NUTS."""
    place = Region.objects.get(code=region)
    fields = {"nuts_version": place.nuts_version, **fields}
    return IndicatorValue.objects.create(
        indicator=indicator, region=place, year=year, value=value, **fields
    )
