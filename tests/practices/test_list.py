from html import unescape
from urllib.parse import urlencode

import pytest
from django.template.loader import render_to_string

from ponte import search
from ponte.practices import filters
from ponte.practices.models import Practice
from ponte.regions.models import Region
from ponte.search.criteria import Criteria
from ponte.search.documents import SearchUnavailable
from ponte.topics.models import Topic
from tests.factories.practices import make_practice
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


class NoIndex:
    """A backend whose index is not there."""

    def reader(self):
        raise SearchUnavailable("The index is being built.")


@pytest.fixture
def no_index(monkeypatch):
    monkeypatch.setattr(search, "backend", NoIndex)


def place(code):
    return Region.objects.get(code=code)


def titles(response):
    return [card.record.title for card in response.context["found"].page.object_list]


def facet(response, name):
    facets = response.context["found"].panel.facets
    options = next(each for each in facets if each.name == name)
    return [(o.value, o.count, o.checked) for o in [*options.options, *options.more]]


def test_the_list_shows_published_practices_newest_first(client, indexed):
    make_practice(title="Older", published_at="2023-01-01T00:00Z")
    make_practice(title="Newer", published_at="2024-01-01T00:00Z")
    make_practice(title="Hidden", state=Practice.State.DRAFT)
    indexed()

    response = client.get("/practices/")

    assert response.status_code == 200
    assert titles(response) == ["Newer", "Older"]
    assert "<strong>2 practices</strong>" in response.content.decode()


def test_text_and_filters_narrow_the_list(client, indexed):
    make_practice(title="Tourism in Spain", region=place("ES51"))
    make_practice(title="Tourism in Italy", region=place("ITI1"))
    make_practice(title="Farming in Spain", region=place("ES61"))
    indexed()

    response = client.get("/practices/?q=tourism&country=ES")

    assert titles(response) == ["Tourism in Spain"]
    assert facet(response, "country") == [("IT", 1, False), ("ES", 1, True)]


def test_a_region_filter_takes_what_lies_below(client, indexed):
    make_practice(title="In Barcelona", region=place("ES511"))
    make_practice(title="In Sevilla", region=place("ES618"))
    indexed()

    response = client.get("/practices/?region=ES51")

    assert titles(response) == ["In Barcelona"]


def test_each_topic_is_there_and_the_empty_ones_are_disabled(client, indexed):
    make_practice(topics=[Topic.objects.get(code="RSO1.3")])
    indexed()

    response = client.get("/practices/")

    assert facet(response, "topic") == [
        ("smart", 1, False),
        ("green", 0, False),
        ("connected", 0, False),
        ("social", 0, False),
        ("citizens", 0, False),
        ("governance", 0, False),
    ]
    assert 'value="green" disabled' in response.content.decode()


@pytest.mark.parametrize(
    ("sort", "order"),
    [("newest", ["B", "A"]), ("title", ["A", "B"]), ("relevance", ["B", "A"]), ("x", ["B", "A"])],
)
def test_the_order_can_be_chosen(client, indexed, sort, order):
    make_practice(title="A", published_at="2023-01-01T00:00Z")
    make_practice(title="B", published_at="2024-01-01T00:00Z")
    indexed()

    response = client.get("/practices/", {"sort": sort})

    assert titles(response) == order


def test_chips_take_one_filter_away_each(client, indexed):
    make_practice(region=place("ES51"), scope="local")
    indexed()

    response = client.get("/practices/?q=firms&country=ES&scope=local&page=1")

    assert response.context["found"].chips == [
        ("firms", "/practices/?country=ES&scope=local"),
        ("Spain", "/practices/?q=firms&scope=local"),
        ("Local", "/practices/?q=firms&country=ES"),
    ]


def test_labels_speak_the_readers_language(client, indexed):
    make_practice(region=place("ES51"))
    indexed()

    options = filters.Labels().countries({"ES", "EL", "XX"})

    assert options == {"ES": "Spain", "EL": "Greece"}


def test_a_value_nobody_has_is_a_chip_to_remove(client, indexed):
    make_practice()
    indexed()

    response = client.get("/practices/?topic=nonsense")

    assert response.context["found"].chips == [("nonsense", "/practices/")]
    assert titles(response) == []


@pytest.mark.parametrize(
    "forged",
    [
        {"topic": "<script>alert(1)</script>"},
        {"country": "' OR 1=1 --"},
        {"year": "\x00"},
        {"page": "-1"},
        {"page": "9" * 40},
        {"page": "abc"},
        {"sort": "../../etc"},
        {"q": '"(((* AND OR NOT ~5 ^^ field:x'},
        {"q": "\x00\ud800"[:1] + "x" * 5000},
        {"unknown": "1"},
        {"evidence": ["claimed", "none", "maybe"]},
    ],
)
def test_forged_parameters_give_a_page(client, indexed, forged):
    make_practice()
    indexed()

    response = client.get("/practices/?" + urlencode(forged, doseq=True))

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("forged", [{"topic": "nonsense"}, {"year": "199x"}, {"evidence": "maybe"}])
def test_forged_parameters_give_a_page_without_the_index(client, no_index, forged):
    make_practice(start_year=1999)

    response = client.get("/practices/", forged)

    assert response.status_code == 200
    assert titles(response) == []


