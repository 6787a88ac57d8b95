"""How a region becomes a search document."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from ponte.regions.codes import country_name
from ponte.regions.models import Region
from ponte.regions.tables import exonyms
from ponte.search.documents import SearchDocument
from ponte.search.registry import Kind, register


def searchable():
    return Region.objects.places()


def document(region: Region) -> SearchDocument:
    """A region under its own, its Latin and its well-known names.

    A country is found by its name in every language of the EU.
    """
    with override("en"):
        title, country = region.label, region.country_label
    return SearchDocument(
        kind="region",
        object_id=region.pk,
        lang="en",
        title=title,
        url=region.get_absolute_url(),
        summary="" if region.level == Region.Level.COUNTRY else country,
        keywords=(region.code, *other_names(region)),
        facets={"country": (region.country_code,)},
    )


def other_names(region: Region) -> tuple[str, ...]:
    if region.level == Region.Level.COUNTRY:
        names = [country_name(region.code, language) for language, _name in settings.EU_LANGUAGES]
        known = exonyms()["countries"]
    else:
        names, known = [], exonyms()["regions"]
    names += [name for name, code in known.items() if code == region.code]
    return tuple(dict.fromkeys(names))


register(
    Kind(
        name="region",
        label=_("Regions"),
        model=Region,
        queryset=searchable,
        document=document,
        facets=("country",),
    )
)
