"""The published practices, each at a point that stands for its region."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ponte.geo.collections.base import Absolute, Collection, Feature, shapes
from ponte.geo.crs import Area, Crs
from ponte.geo.parameters import Filter, Interval, choice, integer, pattern
from ponte.practices.filters import on_topics
from ponte.practices.models import Practice
from ponte.regions.filters import Point
from ponte.regions.models import Region
from ponte.regions.rules import radius
from ponte.topics.data import HUBS

FIRST_YEAR, LAST_YEAR = 1800, 2200


class Practices(Collection):
    id = "practices"
    title = _("Good practices")
    description = _(
        "Published good practices. The point of a practice lies somewhere inside its region: it "
        "is no address, and all practices of a region share it. The time of a practice is that "
        "of its publication here."
    )
    key = "pk"
    key_form = integer(1, 2**63 - 1)
    geometry_type = "Point"
    properties = {
        "title": {"type": "string", "description": _("Title, in the language of the record")},
        "summary": {"type": "string", "description": _("Short summary")},
        "language": {"type": "string", "description": _("Language of the record")},
        "region": {"type": "string", "nullable": True, "description": _("Code of its region")},
        "region_name": {"type": "string", "nullable": True, "description": _("Name of its region")},
        "country": {
            "type": "string",
            "nullable": True,
            "description": _("Country as Eurostat writes it: EL, UK"),
        },
        "topics": {
            "type": "array",
            "items": {"type": "string"},
            "description": _("Short names of its topics"),
        },
        "year": {"type": "integer", "nullable": True, "description": _("Year in which it began")},
        "published": {
            "type": "string",
            "format": "date-time",
            "description": _("When it was published here"),
        },
        "updated": {
            "type": "string",
            "format": "date-time",
            "description": _("When the record was last changed"),
        },
        "url": {"type": "string", "format": "uri", "description": _("Page of the practice")},
    }
    filters = (
        Filter(
            "country",
            _("Country, in the two letters that Eurostat uses: ES, EL, UK."),
            *pattern("[A-Z]{2}", "ES"),
            condition=lambda country: Q(
                region__in=Region.objects.filter(code__startswith=country).values("pk")
            ),
        ),
        Filter(
            "topic",
            _("One of the six topics. Sub-topics and topics of 2014–2020 count where they belong."),
            *choice(hub.slug for hub in HUBS),
            condition=lambda slug: on_topics(Q(slug=slug) | Q(parent__slug=slug)),
        ),
        Filter(
            "year",
            _("Year in which the practice began."),
            *integer(FIRST_YEAR, LAST_YEAR),
            condition=lambda year: Q(start_year=year),
        ),
    )

    def rows(self) -> QuerySet:
        shown = (
            "title", "short_summary", "slug", "language", "start_year", "published_at",
            "updated_at", "region__code", "region__name", "region__name_latin", "region__level",
            "region__map_x", "region__map_y",
        )  # fmt: skip
        return Practice.objects.published().select_related("region").with_topics().only(*shown)

    def in_area(self, rows: QuerySet, wanted: Area) -> QuerySet:
        inside = shapes.anchors_in(wanted)
        codes = Region.objects.values_list("pk", "code")
        regions = [pk for pk, code in codes if shapes.anchor(code) in {*inside, None}]
        return rows.filter(Q(region__in=regions) | Q(region=None))

    def in_interval(self, rows: QuerySet, wanted: Interval) -> QuerySet:
        if wanted.start:
            rows = rows.filter(published_at__gte=wanted.start)
        if wanted.end:
            rows = rows.filter(published_at__lte=wanted.end)
        return rows

    def interval(self) -> Interval:
        published = Practice.objects.published()
        return Interval(published.aggregate(first=Min("published_at"))["first"], None)

    def features(self, rows: Sequence[Any], crs: Crs, absolute: Absolute) -> list[Feature]:
        return [self.feature(practice, crs, absolute) for practice in rows]

    def feature(self, practice: Practice, crs: Crs, absolute: Absolute) -> Feature:
        region = practice.region
        url = absolute(practice.get_absolute_url())
        properties = {
            "title": practice.title,
            "summary": practice.short_summary,
            "language": practice.language,
            "region": region and region.code,
            "region_name": region and region.name,
            "country": region and region.country_code,
            "topics": list(dict.fromkeys(topic.hub.slug for topic in practice.current_topics)),
            "year": practice.start_year,
            "published": cast("datetime", practice.published_at).isoformat(),
            "updated": practice.updated_at.isoformat(),
            "url": url,
        }
        point = shapes.point_geometry(region.code, crs) if region else None
        return Feature(practice.pk, practice.title, properties, point, url)

    def on_map(self, rows: Sequence[Any]) -> dict[str, Any]:
        counts = Counter(row.region for row in rows if row.region and row.region.map_x is not None)
        return {"points": [Point(each, n, radius(n)) for each, n in counts.items()]}