def test_what_people_wrote_is_escaped(client, indexed):
    make_practice(
        title="<b>Bold</b> firms", slug="bold", short_summary="<img src=x onerror=alert(1)> firms"
    )
    indexed()

    content = client.get("/practices/", {"q": 'firms"><script>'}).content.decode()

    assert "<b>Bold" not in content
    assert "<img" not in content
    assert "<script>" not in content
    assert "&lt;img src=x onerror=alert(1)&gt;" in content


def test_pages_of_twelve(client, indexed):
    for number in range(13):
        make_practice(title=f"Practice {number:02}")
    indexed()

    response = client.get("/practices/?sort=title&page=2")

    assert titles(response) == ["Practice 12"]
    assert ", showing 13–13" in response.content.decode()


def test_a_page_beyond_the_last_gives_the_last(client, indexed):
    make_practice()
    indexed()

    response = client.get("/practices/?page=99")

    assert response.context["found"].page.number == 1
    assert titles(response) == ["Early warning for firms"]


def test_htmx_gets_the_part_that_changes_and_a_short_address(client, indexed):
    make_practice()
    indexed()

    response = client.get("/practices/?q=&country=ES&sort=newest&page=", headers=HTMX)

    content = response.content.decode()
    assert response["HX-Push-Url"] == "/practices/?country=ES"
    assert "HX-Request" in response["Vary"]
    assert "<html" not in content
    assert '<p id="announcement" hx-swap-oob="innerHTML"><strong>No practice found' in content


def test_nothing_found_says_what_finds_something(client, indexed):
    make_practice(title="Tourism", region=place("ES51"), scope="local")
    make_practice(title="Farming", region=place("ITI1"), scope="regional")
    indexed()

    response = client.get("/practices/?q=tourism&country=IT&scope=local")

    wider = response.context["found"].alternatives
    assert [(each.label, each.url, each.total) for each in wider] == [
        ("Search without “Italy”", "/practices/?q=tourism&scope=local", 1),
        ("Search without any filter", "/practices/?q=tourism", 1),
    ]


def test_a_typo_is_told(client, indexed):
    make_practice(title="Tourism for all")
    indexed()

    content = unescape(client.get("/practices/?q=tourizm").content.decode())

    assert "No record has the word “tourizm”. Shown are those with “tourism”." in content


@pytest.mark.parametrize(
    "query",
    [
        "?q=tourism",
        "?topic=smart",
        "?subtopic=RSO1.3",
        "?country=ES",
        "?region=ES51",
        "?year=2019",
        "?scope=regional",
        "?project=smarty",
        "?evidence=claimed",
        "?evidence=claimed&evidence=none&sort=title&q=tourism",
    ],
)
def test_the_database_answers_alike_while_there_is_no_index(client, no_index, query):
    make_practice(
        title="Tourism",
        region=place("ES511"),
        start_year=2019,
        scope="regional",
        project=make_project(acronym="SMARTY", slug="smarty"),
        evidence_of_success="40 firms.",
        topics=[Topic.objects.get(code="RSO1.3")],
    )
    make_practice(title="Farming", region=place("ITI1"), start_year=2020, scope="local")

    response = client.get(f"/practices/{query}")

    assert titles(response) == ["Tourism"]
    assert "Search is being set up again." in response.content.decode()


def test_the_number_of_queries_does_not_grow(client, indexed, django_assert_num_queries):
    smart = Topic.objects.get(code="RSO1.3")
    project = make_project()

    def make(number):
        make_practice(
            title=f"Practice {number}", region=place("ES51"), topics=[smart], project=project
        )

    make(0)
    indexed()
    with django_assert_num_queries(6):
        client.get("/practices/?q=practice")
    make(1)
    make(2)
    indexed()
    with django_assert_num_queries(6):
        client.get("/practices/?q=practice")


def test_counting_words_agree_in_number():
    found = filters.CATALOGUE.find_in_database(Criteria(), "/practices/")

    text = render_to_string("practices/count.html", {"found": found})

    assert text == "<strong>No practice found</strong>\n"


def test_a_form_sent_without_javascript_gets_a_short_address(client):
    response = client.get("/practices/?q=firms&topic=&sort=")

    assert response.status_code == 302
    assert response["Location"] == "/practices/?q=firms"


@pytest.mark.parametrize(
    ("query", "sorts"),
    [
        ("", [("", "Newest first"), ("title", "Title")]),
        ("?q=x", [("", "Relevance"), ("newest", "Newest first"), ("title", "Title")]),
    ],
)
def test_the_usual_order_depends_on_whether_there_is_a_text(client, indexed, query, sorts):
    response = client.get(f"/practices/{query}")

    assert response.context["found"].sorts == sorts


@pytest.mark.parametrize(
    ("summary", "text"),
    [
        ("Advice for firms.", "Advice for firms.\nHow it works."),
        ("How it…", "How it works."),
        ("", "How it works."),
    ],
)
def test_a_summary_that_begins_the_text_is_not_said_twice(summary, text):
    practice = Practice(short_summary=summary, detailed_information="How it works.")

    assert filters.searched_text(practice) == text
