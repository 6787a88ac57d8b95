"""Finding regions, and how many records lie in each."""

from dataclasses import dataclass

from django.db.models import Q

from ponte import search
from ponte.regions import rules
from ponte.regions.models import Region
from ponte.search.documents import SearchQuery, SearchUnavailable

FOUND_LIMIT = 30


@dataclass(frozen=True, slots=True)
class Point:
    """A region on the map with its number of practices, and the circle that shows it."""

    region: Region
    count: int
    radius: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A region in a list, its number of practices (None: not known) and what lies in it."""

    region: Region
    count: int | None
    regions: tuple["Entry", ...] = ()


def practice_counts() -> dict[str, int] | None:
    """How many practices lie in each country and region, by code; None without an index."""
    wanted = SearchQuery(filters={"kind": ["practice"]}, facets=("country", "region"), limit=0)
    try:
        facets = search.query(wanted).facets
    except SearchUnavailable:
        return None
    return {**facets.get("country", {}), **facets.get("region", {})}


def points(counts: dict[str, int]) -> list[Point]:
    """A point for each place with practices, the largest first so that none is hidden."""
    numbers = rules.located(counts)
    regions = Region.objects.filter(code__in=numbers, map_x__isnull=False).defer("outline")
    found = [
        Point(region, numbers[region.code], rules.radius(numbers[region.code]))
        for region in regions
    ]
    return sorted(found, key=lambda point: (-point.count, point.region.code))


def countries(counts: dict[str, int] | None) -> list[Entry]:
    """All countries by their name in the reader's language, each with its NUTS 2 regions."""
    levels = (Region.Level.COUNTRY, Region.Level.NUTS2)
    regions = Region.objects.places().filter(level__in=levels).defer("outline")
    below: dict[str, list[Entry]] = {}
    tops = []
    for region in regions:
        if region.level == Region.Level.COUNTRY:
            tops.append(region)
        else:
            below.setdefault(region.country_code, []).append(entry(region, counts))
    found = [entry(country, counts, below.get(country.code, ())) for country in tops]
    return sorted(found, key=lambda each: each.region.label)


def entry(region, counts, regions=()) -> Entry:
    count = None if counts is None else counts.get(region.code, 0)
    return Entry(region, count, tuple(regions))


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
