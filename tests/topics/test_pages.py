import pytest
from django.urls import reverse

from ponte.topics.models import Topic
from tests.factories.practices import make_practice
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db


def make_practices(*codes):
    for number, code in enumerate(codes):
        make_practice(title=f"Practice {number}", topics=[Topic.objects.get(code=code)])


def text_of(response):
    return " ".join(response.content.decode().split())


def test_index_counts_practices_of_each_hub(client, indexed):
    make_practices("RSO1.3", "PO1", "RSO2.6")
    indexed()

    response = client.get(reverse("topics:index"))

    assert [(hub.slug, count) for hub, count in response.context["hubs"]] == [
        ("smart", 2),
        ("green", 1),
        ("connected", 0),
        ("social", 0),
        ("citizens", 0),
        ("governance", 0),
    ]
    assert "2 good practices" in text_of(response)


def test_hub_lists_practices_projects_and_sub_topics(client, indexed):
    make_practices("RSO1.3", "TO3", "RSO2.6")
    make_project(acronym="SMARTY", topics=["TO3"])
    indexed()

    response = client.get(reverse("topics:hub", args=["smart"]))

    page = text_of(response)
    assert "Practice 0" in page
    assert "Practice 1" in page
    assert "Practice 2" not in page
    assert "SMARTY" in page
    assert dict(response.context["sub_topics"])[Topic.objects.get(code="RSO1.1")] == 0
    assert [topic.code for topic in response.context["continues"]] == ["TO1", "TO3"]


def test_sub_topic_has_a_page_of_its_own(client):
    make_practices("RSO1.3", "RSO1.1")

    response = client.get("/topics/smart/rso1-3/")

    page = text_of(response)
    assert "Growth and competitiveness of small firms" in page
    assert "Specific objective RSO1.3." in page
    assert "Practice 0" in page
    assert "Practice 1" not in page
    assert "More in Smart" in page


def test_topic_of_2014_shows_what_continues_it_in_its_colour(client):
    response = client.get("/topics/2014-low-carbon/")

    assert response.context["colour"] == "green"
    assert "Continued since 2021 as" in text_of(response)
    assert 'href="/topics/green/rso2-1/"' in response.content.decode()


def test_empty_topic(client):
    page = text_of(client.get("/topics/citizens/"))

    assert "No good practice on this topic yet" in page


@pytest.mark.parametrize(
    "path", ["/topics/unknown/", "/topics/rso1-3/", "/topics/green/rso1-3/", "/topics/smart/none/"]
)
def test_unknown_topics_are_not_found(client, path):
    assert client.get(path).status_code == 404


def test_every_topic_has_a_page(client):
    failing = [
        topic.code
        for topic in Topic.objects.select_related("parent")
        if client.get(topic.get_absolute_url()).status_code != 200
    ]

    assert failing == []


def test_pages_work_without_an_index(client, settings, tmp_path):
    engine = "ponte.search.backends.tantivy.TantivyBackend"
    settings.SEARCH = {"BACKEND": engine, "PATH": tmp_path}

    response = client.get(reverse("topics:index"))

    assert [count for _hub, count in response.context["hubs"]] == [None] * 6
