"""Features: pages, boxes, reference systems, filters."""

from datetime import UTC, datetime

import pytest
import shapely

from ponte.geo.collections import COLLECTIONS, base
from ponte.practices.models import Practice
from ponte.regions.models import Indicator, IndicatorValue, Region
from ponte.topics.models import Topic
from tests.factories.practices import make_practice
from tests.geo import schemas

LAEA = "http://www.opengis.net/def/crs/EPSG/0/3035"
REGIONS, PRACTICES = "collections/regions/items", "collections/practices/items"


def ids(found):
    return [feature["id"] for feature in found["features"]]


def with_geometry(found):
    return [feature["id"] for feature in found["features"] if feature["geometry"]]


def region(code):
    return Region.objects.get(code=code)


def link(found, rel):
    [href] = [each["href"] for each in found["links"] if each["rel"] == rel]
    return href.removeprefix("http://testserver/geo/")


def rels(found):
    return [each["rel"] for each in found["links"]]


# Regions


def test_regions_are_geojson(ask):
    found = ask(f"{REGIONS}?limit=1000")

    assert schemas.errors(found, schemas.FEATURES) == []
    assert found["numberReturned"] == len(found["features"]) == 1000
    assert found["numberMatched"] == Region.objects.places().count()


def test_a_region_says_what_it_is(ask):
    catalonia = region("ES51")
    catalonia.category = "more"
    catalonia.save()
    people = Indicator.objects.create(code="population", name="Population")
    for year, value in ((2018, 7_488_718.0), (2023, 7_901_963.0), (2020, 7_652_348.0)):
        IndicatorValue.objects.create(
            indicator=people, region=catalonia, year=year, value=value, nuts_version="2024"
        )

    found = ask(f"{REGIONS}/ES51")

    assert schemas.errors(found, schemas.FEATURE) == []
    assert found["id"] == "ES51"
    assert found["properties"] == {
        "code": "ES51",
        "name": "Cataluña",
        "name_latin": None,
        "level": 2,
        "nuts_version": "2024",
        "country": "ES",
        "parent": "ES5",
        "category": "more",
        "population": 7901963,
        "population_year": 2023,
        "url": "http://testserver/regions/ES51/",
    }


def test_what_is_unknown_of_a_region_is_null(ask):
    found = ask(f"{REGIONS}/ES511")

    assert found["geometry"] is None
    assert found["properties"]["population"] is None
    assert found["properties"]["category"] is None


@pytest.mark.parametrize("code", ["ES51", "ES5", "ES", "FRY", "DE1"])
def test_outer_rings_run_counterclockwise_and_holes_clockwise(ask, code):
    geometry = ask(f"{REGIONS}/{code}")["geometry"]

    shape = shapely.geometry.shape(geometry)
    assert shape.is_valid
    assert {part.exterior.is_ccw for part in shape.geoms} == {True}
    assert {hole.is_ccw for part in shape.geoms for hole in part.interiors} <= {False}
    rings = [ring for part in geometry["coordinates"] for ring in part]
    assert all(ring[0] == ring[-1] for ring in rings)


def test_a_country_is_the_union_of_its_parts(ask):
    canaries = shapely.geometry.shape(ask(f"{REGIONS}/ES70")["geometry"])
    spain = shapely.geometry.shape(ask(f"{REGIONS}/ES")["geometry"])

    assert spain.intersection(canaries).area == pytest.approx(canaries.area, rel=1e-6)


@pytest.mark.parametrize("path", [f"{REGIONS}/XX99", f"{REGIONS}/es51", f"{REGIONS}/ESZZ"])
def test_a_region_that_is_not_there_is_not_found(ask, path):
    assert schemas.errors(ask(path, status=404), schemas.EXCEPTION) == []


