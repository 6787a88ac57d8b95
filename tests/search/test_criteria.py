import pytest
from django.http import QueryDict

from ponte.search.criteria import Criteria
from ponte.search.documents import SearchQuery

FACETS = ("topic", "year")
SORTS = ("relevance", "newest", "title")


def read(query):
    return Criteria.read(QueryDict(query), FACETS, SORTS)


@pytest.mark.parametrize(
    ("query", "short"),
    [
        ("", ""),
        ("q=&topic=&sort=&page=", ""),
        ("q=+two++words%00%0A&page=1", "?q=two+words"),
        ("topic=a&topic=b&topic=a", "?topic=a&topic=b"),
        ("topic=<b>&topic=a%20b&topic=" + "x" * 61, ""),
        ("other=1", ""),
        ("sort=newest", ""),
        ("sort=relevance", ""),
        ("sort=title", "?sort=title"),
        ("sort=wrong", ""),
        ("q=a&sort=newest", "?q=a&sort=newest"),
        ("q=a&sort=relevance", "?q=a"),
        ("page=3", "?page=3"),
        ("page=0", ""),
        ("page=1e9", ""),
        ("page=99999999", ""),
        ("page=%D9%A3", ""),
        ("q=a&exact=1", "?q=a&exact=1"),
        ("q=a&exact=on", "?q=a"),
        ("q=a&exact=1&page=2", "?q=a&exact=1&page=2"),
    ],
)
def test_an_address_is_read_and_written_as_short_as_it_can_be(query, short):
    criteria = read(query)

    assert criteria.query_string == short


def test_the_number_of_values_is_limited():
    criteria = read("&".join(f"topic=t{number}" for number in range(100)))

    assert len(criteria.filters["topic"]) == 30


def test_taking_away_begins_at_the_first_page():
    criteria = read("q=a&topic=x&topic=y&year=2020&page=4")

    assert criteria.without("topic", "x").query_string == "?q=a&topic=y&year=2020"
    assert criteria.without("topic").query_string == "?q=a&year=2020"
    assert criteria.without_filters().query_string == "?q=a"
    assert criteria.with_text("").query_string == "?topic=x&topic=y&year=2020"
    assert criteria.whole_query_string == "?q=a&topic=x&topic=y&year=2020"


def test_exact_words_stay_chosen_whatever_else_changes():
    criteria = read("q=a&topic=x&topic=y&exact=1&page=4")

    assert criteria.without("topic", "x").query_string == "?q=a&topic=y&exact=1"
    assert criteria.without_filters().query_string == "?q=a&exact=1"
    assert criteria.with_text("b").query_string == "?q=b&topic=x&topic=y&exact=1"
    assert criteria.also("year", "2020").query_string == "?q=a&topic=x&topic=y&year=2020&exact=1"
    assert criteria.by_meaning().query_string == "?q=a&topic=x&topic=y"


def test_exact_words_are_a_mode_of_the_query():
    assert read("q=a").query().mode == "hybrid"
    assert read("q=a&exact=1").query().mode == "lexical"


def test_an_order_by_relevance_needs_words():
    assert read("").order == "newest"
    assert read("sort=relevance").order == "newest"
    assert read("q=a").order == "relevance"
    assert read("q=a&sort=title").order == "title"


def test_criteria_become_a_query():
    criteria = read("q=a&topic=x&page=3")

    query = criteria.query(kinds=("practice",), facets=("topic",), limit=10)

    assert query == SearchQuery(
        text="a",
        filters={"topic": ("x",), "kind": ("practice",)},
        facets=("topic",),
        sort="relevance",
        offset=20,
        limit=10,
        lang="en",
    )
