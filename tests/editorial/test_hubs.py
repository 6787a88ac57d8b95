"""What editors put first on the page of a topic, and what they hide there."""

import pytest
from django.db import IntegrityError

from ponte.editorial.models import Hub, Pick
from ponte.editorial.templatetags.editorial import picks_of
from ponte.practices.models import Practice
from ponte.topics.models import Topic
from tests.factories.articles import make_news, make_solution
from tests.factories.practices import make_practice

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
