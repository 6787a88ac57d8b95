import pytest

from ponte import search
from ponte.regions.models import Region
from ponte.regions.search import document, searchable
from ponte.search.documents import SearchQuery

pytestmark = pytest.mark.django_db


def test_a_region_is_known_by_all_its_names():
    made = document(Region.objects.get(code="ES51"))

    assert made.title == "Cataluña"
    assert made.summary == "Spain"
    assert made.keywords == ("ES51", "Catalonia", "Catalunya")
    assert made.facets == {"country": ("ES",)}


def test_a_country_is_known_in_every_language():
    made = document(Region.objects.get(code="EL"))

    assert made.title == "Greece"
    assert made.keywords[0] == "EL"
    assert {"Griechenland", "Ελλάδα", "Grækenland", "Hellenic Republic"} <= set(made.keywords)


def test_all_places_are_searchable_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        documents = [document(region) for region in searchable()]

    assert len(documents) == 2204


@pytest.mark.parametrize("text", ["Catalonia", "cataluna", "ES51"])
def test_find_catalonia(indexed, text):
    Region.objects.get(code="ES51").save()
    indexed()

    hits = search.query(SearchQuery(text=text, filters={"kind": ["region"]})).hits

    assert [hit.url for hit in hits] == ["/regions/ES51/"]
