import pytest

from ponte.topics.models import Topic
from ponte.topics.search import document, searchable

pytestmark = pytest.mark.django_db


def test_a_topic_is_known_by_its_code_and_its_hub():
    made = document(Topic.objects.get(code="RSO2.6"))

    assert made.title == "Circular economy"
    assert made.keywords == ("RSO2.6", "Green")
    assert made.facets == {"topic": ("green",)}
    assert made.url == "/topics/green/rso2-6/"


def test_all_topics_are_searchable_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len([document(topic) for topic in searchable()]) == 45
