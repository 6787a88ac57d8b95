import pytest

from ponte.practices.models import Practice
from ponte.practices.templatetags.practices import (
    host,
    light_text,
    practice_cards_in_region,
    practice_cards_in_regions,
    practice_cards_of_project,
    practice_cards_on_topic,
)
from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.factories.practices import make_practice
from tests.factories.projects import make_project


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        (None, ""),
        ("One.", "<p>One.</p>"),
        ("One.\ntwo", "<p>One.<br>two</p>"),
        ("One.\r\n\r\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("First:\n- a\n* b\nLast.", "<p>First:</p>\n<ul><li>a</li><li>b</li></ul>\n<p>Last.</p>"),
        ("<b>&", "<p>&lt;b&gt;&amp;</p>"),
        ("- <i>", "<ul><li>&lt;i&gt;</li></ul>"),
    ],
)
def test_light_text_becomes_paragraphs_and_lists(text, html):
    made = light_text(text)

    assert made == html


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.example.org/a?b", "example.org"),
        ("http://data.example.org", "data.example.org"),
    ],
)
def test_a_link_is_named_after_its_host(url, name):
    made = host(url)

    assert made == name


@pytest.mark.django_db
def test_cards_of_a_region_take_what_lies_below():
    make_practice(title="In it", region=Region.objects.get(code="ES511"))
    make_practice(title="Elsewhere", region=Region.objects.get(code="ES61"))
    make_practice(title="Draft", region=Region.objects.get(code="ES51"), state="draft")

    cards = practice_cards_in_region(Region.objects.get(code="ES51"))

    assert ([practice.title for practice in cards.practices], cards.total) == (["In it"], 1)


@pytest.mark.django_db
def test_cards_on_a_topic_take_its_sub_topics_and_what_it_continues():
    older = Topic.objects.filter(period="2014-2020", maps_to__code="RSO1.3").first()
    make_practice(title="A", topics=[Topic.objects.get(slug="smart")])
    make_practice(title="B", topics=[Topic.objects.get(code="RSO1.3")])
    make_practice(title="C", topics=[older])
    make_practice(title="D", topics=[Topic.objects.get(slug="green")])

    cards = practice_cards_on_topic(Topic.objects.get(slug="smart"))

    assert sorted(practice.title for practice in cards.practices) == ["A", "B", "C"]
    assert cards.total == 3


@pytest.mark.django_db
def test_cards_of_a_project_are_counted_beyond_those_shown(django_assert_num_queries):
    project = make_project()
    place = Region.objects.get(code="ES51")
    smart = Topic.objects.get(slug="smart")
    for number in range(3):
        make_practice(title=f"{number}", project=project, region=place, topics=[smart])

    with django_assert_num_queries(4):
        cards = practice_cards_of_project(project, limit=2)
        shown = [
            (practice.hub.slug, practice.region.portrait.code, practice.region.country_label)
            for practice in cards.practices
        ]

    assert cards.total == 3
    assert shown == [("smart", "ES51", "Spain")] * 2
    assert isinstance(cards.practices[0], Practice)


@pytest.mark.django_db
def test_cards_of_several_regions_are_the_newest_of_all(django_assert_num_queries):
    for title, code in (("A", "ES511"), ("B", "UKN0"), ("C", "UKN10"), ("D", "FR10")):
        make_practice(title=title, region=Region.objects.get(code=code))
    regions = list(Region.objects.filter(code__in=["ES51", "UKN0", "AT11"]))

    with django_assert_num_queries(3):
        cards = practice_cards_in_regions(regions, limit=2)

    assert ([practice.title for practice in cards.practices], cards.total) == (["C", "B"], 3)


@pytest.mark.django_db
def test_cards_of_no_regions_are_none(django_assert_num_queries):
    make_practice(region=Region.objects.get(code="ES51"))

    with django_assert_num_queries(0):
        cards = practice_cards_in_regions([])

    assert (cards.practices, cards.total) == ([], 0)
