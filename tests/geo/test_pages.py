"""The same for people: every answer as a web page with all its information and links."""

import html
import re

import pytest
from django.urls import reverse

from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db

PATHS = [
    "",
    "conformance",
    "api",
    "collections",
    "collections/regions",
    "collections/practices",
    "collections/regions/items?limit=3",
    "collections/practices/items",
    "collections/regions/items/ES51",
]


def page(client, path, status=200):
    response = client.get(f"/geo/{path}", headers={"accept": "text/html"})
    assert (response.status_code, response["Content-Type"]) == (status, "text/html; charset=utf-8")
    return html.unescape(response.content.decode())


def hrefs(text):
    return re.findall(r'<a href="([^"]*)"', text)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_all_links_of_the_document(client, path):
    """/req/html/content"""
    make_practice(region=Region.objects.get(code="ES51"))
    document = client.get(f"/geo/{path}").json()

    text = page(client, path)

    shown = {without_format(href) for href in hrefs(text)}
    links = [*document.get("links", ()), *collection_links(document)]
    assert {without_format(each["href"]) for each in links} <= shown
    assert [text.count(f'rel="{rel}"') > 0 for rel in ("self", "alternate")] == [True, True]


def collection_links(document):
    return [link for each in document.get("collections", ()) for link in each["links"]]


def without_format(href):
    return re.sub(r"[?&]f=\w+", "", href)


def test_a_feature_shows_its_properties_and_its_geometry(client):
    practice = make_practice(
        region=Region.objects.get(code="ES51"), topics=Topic.objects.filter(code="RSO2.4")
    )
    found = client.get(f"/geo/collections/practices/items/{practice.pk}").json()

    text = page(client, f"collections/practices/items/{practice.pk}")

    x, y = found["geometry"]["coordinates"]
    shown = [*found["properties"].values(), f'"coordinates":[{x},{y}]']
    told = [each for each in shown if isinstance(each, str)]
    assert [each for each in told if each not in text] == []
    assert re.search(r"<td>green\s*</td>", text)


def test_features_are_a_table_with_pages(client):
    text = page(client, "collections/regions/items?limit=3&country=AT&level=2&after=AT12")

    assert re.findall(r'<th scope="row"><a href="([^"]*)"', text) == [
        "/geo/collections/regions/items/AT13",
        "/geo/collections/regions/items/AT21",
        "/geo/collections/regions/items/AT22",
    ]
    assert "3 of 9 features" in text
    assert re.findall(r'rel="(prev|next)">', text) == ["prev", "next"]


def test_numbers_are_told_as_data_in_every_language(client):
    practice = make_practice(pk=1_234_567, start_year=2019)

    response = client.get(
        f"/geo/collections/practices/items/{practice.pk}?f=html",
        headers={"accept-language": "de"},
    )

    assert re.search(r"<td>2019\s*</td>", response.content.decode())
    assert "1.234.567" not in response.content.decode()


def test_no_feature_is_said_in_words(client):
    assert "No feature is like that" in page(client, "collections/practices/items")


def test_what_is_wrong_is_said_on_a_page(client):
    text = page(client, "collections/regions/items?bbox=1,2", status=400)

    assert "it is four or six numbers with commas between them." in text


def test_what_was_typed_is_not_taken_for_markup(client):
    response = client.get("/geo/?f=html&<script>=1")

    assert b"<script>=" not in response.content
    assert response.status_code == 400


def test_the_map_shows_where_features_lie(client):
    make_practice(region=Region.objects.get(code="ES51"))

    assert "regions/map.svg#ES51" in page(client, "collections/regions/items/ES5")
    assert "<title>Cataluña: 1 practice</title>" in page(client, "collections/practices/items")


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_is_constant(client, django_assert_num_queries, number):
    for each in range(number):
        make_practice(title=f"Practice {each}", region=Region.objects.get(code=f"ES5{each + 1}"))

    with django_assert_num_queries(4):
        page(client, "collections/practices/items")


@pytest.mark.parametrize("name", ["pages:home", "pages:sources"])
def test_the_site_leads_here(client, name):
    assert reverse("geo:landing") in hrefs(client.get(reverse(name)).content.decode())