def test_filters_of_regions_narrow_down_together(ask):
    Region.objects.filter(code__in=["AT11", "ES43"]).update(category="transition")

    assert ids(ask(f"{REGIONS}?level=1&country=AT")) == ["AT1", "AT2", "AT3"]
    assert ids(ask(f"{REGIONS}?category=transition&country=AT")) == ["AT11"]
    assert ids(ask(f"{REGIONS}?country=XX")) == []


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("level=4", "it is a whole number from 0 to 3."),
        ("level=two", "it is a whole number from 0 to 3."),
        ("country=Spain", "it looks like ES."),
        ("category=rich", "it is one of less, transition, more."),
        ("after=es", "it looks like ES51."),
        ("limit=0", "it is a whole number from 1."),
        ("limit=-1", "it is a whole number from 1."),
        ("limit=many", "it is a whole number from 1."),
        ("limit=", "it is a whole number from 1."),
        ("crs=EPSG:3035", "it is one of http://www.opengis.net/def/crs/OGC/1.3/CRS84, " + LAEA),
        ("bbox-crs=EPSG:3035", "it is one of http://www.opengis.net/def/crs/OGC/1.3/CRS84"),
        ("datetime=2024-13-01T00:00:00Z", "there is no such time."),
        ("level=2%00", "it is a whole number from 0 to 3."),
    ],
)
def test_a_wrong_value_is_refused_with_the_reason(ask, query, reason):
    found = ask(f"{REGIONS}?{query}", status=400)

    assert schemas.errors(found, schemas.EXCEPTION) == []
    assert found["code"] == "InvalidParameterValue"
    assert reason in found["description"]


def test_a_property_that_is_no_parameter_is_refused(ask):
    assert "There is no parameter “topic”" in ask(f"{REGIONS}?topic=green", 400)["description"]


def test_the_order_of_a_query_does_not_matter(ask):
    one = ask(f"{REGIONS}?country=AT&level=2&limit=3")
    other = ask(f"{REGIONS}?limit=3&level=2&country=AT")

    assert one["features"] == other["features"]


# Boxes


def test_a_box_selects_what_it_touches(ask):
    found = ask(f"{REGIONS}?level=2&bbox=2.0,41.5,2.2,41.7&limit=1000")

    assert with_geometry(found) == ["ES51"]


def test_a_box_selects_countries_by_their_parts(ask):
    found = ask(f"{REGIONS}?bbox=-16.6,28.2,-16.5,28.3&limit=1000")

    assert with_geometry(found) == ["ES", "ES7", "ES70"]


def test_a_box_always_selects_what_has_no_geometry(ask):
    everything = ask(f"{REGIONS}?level=2&country=DE&limit=1000")
    nowhere = ask(f"{REGIONS}?level=2&country=DE&bbox=-40,-10,-39,-9&limit=1000")

    assert with_geometry(nowhere) == []
    assert ids(nowhere) == [each["id"] for each in everything["features"] if not each["geometry"]]
    assert "DE11" in ids(nowhere)


def test_a_box_without_area_is_a_point_or_a_line(ask):
    point = ask(f"{REGIONS}?level=2&bbox=2.1,41.6,2.1,41.6&limit=1000")
    line = ask(f"{REGIONS}?level=2&bbox=-1.0,41.6,2.1,41.6&limit=1000")

    assert with_geometry(point) == ["ES51"]
    assert with_geometry(line) == ["ES24", "ES51"]


def test_heights_of_a_box_are_read_and_left_aside(ask):
    flat = ask(f"{REGIONS}?level=2&bbox=2.0,41.5,2.2,41.7")
    tall = ask(f"{REGIONS}?level=2&bbox=2.0,41.5,0,2.2,41.7,9000")

    assert ids(tall) == ids(flat)


def test_a_box_may_cross_the_antimeridian(ask):
    found = ask(f"{REGIONS}?level=2&country=ES&bbox=100,27,-15,29")

    assert with_geometry(found) == ["ES70"]


