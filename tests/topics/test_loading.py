import pytest
from django.utils.translation import override

from ponte.topics import data
from ponte.topics.apps import load_if_missing
from ponte.topics.models import Topic

pytestmark = pytest.mark.django_db


def test_six_hubs_and_their_objectives_are_there():
    hubs = [(hub.slug, hub.position, hub.sub_topics.count()) for hub in Topic.objects.hubs()]

    assert hubs == [
        ("smart", 1, 5),
        ("green", 2, 8),
        ("connected", 3, 2),
        ("social", 4, 6),
        ("citizens", 5, 2),
        ("governance", 6, 6),
    ]
    assert Topic.objects.sub_topics().count() == 29


def test_address_of_a_hub_and_of_a_sub_topic():
    hub, objective = Topic.objects.get(code="PO1"), Topic.objects.get(code="RSO1.3")

    assert hub.get_absolute_url() == "/topics/smart/"
    assert objective.get_absolute_url() == "/topics/smart/rso1-3/"
    assert objective.hub == hub


@pytest.mark.parametrize(
    ("code", "continued_by"),
    [
        ("TO1", ["RSO1.1"]),
        ("2.1", ["RSO1.3"]),
        ("TO4", ["RSO2.1"]),
        ("4.1", ["RSO2.7", "RSO4.6"]),
        ("TO6", ["RSO2.6", "RSO2.7", "RSO4.6"]),
    ],
)
def test_topics_of_2014_lead_to_what_continues_them(code, continued_by):
    topic = Topic.objects.get(code=code)

    assert [each.code for each in topic.maps_to.order_by("code")] == continued_by


def test_missing_topics_come_back_and_own_words_stay():
    Topic.objects.filter(code="RSO1.5").delete()
    Topic.objects.filter(code="PO1").update(name="Clever")

    load_if_missing(using="default")

    assert Topic.objects.get(code="RSO1.5").parent.name == "Clever"
    assert Topic.objects.count() == 45


def test_a_second_look_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        load_if_missing(using="default")


def test_each_hub_says_in_one_sentence_what_it_is_about():
    assert [hub.slug for hub in data.HUBS if hub.description.count(".") != 1] == []


def test_own_words_are_shown_as_they_are():
    topic = Topic(name="Clever", description="")

    with override("en"):
        assert (topic.label, topic.summary) == ("Clever", "")


def test_a_topic_covers_its_sub_topics_and_what_it_continues():
    smart = Topic.objects.get(code="PO1")

    codes = [topic.code for topic in Topic.objects.covered_by(smart).order_by("code")]

    assert codes == [
        "1.1", "1.2", "2.1", "PO1", "RSO1.1", "RSO1.2", "RSO1.3", "RSO1.4", "RSO1.5", "TO1", "TO3",
    ]  # fmt: skip
