"""Landing page, conformance, collections: what the standard asks of each."""

import json

import pytest
from django.test import Client

from tests.factories.practices import make_practice
from tests.geo import schemas

RESOURCES = ["", "conformance", "api", "collections", "collections/regions"]


def test_the_landing_page_leads_everywhere(ask, client):
    found = ask("")

    assert schemas.errors(found, schemas.LANDING) == []
    assert {client.get(each["href"]).status_code for each in found["links"]} == {200}


def test_conformance_names_what_is_kept(ask):
    found = ask("conformance")

    assert schemas.errors(found, schemas.CONFORMANCE) == []
    assert found["conformsTo"] == [
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
        "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    ]


def test_collections_are_described(ask, client):
    found = ask("collections")

    assert schemas.errors(found, schemas.COLLECTIONS) == []
    assert [each["id"] for each in found["collections"]] == ["regions", "practices"]
    assert [each["crs"] for each in found["collections"]] == [
        [
            "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            "http://www.opengis.net/def/crs/EPSG/0/3035",
        ]
    ] * 2
    hrefs = [link["href"] for each in found["collections"] for link in each["links"]]
    assert {client.get(href).status_code for href in hrefs} == {200}


@pytest.mark.parametrize("name", ["regions", "practices"])
def test_a_collection_by_itself_is_as_in_the_list(ask, name):
    listed = {each["id"]: each for each in ask("collections")["collections"]}

    alone = ask(f"collections/{name}")

    assert alone == listed[name]  # /req/core/sfc-md-success


def test_items_are_linked_in_both_formats(ask):
    links = ask("collections/regions")["links"]

    items = [(each["href"], each["type"]) for each in links if each["rel"] == "items"]
    assert items == [
        ("http://testserver/geo/collections/regions/items", "application/geo+json"),
        ("http://testserver/geo/collections/regions/items?f=html", "text/html"),
    ]


def test_practices_reach_from_the_first_publication_to_now(ask):
    make_practice()

    temporal = ask("collections/practices")["extent"]["temporal"]

    assert temporal["interval"] == [["2024-03-15T09:30:00Z", None]]


def test_the_extent_holds_the_farthest_regions(ask):
    extent = ask("collections/regions")["extent"]["spatial"]["bbox"]

    assert extent == [[-61.797, -21.37, 55.855, 80.77]]


def test_what_is_not_there_is_not_found(ask):
    for path in ("collections/rivers", "collections/rivers/items", "collections/rivers/items/1"):
        found = ask(path, status=404)

        assert schemas.errors(found, schemas.EXCEPTION) == []
        assert found["code"] == "NotFound"


# Formats


@pytest.mark.parametrize("path", RESOURCES)
@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        ("", None, "json"),
        ("", "*/*", "json"),
        ("", "application/json", "json"),
        ("", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("", "application/json;q=0.5,text/html", "text/html; charset=utf-8"),
        ("?f=json", "text/html", "json"),
        ("?f=html", "application/json", "text/html; charset=utf-8"),
    ],
)
def test_the_format_is_the_one_wanted(client, db, path, query, accept, media):
    expected = {
        "json": "application/vnd.oai.openapi+json;version=3.0"
        if path == "api"
        else "application/json"
    }.get(media, media)

    response = client.get(f"/geo/{path}{query}", headers={"accept": accept} if accept else {})

    assert response["Content-Type"] == expected


@pytest.mark.parametrize(
    "accept",
    [
        "application/geo+json",
        "application/geo+json, application/json",
        "application/json",
        "application/*",
    ],
)
def test_features_come_as_geojson(client, db, accept):
    response = client.get("/geo/collections/regions/items?limit=1", headers={"accept": accept})

    assert response["Content-Type"] == "application/geo+json"


@pytest.mark.parametrize(
    "accept",
    ["application/vnd.oai.openapi+json;version=3.0", "application/vnd.oai.openapi+json"],
)
def test_the_definition_comes_as_openapi(client, db, accept):
    response = client.get("/geo/api", headers={"accept": accept})

    assert response["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"


def test_a_format_that_is_not_there_is_refused(ask):
    assert ask("", status=406, accept="application/gml+xml")["code"] == "NotAcceptable"
    assert ask("?f=gml", status=400)["code"] == "InvalidParameterValue"


def test_self_and_alternate_are_what_they_say(client, db):
    for accept, own in (("application/json", "json"), ("text/html", "html")):
        path = "/geo/collections/regions/items?limit=1"

        header = client.get(path, headers={"accept": accept})["Link"]

        assert f'limit=1&f={own}>; rel="self"' in header
        assert header.count('rel="alternate"') == 1


# HTTP


@pytest.mark.parametrize("path", RESOURCES)
def test_an_unknown_parameter_is_refused(ask, path):
    found = ask(f"{path}?colour=blue", status=400)

    assert schemas.errors(found, schemas.EXCEPTION) == []
    assert found["description"] == "There is no parameter “colour” here. Known are: f."


def test_a_parameter_twice_is_refused(ask):
    found = ask("collections/regions/items?limit=1&limit=2", status=400)

    assert found["description"] == "The parameter “limit” is given twice."


@pytest.mark.parametrize("path", ["", "collections/regions/items", "collections/rivers"])
def test_any_site_may_read(client, db, path):
    response = client.get(f"/geo/{path}", headers={"origin": "https://example.org"})

    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Expose-Headers"] == "Content-Crs, ETag, Link"


def test_options_say_what_may_be_asked(client, db):
    response = client.options("/geo/collections/regions/items", headers={"origin": "null"})

    assert response.status_code == 204
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Origin"] == "*"


def test_head_is_get_without_a_body(client, db):
    response = client.head("/geo/collections/regions/items")

    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Type"] == "application/geo+json"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(db, method):
    client = Client(enforce_csrf_checks=True)

    response = getattr(client, method)("/geo/collections/regions/items")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert schemas.errors(json.loads(response.content), schemas.EXCEPTION) == []


def test_an_answer_can_be_kept_and_asked_after(client, db):
    path = "/geo/collections/regions/items?limit=1"

    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=60"
    assert first["ETag"].startswith('W/"')
    assert {"Accept", "Accept-Language", "Cookie"} <= set(first["Vary"].split(", "))
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"


def test_a_changed_feature_is_a_new_answer(client, db):
    practice = make_practice()
    first = client.get("/geo/collections/practices/items")

    practice.title = "Something else"
    practice.save()

    path = "/geo/collections/practices/items"
    assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_answers_are_packed(client, db):
    response = client.get(
        "/geo/collections/regions/items?limit=10", headers={"accept-encoding": "gzip"}
    )

    assert response["Content-Encoding"] == "gzip"


def test_titles_follow_the_language(client, db):
    response = client.get("/geo/collections", headers={"accept-language": "de"})

    assert response["Content-Language"] == "de"