@pytest.mark.parametrize(
    "query",
    [
        "bbox=",
        "bbox=1,2,3",
        "bbox=1,2,3,4,5",
        "bbox=1,2,3,4,5,6,7",
        "bbox=1,2,3,north",
        "bbox=1,2,3,nan",
        "bbox=1,2,3,inf",
        "bbox=1,2,3,1e999",
        "bbox=1_0,2,3,4",
        "bbox=1;2;3;4",
        "bbox=2,45,3,41",  # south above north
        "bbox=2,41,3,91",  # beyond the pole
        "bbox=-181,41,3,42",
        "bbox=2.0,41.5,10,2.2,41.7,0",  # bottom above top
        f"bbox=2,1,1,2&bbox-crs={LAEA}",
        f"bbox=1,2,0,3,4,9&bbox-crs={LAEA}",
        "bbox=1,2,3,4&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326",
        "bbox=1,2,3,4&bbox=1,2,3,4",
    ],
)
@pytest.mark.parametrize("path", [REGIONS, PRACTICES])
def test_a_wrong_box_is_refused(ask, path, query):
    assert schemas.errors(ask(f"{path}?{query}", status=400), schemas.EXCEPTION) == []


def test_a_box_in_metres_selects_as_one_in_degrees(ask):
    """Barcelona lies at northing 2,070,000 and easting 3,660,000."""
    found = ask(
        f"{REGIONS}?level=2&bbox=2060000,3650000,2080000,3665000&bbox-crs={LAEA}&limit=1000"
    )

    assert with_geometry(found) == ["ES51"]


# Reference systems


