"""Following, and what is told about what is followed."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import IntegrityError, transaction
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from ponte import search
from ponte.core import nightly
from ponte.core.personal import holdings
from ponte.events import states
from ponte.events.models import Event
from ponte.following import actions, news, searches
from ponte.following.models import Follow
from ponte.notifications.models import Notification
from ponte.regions.models import Region
from ponte.search.documents import SearchUnavailable
from ponte.topics.models import Topic
from tests.factories.articles import make_news, make_solution
from tests.factories.community import make_member as make_staff
from tests.factories.events import make_event
from tests.factories.members import make_member
from tests.factories.practices import make_practice
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make_member("ana@people.example", first_name="Ana", last_name="Kos")


def published(title="Mentors for firms", **fields):
    now = timezone.now()
    return make_practice(**{"title": title, "state": "validated", "published_at": now, **fields})


def headlines(member):
    return [each.headline for each in Notification.objects.filter(recipient=member)]


def follow(member, **fields):
    return actions.follow(member=member, fields=fields)


def post(client, kind, key, **more):
    return client.post(reverse("following:switch"), {"kind": kind, "key": key, **more})


@pytest.mark.parametrize("kind", ["topic", "region", "project", "person", "search"])
def test_a_new_practice_is_told_once_to_who_follows_where_it_belongs(ana, kind, indexed):
    author, project = make_member(), make_project()
    topic = Topic.objects.get(code="RSO1.3")
    region = Region.objects.get(code="ES511")
    followed = {
        "topic": topic.parent,
        "region": region.parent,
        "project": project,
        "person": author,
        "search": "/practices/?topic=smart",
    }
    follow(ana, **{kind: followed[kind]})
    published(topics=[topic], region=region, project=project, author=author)
    published("Elsewhere", topics=[Topic.objects.get(code="RSO2.1")])

    indexed()

    counts = [news.tell(), news.tell()]

    assert counts == [1, 0]
    assert headlines(ana) == ["New good practice: Mentors for firms"]


def test_what_is_older_than_the_following_and_drafts_are_not_told(ana):
    topic = Topic.objects.get(slug="smart")
    published(topics=[topic], published_at=timezone.now() - timedelta(days=1))
    make_practice(title="Draft", state="draft", topics=[topic])
    follow(ana, topic=topic)

    assert news.tell() == 0


def test_who_follows_two_things_hears_of_one_practice_once(ana):
    topic, author = Topic.objects.get(slug="smart"), make_member()
    follow(ana, topic=topic)
    follow(ana, person=author)
    published(topics=[topic], author=author)

    news.tell()

    assert len(headlines(ana)) == 1


def test_of_a_practice_results_and_trials_are_told(ana):
    practice = published()
    follow(ana, practice=practice)
    practice.evidence_entries.create(measured="40 firms saved", added_by=make_member())
    practice.adoptions.create(
        region=Region.objects.get(code="PL91"), reporter=make_member(), year=2023,
        result="failed", answered_at=timezone.now(), answered_by=make_member(),
    )  # fmt: skip

    news.tell()

    assert min(headlines(ana)) == "New result: 40 firms saved"
    assert len(headlines(ana)) == 2


def test_a_new_project_is_told(ana):
    topic = Topic.objects.get(slug="smart")
    follow(ana, topic=topic)
    make_project(title="Firms that learn").topics.add(topic)

    news.tell()

    assert headlines(ana) == ["New project: Firms that learn"]


def announced(title, **fields):
    event = make_event(title=title, state="draft", **fields)
    return states.move(event=event, step="announce", actor=make_staff(roles=["secretariat"]))


def test_news_solutions_and_events_are_told_once_whatever_leads_to_them(ana, indexed):
    topic, region, project = (
        Topic.objects.get(slug="smart"),
        Region.objects.get(code="ES51"),
        make_project(),
    )
    make_event(title="Announced long ago", topics=["smart"], project=project)
    for kind, target in {"topic": topic, "region": region, "project": project}.items():
        follow(ana, **{kind: target})
    places = {"topics": ["RSO1.3"], "regions": ["ES511"]}
    make_news(title="Sensors arrived", project=project, **places)
    make_solution(title="What we learned of sensors", projects=[project], **places)
    announced("Sensors for firms", topics=["smart"], project=project, region=region)
    make_news(title="Sensors elsewhere", topics=["RSO2.1"], live=False)
    indexed()
    followers = {
        address: make_member()
        for address in (
            "/news/?q=sensors", "/solutions/?topic=smart", "/events/?q=sensors",
            "/search/?q=sensors", "/search/?kind=event&q=sensors",
        )
    }  # fmt: skip
    yesterday = timezone.now() - timedelta(days=1)
    for address, member in followers.items():
        follow(member, search=searches.read(address).address)
    Follow.objects.update(created_at=yesterday, told_until=yesterday)

    counts = [news.tell(), news.tell()]

    assert counts == [6, 0]
    event = f"New event on {date_format(Event.objects.latest('pk').local_start)}: Sensors for firms"
    solution = "New policy solution: What we learned of sensors"
    assert sorted(headlines(ana)) == sorted(["News: Sensors arrived", event, solution])
    assert [sorted(headlines(member)) for member in followers.values()] == [
        ["News: Sensors arrived"],
        [solution],
        [event],
        sorted(["News: Sensors arrived", event, solution]),
        [event],
    ]


def test_a_search_that_could_not_be_asked_is_asked_the_next_night(ana, monkeypatch):
    def away(*_asked):
        raise SearchUnavailable

    follow(ana, search="/search/?q=mentors")
    follow(ana, topic=Topic.objects.get(slug="smart"))
    published(topics=[Topic.objects.get(slug="smart")])
    before = ana.follows.exclude(search="").get().told_until
    monkeypatch.setattr(search, "object_ids", away)

    assert news.tell() == 1
    assert ana.follows.exclude(search="").get().told_until == before


def test_what_is_new_joins_the_one_digest_of_the_night(ana):
    for slug in ("smart", "green"):
        topic = Topic.objects.get(slug=slug)
        follow(ana, topic=topic)
        published(f"A practice of {slug}", topics=[topic])

    ran = [outcome.name for outcome in nightly.run(["following", "digests"]) if outcome.ok]
    week = timezone.now() - timedelta(days=8)
    Notification.objects.update(created_at=week)
    list(nightly.run(["digests"]))

    assert ran == ["following", "digests"]
    assert list(nightly.jobs).index("following") < list(nightly.jobs).index("digests")
    (digest,) = mail.outbox
    assert "A practice of smart" in digest.body
    assert "A practice of green" in digest.body


def test_one_question_is_asked_of_a_thing_whoever_follows_it(django_assert_max_num_queries):
    topic = Topic.objects.get(slug="smart")
    for _ in range(5):
        follow(make_member(), topic=topic)

    with django_assert_max_num_queries(11):
        news.tell()


def test_the_button_switches_and_leads_back(client, ana):
    client.force_login(ana, "allauth.account.auth_backends.AuthenticationBackend")
    topic = Topic.objects.get(slug="smart")

    back = post(client, "topic", topic.pk, next="/topics/smart/")
    page = client.get("/topics/smart/").content.decode()
    listed = client.get(reverse("following:index")).content.decode()
    post(client, "topic", topic.pk, stop="1", next="https://evil.example/")

    assert back.url == "/topics/smart/"
    assert "Stop following" in page
    assert topic.label in listed
    assert not Follow.objects.exists()


def test_nobody_is_led_to_another_site(client, ana):
    client.force_login(ana, "allauth.account.auth_backends.AuthenticationBackend")

    back = post(client, "topic", Topic.objects.first().pk, next="https://evil.example/")

    assert back.url == reverse("following:index")


def test_what_is_not_public_cannot_be_followed(client, ana):
    client.force_login(ana, "allauth.account.auth_backends.AuthenticationBackend")
    draft = make_practice(title="Draft", state="draft")

    tried = [
        ("practice", draft.pk),
        ("person", ana.handle),
        ("person", "nobody"),
        ("secret", 1),
        ("search", "/practices/"),
        ("search", "https://evil.example/practices/?q=a"),
    ]

    assert {post(client, *each).status_code for each in tried} == {404}


def test_the_same_search_is_followed_once(ana):
    for address in ("/practices/?q=shops&page=3", "/practices/?q=shops&sort=title&x=1"):
        follow(ana, search=searches.read(address).address)

    assert [each.search for each in ana.follows.all()] == ["/practices/?q=shops"]


def test_a_row_is_about_one_thing(ana):
    topic = Topic.objects.first()
    for fields in ({}, {"topic": topic, "search": "/practices/?q=a"}, {"person": ana}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Follow.objects.create(member=ana, **fields)


def test_a_visitor_is_led_to_the_sign_in_without_a_query(django_assert_num_queries):
    request = RequestFactory().get("/topics/smart/")
    request.user = AnonymousUser()
    topic = Topic.objects.get(slug="smart")
    template = Template('{% load following %}{% follow_button "topic" topic %}')

    with django_assert_num_queries(0):
        button = template.render(Context({"request": request, "topic": topic}))

    assert 'href="/account/login/?next=/topics/smart/"' in button


def test_following_is_told_and_erased_with_the_account():
    names = [holding.name for holding in holdings if holding.model is Follow]

    assert names == ["following.Follow.member", "following.Follow.person"]
