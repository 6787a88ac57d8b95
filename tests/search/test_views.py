import pytest

from ponte import search
from ponte.regions.models import Region
from ponte.search.documents import SearchUnavailable
from ponte.search.vectors.embedding import embed_batch
from tests.factories.practices import make_practice
from tests.factories.projects import make_project
from tests.search.encoders.words import Words

pytestmark = pytest.mark.django_db


class NoIndex:
    """A backend whose index is not there."""

    def reader(self):
        raise SearchUnavailable("The index is being built.")


def groups(response):
    return [
        (group.label, group.total, [item.title for item in group.items])
        for group in response.context["found"].groups
    ]


def test_before_a_word_is_typed_nothing_is_searched(client):
    response = client.get("/search/")

    assert response.status_code == 200
    assert "Type a word, a place or a topic above." in response.content.decode()


def test_results_are_grouped_by_kind(client, indexed):
    make_practice(title="Zebra crossing", short_summary="A zebra.")
    make_project(acronym="ZEBRA", title="Stripes")
    indexed()

    response = client.get("/search/?q=zebra")

    assert sorted((label, total) for label, total, _items in groups(response)) == [
        ("Good practices", 1),
        ("Projects", 1),
    ]
    assert "<mark>Zebra</mark> crossing" in response.content.decode()


def test_a_group_shows_its_first_and_leads_to_all(client, indexed):
    for number in range(6):
        make_practice(title=f"Zebra {number}")
    indexed()

    response = client.get("/search/?q=zebra")

    group = response.context["found"].groups[0]
    assert (len(group.items), group.total, group.has_more) == (4, 6, True)
    assert group.url == "/search/?q=zebra&kind=practice"


def test_one_kind_is_shown_in_pages(client, indexed):
    for number in range(14):
        make_practice(title=f"Zebra {number}")
    indexed()

    response = client.get("/search/?q=zebra&kind=practice&page=9")

    found = response.context["found"]
    assert (found.page.number, len(found.page.object_list), found.total) == (2, 2, 14)


def test_what_people_wrote_is_escaped(client, indexed):
    make_practice(title="Zebra <b>", slug="z", detailed_information="<img src=x> zebra")
    indexed()

    content = client.get("/search/", {"q": 'zebra "><script>'}).content.decode()

    assert "Zebra</mark> &lt;b&gt;" in content
    assert "<img" not in content
    assert "<script>" not in content


@pytest.mark.parametrize("kind", ["nonsense", "<b>", "practice"])
def test_nothing_found_says_what_to_try(client, indexed, kind):
    response = client.get("/search/", {"q": "qqqqqq", "kind": kind})

    assert response.status_code == 200
    assert "Nothing found. What you could try:" in response.content.decode()


def test_htmx_gets_the_part_that_changes(client, indexed):
    response = client.get(
        "/search/?q=zebra&kind=&lang=", headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    )

    assert response["HX-Push-Url"] == "/search/?q=zebra"
    assert "<html" not in response.content.decode()


def test_without_the_index_the_page_says_so(client, monkeypatch):
    monkeypatch.setattr(search, "backend", NoIndex)

    page = client.get("/search/?q=zebra")
    suggestions = client.get("/search/suggest/?q=zebra")

    assert "Search is being set up again." in page.content.decode()
    assert suggestions.json() == {"suggestions": []}


def test_the_number_of_queries_does_not_grow(client, indexed, django_assert_num_queries):
    place = Region.objects.get(code="ES51")
    make_practice(title="Zebra", region=place)
    indexed()
    with django_assert_num_queries(2):
        client.get("/search/?q=zebra")
    make_practice(title="Zebra 2", region=place)
    make_practice(title="Zebra 3", region=place)
    indexed()

    with django_assert_num_queries(2):
        client.get("/search/?q=zebra")


def test_suggestions_are_titles_with_their_addresses(client, indexed):
    make_practice(title="Zebra crossing")
    make_project(acronym="ZEBRA", title="Zebra project")
    indexed()

    response = client.get("/search/suggest/?q=zeb&kind=practice&kind=nonsense")

    assert response.json() == {
        "suggestions": [
            {
                "title": "Zebra crossing",
                "url": "/practices/zebra-crossing/",
                "kind": "practice",
                "label": "Good practices",
            }
        ]
    }
    assert response["Cache-Control"] == "private, max-age=60"


def test_a_form_sent_without_javascript_gets_a_short_address(client):
    response = client.get("/search/?q=zebra&kind=&lang=")

    assert response.status_code == 302
    assert response["Location"] == "/search/?q=zebra"


@pytest.fixture
def harbours(words_encoder, indexed):
    """Two practices about quiet harbours, one of them in German, among ten about other things."""
    make_practice(title="Quiet harbours", short_summary="Less noise.", language="en")
    make_practice(title="Hafen", short_summary="Weniger Larm.", language="de")
    for number in range(10):
        make_practice(title=f"Zebra {number}", short_summary=f"Stripes {number}.")
    indexed()
    while embed_batch(Words()):
        pass


def test_each_result_says_how_it_matched_and_in_which_language_it_is(client, harbours):
    response = client.get("/search/?q=harbour+silence&kind=practice")

    found = response.context["found"]
    assert [(item.title, item.hit.by_words, item.hit.by_meaning) for item in found.page] == [
        ("Quiet <mark>harbours</mark>", True, True),
        ("Hafen", False, True),
    ]
    content = response.content.decode()
    assert (content.count("words matched"), content.count("meaning matched")) == (1, 2)
    assert content.count('<span lang="de">Deutsch</span>') == 1
    assert "2 results</strong>, 1 of them by meaning alone" in content


def test_exact_words_only_leave_meaning_out(client, harbours):
    response = client.get("/search/?q=harbour&exact=1&kind=practice")

    content = response.content.decode()
    assert [item.title for item in response.context["found"].page] == [
        "Quiet <mark>harbours</mark>"
    ]
    assert "matched" not in content
    assert 'name="exact" value="1" form="filters" checked' in content
    assert 'href="/search/?q=harbour&amp;exact=1"' in content


def test_what_a_language_filter_hides_is_offered(client, harbours):
    content = client.get("/search/?q=harbour&lang=en").content.decode()

    assert (
        '<a href="/search/?q=harbour&amp;lang=en&amp;lang=de" lang="de">Deutsch</a> (1)' in content
    )


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ("none", "search goes by the words themselves"),
        ("tests.search.encoders.words.Broken", "search by meaning does not work at the moment"),
        ("tests.search.encoders.words.Slow", "would have taken too long"),
    ],
)
def test_without_meaning_the_page_says_so(client, harbours, use_encoder, settings, chosen, message):
    use_encoder(chosen)
    settings.SEARCH = {**settings.SEARCH, "PATIENCE": 0.05}

    response = client.get("/search/?q=harbour")

    assert message in response.content.decode()
    assert response.context["found"].total == 1


def test_groups_come_in_the_order_of_their_best_match(client, harbours, indexed):
    make_project(acronym="PORTS", title="Harbours and silence")
    indexed()
    while embed_batch(Words()):
        pass

    labels = [label for label, *_ in groups(client.get("/search/?q=ports"))]

    assert labels[:2] == ["Projects", "Good practices"]