def test_coordinates_are_longitude_and_latitude_unless_asked_otherwise(client, db):
    response = client.get("/geo/collections/regions/items/ES51")

    assert response["Content-Crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    shape = shapely.geometry.shape(response.json()["geometry"])
    assert shape.bounds == pytest.approx((0.16, 40.53, 3.32, 42.86), abs=0.02)


def test_coordinates_in_3035_are_northing_and_easting(client, db):
    response = client.get(f"/geo/collections/regions/items/ES51?crs={LAEA}")

    assert response["Content-Crs"] == f"<{LAEA}>"
    south, west, north, east = shapely.geometry.shape(response.json()["geometry"]).bounds
    assert (1_940_000, 2_000_000) < (south, north) < (2_000_000, 2_300_000)
    assert (3_460_000, 3_700_000) < (west, east) < (3_520_000, 3_800_000)


def test_the_system_of_the_box_and_of_the_answer_are_independent(ask, client):
    path = f"/geo/{REGIONS}?level=2&country=ES&bbox=2.0,41.5,2.2,41.7&crs={LAEA}"

    response = client.get(path)

    assert ids(response.json()) == ["ES51"]
    assert response["Content-Crs"] == f"<{LAEA}>"
    x, y = response.json()["features"][0]["geometry"]["coordinates"][0][0][0]
    assert min(x, y) > 1_900_000


# Pages


def walk(ask, path, rel="next"):
    """All pages from `path` on, following the links."""
    pages = [ask(path)]
    while rel in rels(pages[-1]):
        pages.append(ask(link(pages[-1], rel)))
    return pages


def test_pages_part_the_features_and_lose_none(ask):
    pages = walk(ask, f"{REGIONS}?level=2&country=AT&limit=4")

    assert [ids(page) for page in pages] == [
        ["AT11", "AT12", "AT13", "AT21"],
        ["AT22", "AT31", "AT32", "AT33"],
        ["AT34"],
    ]
    assert {page["numberMatched"] for page in pages} == {9}
    assert [page["numberReturned"] for page in pages] == [4, 4, 1]
    assert [("prev" in rels(page), "next" in rels(page)) for page in pages] == [
        (False, True),
        (True, True),
        (True, False),
    ]


def test_pages_lead_back_to_the_first(ask):
    last = walk(ask, f"{REGIONS}?level=2&country=AT&limit=4")[-1]

    back = [ids(page) for page in walk(ask, link(last, "self"), "prev")]

    assert back == [["AT34"], ["AT22", "AT31", "AT32", "AT33"], ["AT11", "AT12", "AT13", "AT21"]]


def test_a_page_that_is_just_full_is_the_last(ask):
    found = ask(f"{REGIONS}?level=2&country=AT&limit=9")

    assert (found["numberReturned"], "next" in rels(found)) == (9, False)


def test_a_hundred_features_are_a_page_and_a_thousand_the_most(ask):
    assert ask(REGIONS)["numberReturned"] == 100
    assert ask(f"{REGIONS}?limit=20000000000000")["numberReturned"] == 1000


def test_both_directions_at_once_are_refused(ask):
    assert "only one" in ask(f"{REGIONS}?after=AT&before=ES", status=400)["description"]


def test_a_page_keeps_its_place_when_a_feature_is_added_before_it(ask):
    keys = [make_practice(title=f"Practice {number}").pk for number in range(4)]
    Practice.objects.get(pk=keys[0]).delete()
    first = ask(f"{PRACTICES}?limit=2")
    make_practice(title="New", pk=keys[0])

    second = ask(link(first, "next"))

    assert ids(first) + ids(second) == keys[1:]


@pytest.mark.parametrize("few", [0, 5000])
def test_many_matches_are_paged_like_few(ask, monkeypatch, few):
    monkeypatch.setattr(base, "FEW", few)
    practices = [
        make_practice(title=f"Practice {n}", slug=f"p{n}", region=region("ES51")) for n in range(5)
    ]

    pages = walk(ask, f"{PRACTICES}?country=ES&limit=2")

    assert [each for page in pages for each in ids(page)] == [each.pk for each in practices]


# Practices


def test_practices_are_geojson(ask):
    make_practice(region=region("ES51"))
    make_practice(title="Nowhere")

    found = ask(PRACTICES)

    assert schemas.errors(found, schemas.FEATURES) == []
    assert [each["geometry"] and each["geometry"]["type"] for each in found["features"]] == [
        "Point",
        None,
    ]


def test_a_practice_says_what_it_is(ask):
    practice = make_practice(
        region=region("ES51"), start_year=2019, topics=Topic.objects.filter(code="RSO1.3")
    )

    found = ask(f"{PRACTICES}/{practice.pk}")

    assert schemas.errors(found, schemas.FEATURE) == []
    assert found["id"] == practice.pk
    assert found["properties"] == {
        "title": "Early warning for firms",
        "summary": "Advisers help owners before it is too late.",
        "language": "en",
        "region": "ES51",
        "region_name": "Cataluña",
        "country": "ES",
        "topics": ["smart"],
        "year": 2019,
        "published": "2024-03-15T09:30:00+00:00",
        "updated": practice.updated_at.isoformat(),
        "url": "http://testserver/practices/early-warning-for-firms/",
    }


@pytest.mark.parametrize(("code", "around"), [("ES51", "ES51"), ("ES511", "ES51"), ("ES", "ES")])
def test_the_point_of_a_practice_lies_in_its_region(ask, code, around):
    practice = make_practice(region=region(code))
    shape = shapely.geometry.shape(ask(f"{REGIONS}/{around}")["geometry"])

    point = shapely.geometry.shape(ask(f"{PRACTICES}/{practice.pk}")["geometry"])

    assert shape.contains(point)


@pytest.mark.parametrize("state", [s for s in Practice.State.values if s != "validated"])
def test_only_published_practices_are_told(ask, state):
    practice = make_practice(state=state, published_at=datetime(2024, 1, 1, tzinfo=UTC))

    assert ids(ask(PRACTICES)) == []
    ask(f"{PRACTICES}/{practice.pk}", status=404)


@pytest.mark.parametrize("number", ["0", "99999999", "99999999999999999999", "first", "1.5", "-1"])
def test_a_practice_that_is_not_there_is_not_found(ask, number):
    assert ask(f"{PRACTICES}/{number}", status=404)["code"] == "NotFound"


def test_a_box_selects_practices_by_the_point_of_their_region(ask):
    inside = make_practice(title="In", region=region("ES51"))
    below = make_practice(title="Below", region=region("ES511"))
    make_practice(title="Out", region=region("FI19"))
    nowhere = make_practice(title="Nowhere")

    assert ids(ask(f"{PRACTICES}?bbox=0,40.5,3.4,42.9")) == [inside.pk, below.pk, nowhere.pk]


def test_a_box_holds_exactly_the_points_it_shows(ask):
    practice = make_practice(region=region("ES51"))
    x, y = ask(f"{PRACTICES}/{practice.pk}")["geometry"]["coordinates"]

    assert ids(ask(f"{PRACTICES}?bbox={x},{y},{x},{y}")) == [practice.pk]
    assert ids(ask(f"{PRACTICES}?bbox={x + 0.001},{y},{x + 1},{y}")) == []


def test_a_box_in_metres_holds_exactly_the_points_it_shows(ask):
    practice = make_practice(region=region("ES51"))
    found = ask(f"{PRACTICES}/{practice.pk}?crs={LAEA}")
    north, east = found["geometry"]["coordinates"]

    box = f"bbox={north},{east},{north + 1},{east + 1}&bbox-crs={LAEA}"

    assert ids(ask(f"{PRACTICES}?{box}")) == [practice.pk]


def test_filters_of_practices_narrow_down_together(ask):
    green = make_practice(
        title="Green",
        region=region("ES51"),
        start_year=2019,
        topics=Topic.objects.filter(slug="green"),
    )
    make_practice(title="Smart", region=region("ES51"), start_year=2019)
    finnish = make_practice(
        title="Finnish", region=region("FI19"), topics=Topic.objects.filter(code="RSO2.4")
    )

    assert ids(ask(f"{PRACTICES}?topic=green")) == [green.pk, finnish.pk]
    assert ids(ask(f"{PRACTICES}?topic=green&country=ES")) == [green.pk]
    assert ids(ask(f"{PRACTICES}?year=2019&topic=green")) == [green.pk]
    assert ids(ask(f"{PRACTICES}?year=2018")) == []


@pytest.mark.parametrize("query", ["topic=blue", "year=19", "year=2019.5", "country=es"])
def test_a_wrong_filter_is_refused(ask, query):
    assert schemas.errors(ask(f"{PRACTICES}?{query}", status=400), schemas.EXCEPTION) == []


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("2024-02-01T12:00:00Z", ["February"]),
        ("2024-02-01T13:00:00%2B01:00", ["February"]),
        ("2024-02-01T12:00:00Z/2024-03-01T12:00:00Z", ["February", "March"]),
        ("2024-02-01T12:00:01Z/..", ["March"]),
        ("2024-02-01T12:00:01Z/", ["March"]),
        ("../2024-02-01T12:00:00Z", ["January", "February"]),
        ("/2024-01-31t23:59:59z", ["January"]),
        ("2025-01-01T00:00:00Z/..", []),
    ],
)
def test_time_selects_practices_by_their_publication(ask, text, titles):
    for month, title in enumerate(["January", "February", "March"], start=1):
        make_practice(title=title, published_at=datetime(2024, month, 1, 12, tzinfo=UTC))

    found = ask(f"{PRACTICES}?datetime={text}")

    assert [each["properties"]["title"] for each in found["features"]] == titles


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2024-02-01",
        "2024-02-01T12:00:00",
        "2024-02-30T12:00:00Z",
        "..",
        "../..",
        "/",
        "2024-02-01T12:00:00Z/2024-01-01T12:00:00Z",
        "2024-02-01T12:00:00Z/2024-02-02T12:00:00Z/..",
    ],
)
@pytest.mark.parametrize("path", [REGIONS, PRACTICES])
def test_a_wrong_time_is_refused(ask, path, text):
    assert schemas.errors(ask(f"{path}?datetime={text}", status=400), schemas.EXCEPTION) == []


def test_regions_have_no_time_and_are_always_selected(ask):
    found = ask(f"{REGIONS}?level=0&country=AT&datetime=1900-01-01T00:00:00Z")

    assert ids(found) == ["AT"]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("query", "queries"), [("", 5), ("?bbox=0,40,4,43", 6)])
def test_the_number_of_queries_is_constant(
    client, db, django_assert_num_queries, number, query, queries
):
    for each in range(number):
        make_practice(
            title=f"Practice {each}",
            region=region(f"ES5{each + 1}"),
            topics=Topic.objects.filter(code__in=["RSO1.3", "RSO2.4"]),
        )

    with django_assert_num_queries(queries):
        client.get(f"/geo/{PRACTICES}{query}")


@pytest.mark.parametrize("name", ["regions", "practices"])
def test_features_tell_what_the_collection_promises(ask, name):
    make_practice()

    found = ask(f"collections/{name}/items?limit=1")["features"][0]

    assert list(found["properties"]) == list(COLLECTIONS[name].properties)
