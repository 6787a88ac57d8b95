"""Finding regions, and how many records lie in each."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from ponte import search
from ponte.regions import rules
from ponte.regions.models import Region
from ponte.search.documents import SearchQuery, SearchUnavailable

FOUND_LIMIT = 30
TEXT_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Point:
    """A region on the map with its number of practices, and the circle that shows it."""

    region: Region
    count: int
    radius: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A region in a list, its number of practices (None: not known) and of NUTS 2 regions."""

    region: Region
    count: int | None
    regions: int = 0


def practice_counts() -> dict[str, int] | None:
    """How many practices lie in each country and region, by code; None without an index."""
    wanted = SearchQuery(filters={"kind": ["practice"]}, facets=("country", "region"), limit=0)
    try:
        facets = search.query(wanted).facets
    except SearchUnavailable:
        return None
    return {**facets.get("country", {}), **facets.get("region", {})}


def places() -> dict[str, Region]:
    """All countries and regions of NUTS 1 and 2 by code, with what maps and lists need."""
    fields = ("code", "nuts_version", "level", "name", "name_latin", "category", "map_x", "map_y")
    regions = Region.objects.places().filter(level__lte=Region.Level.NUTS2).only(*fields)
    return {region.code: region for region in regions.order_by("code")}


def points(counts: Mapping[str, int], places: Mapping[str, Region]) -> list[Point]:
    """A point for each place with practices, the largest first so that none is hidden."""
    found = [
        Point(places[code], number, rules.radius(number))
        for code, number in rules.located(counts).items()
        if code in places and places[code].map_x is not None
    ]
    return sorted(found, key=lambda point: (-point.count, point.region.code))


def countries(counts: dict[str, int] | None, places: dict[str, Region]) -> list[Entry]:
    """All countries by their name in the reader's language."""
    inside = Counter(
        region.country_code for region in places.values() if region.level == Region.Level.NUTS2
    )
    found = [
        entry(region, counts, inside[region.code])
        for region in places.values()
        if region.level == Region.Level.COUNTRY
    ]
    return sorted(found, key=lambda each: each.region.label)


def entry(region: Region, counts: dict[str, int] | None, regions: int = 0) -> Entry:
    count = None if counts is None else counts.get(region.code, 0)
    return Entry(region, count, regions)


def find(text: str, counts: dict[str, int] | None) -> list[Entry]:
    """Regions that `text` may mean, best first: a code, the beginning of a name, any name."""
    try:
        ids = [
            *Region.objects.filter(code=text.upper()).values_list("pk", flat=True),
            *(each.object_id for each in search.suggest(text, ["region"], FOUND_LIMIT)),
            *(hit.object_id for hit in search.query(query(text)).hits),
        ]
    except SearchUnavailable:
        ids = ids_by_name(text)
    order = list(dict.fromkeys(ids))[:FOUND_LIMIT]
    regions = Region.objects.places().defer("outline").in_bulk(order)
    return [entry(regions[pk], counts) for pk in order if pk in regions]


def query(text: str) -> SearchQuery:
    return SearchQuery(text=text, filters={"kind": ["region"]}, limit=FOUND_LIMIT)


def ids_by_name(text: str) -> list[int]:
    names = Q(code=text.upper()) | Q(name__icontains=text) | Q(name_latin__icontains=text)
    found = Region.objects.places().filter(names).order_by("level", "code")
    return list(found.values_list("pk", flat=True)[:FOUND_LIMIT])
