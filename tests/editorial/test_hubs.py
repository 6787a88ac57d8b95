"""What editors put first on the page of a topic, and what they hide there."""

import pytest
from django.db import IntegrityError

from ponte.community.models import Role
from ponte.editorial.models import Hub, Part, Pick
from ponte.editorial.templatetags.editorial import picks_of
from ponte.practices.models import Practice
from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.factories.articles import make_news, make_solution
from tests.factories.events import make_event
from tests.factories.members import make_member
from tests.factories.practices import make_practice
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def smart():
    return Topic.objects.get(code="PO1")


@pytest.fixture
def hub(smart):
    return Hub.objects.create(topic=smart, introduction="Begin here.")


def pick(hub, **record):
    return Pick.objects.create(hub=hub, sort_order=hub.picks.count(), **record)


def test_a_topic_gathers_by_itself(client):
    make_practice(title="Practice", topics=Topic.objects.filter(code="RSO1.3"))
    make_solution(title="Solution", topics=["RSO1.3"])
    make_news(title="News item", topics=["PO1"])
    make_news(title="Elsewhere", topics=["PO2"])

    html = client.get("/topics/smart/").content.decode()

    assert all(words in html for words in ("Practice", "Solution", "News item"))
    assert "Elsewhere" not in html
    assert "Chosen by the editors" not in html


def test_what_is_chosen_comes_first_in_its_order_and_only_there(client, hub):
    of_smart = Topic.objects.filter(code="RSO1.3")
    one, two = (make_practice(title=each, topics=of_smart) for each in ("One", "Two"))
    solution = make_solution(title="Solution", topics=["RSO1.3"])
    for record in ({"practice": two}, {"article": solution}, {"practice": one}):
        pick(hub, **record)

    html = client.get("/topics/smart/").content.decode()

    assert "Begin here." in html
    assert picks_of(hub.topic).practices == [two, one]
    assert [html.count(f">{each}</a>") for each in ("One", "Two", "Solution")] == [1, 1, 1]
    assert "<dd>2</dd>" in html


def test_what_is_hidden_is_not_on_the_page(client, hub):
    practice = make_practice(title="Not here", topics=Topic.objects.filter(code="RSO1.3"))
    pick(hub, practice=practice, is_hidden=True)

    assert "Not here" not in client.get("/topics/smart/").content.decode()


def test_the_page_gathers_events_people_and_regions(client):
    of_smart = Topic.objects.get(code="RSO1.3")
    make_event(title="To come", topics=["smart"])
    make_event(title="Long over", topics=["smart"], days=-10)
    make_event(title="Of others", topics=["green"])
    make_practice(topics=[of_smart], region=Region.objects.get(code="ES51"))
    make_project(topics=["RSO1.3"], regions=["LV00"])
    open_to_all = {"visibility": {"name": "everyone", "topics": "everyone"}}
    make_member(email="o@x.eu", last_name="Openly", **open_to_all).topics.set([of_smart])
    make_member(email="q@x.eu", last_name="Quietly", listed=False, **open_to_all).topics.set(
        [of_smart]
    )
    make_member(email="m@x.eu", last_name="Memberly").topics.set([of_smart])
    expert = make_member(email="e@x.eu", last_name="Expertly", visibility={"name": "everyone"})
    expert.role_grants.create(role=Role.EXPERT).topics.set([of_smart])

    html = client.get("/topics/smart/").content.decode()
    client.force_login(expert)
    for_members = client.get("/topics/smart/").content.decode()

    assert ["To come" in html, "Long over" in html, "Of others" in html] == [True, False, False]
    assert ["Cataluña" in html, "Latvija" in html] == [True, True]
    assert [f"{name}ly</strong>" in html for name in ("Open", "Quiet", "Member", "Expert")] == [
        True, False, False, True,
    ]  # fmt: skip
    assert "Memberly</strong>" in for_members
    assert html.index("Expertly") < html.index("Openly")
    assert "/people/?topic=smart" in html
    assert "/newsletter/subscribe/?topic=smart" in html


def test_number_of_queries_does_not_grow(client, django_assert_num_queries):
    def fill(number):
        make_event(topics=["smart"], region=Region.objects.get(code="ES51"))
        make_practice(
            title=f"{number}",
            topics=Topic.objects.filter(code="RSO1.3"),
            region=Region.objects.filter(level=2)[number],
        )
        make_project(acronym=f"P{number}", topics=["RSO1.3"], regions=["ES51"])
        make_solution(title=f"S{number}", topics=["PO1"], regions=["LV00"])
        make_news(title=f"N{number}", topics=["PO1"], regions=["LV00"])
        person = make_member(email=f"{number}@x.eu", visibility={"name": "everyone"})
        person.role_grants.create(role=Role.EXPERT)

    fill(0)
    client.get("/topics/smart/")
    with django_assert_num_queries(QUERIES):
        client.get("/topics/smart/")
    for number in range(1, 4):
        fill(number)
    with django_assert_num_queries(QUERIES):
        client.get("/topics/smart/")


QUERIES = 37


def test_parts_are_moved_and_left_out(client, hub):
    event = make_event(title="Chosen event", topics=["smart"])
    make_event(title="Later event", topics=["smart"], days=20)
    make_solution(title="Solution", topics=["PO1"])
    make_news(title="News item", topics=["PO1"])
    pick(hub, event=event)
    Part.objects.create(hub=hub, name="projects", sort_order=0, is_hidden=True)
    Part.objects.create(hub=hub, name="solutions", sort_order=1)
    Part.objects.create(hub=hub, name="advice", sort_order=2)
    make_project(title="Hidden with its part", topics=["PO1"])

    html = client.get("/topics/smart/").content.decode()

    assert "Hidden with its part" not in html
    assert html.count(">Chosen event</a>") == 1
    places = [html.index(f'id="{part}"') for part in ("chosen", "solutions", "practices")]
    beside = [html.index(f'id="{part}"') for part in ("advice", "events", "news")]
    assert (places, beside) == (sorted(places), sorted(beside))


def test_what_is_not_public_is_not_shown(hub):
    practice = make_practice(title="Draft", state=Practice.State.DRAFT)
    page = make_solution(title="Gone")
    pick(hub, practice=practice)
    pick(hub, article=page)
    page.specific.unpublish()

    picks = picks_of(hub.topic)
    assert (picks.practices, picks.articles) == ([], [])


@pytest.mark.parametrize("number", [0, 2])
def test_a_pick_is_of_one_record(hub, number):
    records = {"practice": make_practice(), "article": make_news()} if number else {}

    with pytest.raises(IntegrityError):
        pick(hub, **records)
