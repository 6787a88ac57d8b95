"""The regions with their boundaries."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ponte.geo.collections.base import Absolute, Collection, Feature, shapes
from ponte.geo.crs import Area, Crs
from ponte.geo.parameters import Filter, choice, integer, pattern
from ponte.regions.models import IndicatorValue, Region

POPULATION = "population"  # the code of the indicator


class Regions(Collection):
    id = "regions"
    title = _("Regions of Europe")
    description = _(
        "Countries and regions of the NUTS classification of 2024, of statistical regions beside "
        "it, and of the United Kingdom (NUTS 2016). Boundaries are made with Natural Earth; "
        "NUTS 3 and some NUTS 2 regions have none, their geometry is null. Codes, names and "
        "population: Eurostat."
    )
    key = "code"
    key_form = pattern("[A-Z]{2}[0-9A-Z]{0,3}", "ES51")
    geometry_type = "MultiPolygon"
    properties = {
        "code": {"type": "string", "description": _("NUTS code")},
        "name": {"type": "string", "description": _("Name in the language of the region")},
        "name_latin": {
            "type": "string",
            "nullable": True,
            "description": _("Name in Latin letters where it is written in others"),
        },
        "level": {"type": "integer", "description": _("0 is a country, 1 to 3 a NUTS level")},
        "nuts_version": {"type": "string", "description": _("Version of the classification")},
        "country": {"type": "string", "description": _("Country as Eurostat writes it: EL, UK")},
        "parent": {
            "type": "string",
            "nullable": True,
            "description": _("Code of the region it is a part of"),
        },
        "category": {
            "type": "string",
            "nullable": True,
            "enum": [*Region.Category.values, None],
            "description": _("Less developed, in transition or more developed"),
        },
        "population": {"type": "integer", "nullable": True, "description": _("Inhabitants")},
        "population_year": {
            "type": "integer",
            "nullable": True,
            "description": _("Year of the population"),
        },
        "url": {"type": "string", "format": "uri", "description": _("Page of the region")},
    }
    filters = (
        Filter(
            "level",
            _("Level: 0 is a country, 1 to 3 a NUTS level."),
            *integer(0, 3),
            condition=lambda level: Q(level=level),
        ),
        Filter(
            "country",
            _("Country, in the two letters that Eurostat uses: ES, EL, UK."),
            *pattern("[A-Z]{2}", "ES"),
            condition=lambda country: Q(code__startswith=country),
        ),
        Filter(
            "category",
            _("Less developed, in transition or more developed."),
            *choice(Region.Category.values),
            condition=lambda category: Q(category=category),
        ),
    )

    def rows(self) -> QuerySet:
        return Region.objects.places().select_related("parent").defer("outline", "parent__outline")

    def in_area(self, rows: QuerySet, wanted: Area) -> QuerySet:
        return rows.exclude(code__in=shapes.parts().keys() - shapes.touching(wanted))

    def features(self, rows: Sequence[Any], crs: Crs, absolute: Absolute) -> list[Feature]:
        population = self.population(rows)
        features = []
        for region in rows:
            people, year = population.get(region.pk, (None, None))
            url = absolute(region.get_absolute_url())
            properties = {
                "code": region.code,
                "name": region.name,
                "name_latin": region.name_latin or None,
                "level": region.level,
                "nuts_version": region.nuts_version,
                "country": region.country_code,
                "parent": region.parent.code if region.parent else None,
                "category": region.category or None,
                "population": people,
                "population_year": year,
                "url": url,
            }
            shape = shapes.geometry(region.code, crs)
            features.append(Feature(region.code, region.label, properties, shape, url))
        return features

    def on_map(self, rows: Sequence[Any]) -> dict[str, Any]:
        parts = shapes.parts()
        return {"highlight": sorted({part for row in rows for part in parts.get(row.code, ())})}

    def population(self, rows: Sequence[Any]) -> dict[int, tuple[int, int]]:
        """Inhabitants and their year by region, the newest figure of each."""
        figures = IndicatorValue.objects.filter(indicator__code=POPULATION, region__in=rows)
        newest_last = figures.order_by("year").values_list("region", "value", "year")
        return {region: (round(value), year) for region, value, year in newest_last}
