import pytest
from django.contrib.auth import get_user_model

from ponte.dashboard.chosen import practices_for
from ponte.practices.models import Practice
from ponte.regions.actions import compute_similarity
from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.factories.likeness import make_structure
from tests.factories.practices import make_practice


@pytest.fixture
def member(db):
    return get_user_model().objects.create_user("marta@example.org")


def place(code):
    return Region.objects.get(code=code)


def on(*codes):
    return list(Topic.objects.filter(code__in=codes))


def titles(member, **options):
    return [practice.title for practice in practices_for(member, **options)]


def test_without_region_and_topics_nothing_is_chosen(member):
    make_practice(title="Anything", topics=on("RSO1.3"))

    assert titles(member) == []


def test_only_published_practices_on_the_members_topics_are_chosen(member):
    member.topics.set(on("RSO1.3"))
    make_practice(title="Other topic", topics=on("RSO2.6"))
    make_practice(title="Draft", topics=on("RSO1.3"), state=Practice.State.DRAFT)
    make_practice(title="Mine", topics=on("RSO1.3"), author=member)
    make_practice(title="Fits", topics=on("RSO1.3"))

    assert titles(member) == ["Fits"]


def test_a_hub_of_the_member_includes_its_sub_topics(member):
    member.topics.set([Topic.objects.get(slug="smart")])
    make_practice(title="Fits", topics=on("RSO1.3"))

    assert titles(member) == ["Fits"]


@pytest.mark.parametrize("home", ["AT11", "AT111"], ids=["region", "district"])
def test_regions_like_the_members_come_first_and_their_own_never(member, home):
    make_structure()
    compute_similarity()
    member.region = place(home)
    member.topics.set(on("RSO1.3"))
    make_practice(title="Alike", topics=on("RSO1.3"), region=place("HU22"))
    make_practice(title="At home", topics=on("RSO1.3"), region=place(home))
    make_practice(title="Far, newer", topics=on("RSO1.3"), region=place("FI1D7"))

    assert titles(member) == ["Alike", "Far, newer"]
    assert titles(member, number=1) == ["Alike"]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_practices(member, number, django_assert_num_queries):
    member.topics.set(on("RSO1.3"))
    for place_in_row in range(number):
        make_practice(title=f"Practice {place_in_row}", topics=on("RSO1.3"))

    with django_assert_num_queries(5):
        practices_for(member)
