"""News: pages, list, and feeds."""

import xml.etree.ElementTree as ET
from datetime import date

import pytest

from tests.factories.articles import make_news
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def titles(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return [
        entry.text for entry in ET.fromstring(response.content).findall("a:entry/a:title", ATOM)
    ]


def test_the_page_says_whose_news_it_is(client):
    project = make_project(acronym="LEND", slug="lend")
    of_project = make_news(title="One", project=project, regions=["ES618"], topics=["RSO1.3"])
    named = make_news(title="Two", teller="VIADUCT")
    platforms = make_news(title="Three", date=date(2024, 6, 6))

    pages = [client.get(each.get_absolute_url()) for each in (of_project, named, platforms)]

    for response, words in zip(pages, ("/projects/lend/", "VIADUCT", "6 June 2024"), strict=True):
        assert words in response.content.decode()
    assert '"@type": "NewsArticle"' in pages[0].content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Two", "One"]),
        ("?topic=smart", ["One"]),
        ("?subtopic=RSO1.3", ["One"]),
        ("?region=ES61", ["One"]),
        ("?project=lend", ["Two"]),
        ("?q=viaduct&exact=1", ["One"]),
    ],
)
def test_a_feed_of_any_search(client, indexed, query, expected):
    make_news(title="One", teller="VIADUCT", regions=["ES618"], topics=["RSO1.3"])
    make_news(title="Two", project=make_project(acronym="LEND", slug="lend"), date=date(2024, 6, 6))
    make_news(title="Draft", live=False, topics=["RSO1.3"])
    indexed()

    assert titles(client, f"/news/feed.atom{query}") == expected


def test_a_feed_as_rss_links_to_the_page(client, indexed, settings):
    page = make_news(title="One")
    indexed()

    response = client.get("/news/feed.rss")

    links = [each.text for each in ET.fromstring(response.content).findall("channel/item/link")]
    assert links == [settings.SITE_URL + page.get_absolute_url()]
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"


def test_a_project_of_ours_and_a_name_are_one_too_many(db):
    page = make_news(project=make_project(acronym="LEND"), live=False)
    page.teller = "Somebody"

    with pytest.raises(Exception, match="has its name already"):
        page.full_clean()
