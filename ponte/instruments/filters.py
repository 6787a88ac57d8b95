"""Finding policy instruments."""

from collections.abc import Collection

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ponte.community.filters import REGIONS_OFFERED, Directory, countries, is_nuts2, regions
from ponte.instruments.models import PolicyInstrument
from ponte.search.facets import FacetSpec


def instrument_directory() -> Directory:
    return Directory(
        kind="instrument",
        specs=instrument_specs,
        records=PolicyInstrument.objects.for_list(),
        named=lambda word: Q(name_en__icontains=word) | Q(name_original__icontains=word),
        order=("name_en", "pk"),
        draw=lambda instrument: instrument,
    )


def instrument_specs() -> list[FacetSpec]:
    return [
        FacetSpec("instrument_type", _("Kind"), types, is_open=True),
        FacetSpec("country", _("Country"), countries, "count", is_open=True),
        FacetSpec("region", _("Region"), regions, "count", offers=is_nuts2, most=REGIONS_OFFERED),
        FacetSpec("period", _("Period"), as_they_are, "code"),
    ]


def types(codes: Collection[str]) -> dict:
    return {code: capfirst(name) for code, name in PolicyInstrument.Type.choices if code in codes}


def as_they_are(codes: Collection[str]) -> dict:
    return {code: code for code in codes}
