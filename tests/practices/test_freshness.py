"""A practice has a day to be looked at again: a mail asks, one press confirms, else it is old."""

import time
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.core import mail, signing
from django.urls import reverse
from django.utils import timezone

from ponte import search
from ponte.activity.models import Entry
from ponte.core import nightly
from ponte.notifications.models import Notification
from ponte.practices.judging import freshness
from ponte.practices.models import Practice
from tests.factories.community import make_member
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """Move the site's clock to noon of a day."""

    def move(day):
        now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: now)

    move(date(2027, 6, 1))
    return move


@pytest.fixture
def author():
    return make_member(first_name="Ana")


@pytest.fixture
def practice(author, clock):
    return make_practice(title="Early warning", author=author, review_by=date(2028, 3, 1))


def run_nightly():
    """Carry out the job of the night; its line."""
    (outcome,) = nightly.run(["freshness"])
    assert outcome.ok, outcome.said
    return outcome.said


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 3, 1), date(2028, 3, 1)),
        (date(2024, 2, 29), date(2026, 2, 28)),
        (date(2026, 2, 28), date(2028, 2, 28)),
    ],
)
def test_two_years_lie_between_two_looks(day, due):
    assert freshness.next_review(day) == due


def test_after_25_months_label_rank_and_mail_change(client, clock, practice, author, indexed):
    make_practice(title="Early warning in other words", review_by=date(2030, 1, 1))
    indexed()
    text = search.SearchQuery("warning")
    before = [hit.title for hit in search.query(text).hits]
    run_nightly()
    asked_before = Notification.objects.filter(recipient=author).count()

    clock(date(2028, 4, 1))
    run_nightly()
    indexed()

    page = client.get(practice.get_absolute_url()).content.decode()
    cards = client.get("/practices/").content.decode()
    after = [hit.title for hit in search.query(text).hits]
    told = Notification.objects.get(recipient=author)
    assert (before, after) == (
        ["Early warning", "Early warning in other words"],
        ["Early warning in other words", "Early warning"],
    )
    assert asked_before == 0
    assert told.text.startswith("Nobody has looked at “Early warning” by")
    assert [each.to for each in mail.outbox] == [[author.email]]
    assert "It should have been looked at by" in page
    assert cards.count("Not confirmed lately") == 1


def test_those_who_run_it_are_asked_once_before_and_once_when_it_is_old(clock, practice, author):
    days = [date(2028, 1, 30), date(2028, 1, 31), date(2028, 2, 15), date(2028, 3, 1)]
    days += [date(2028, 3, 2), date(2028, 3, 3)]
    told = []
    for day in days:
        clock(day)
        run_nightly()
        told.append(Notification.objects.filter(recipient=author).count())

    assert told == [0, 1, 1, 1, 2, 2]


def test_one_press_from_the_mail_confirms_without_a_sign_in(client, clock, practice, author):
    clock(date(2028, 2, 10))
    run_nightly()
    address = Notification.objects.get(recipient=author).url

    looked = client.get(address)
    practice.refresh_from_db()
    after_a_look = practice.review_by
    client.post(address)

    practice.refresh_from_db()
    assert (looked.status_code, after_a_look) == (200, date(2028, 3, 1))
    assert (practice.review_by, practice.confirmed_at.date()) == (
        date(2030, 2, 10),
        date(2028, 2, 10),
    )
    assert Notification.objects.get(recipient=author).settled_at is not None
    assert "Thank you." in client.get(address).content.decode()


def link_to(member, practice):
    return reverse("practices:still_valid", args=[freshness.make_token(practice, member)])


def test_the_log_names_whom_the_link_was_sent_to(client, clock, practice, author):
    client.post(link_to(author, practice))

    (entry,) = Entry.objects.about(practice)
    assert (entry.actor, entry.verb) == (author, "confirm-by-link")
    assert entry.detail == {"review_by": "2029-06-01"}


def test_what_opens_links_to_look_at_them_confirms_nothing(client, clock, practice, author):
    for look in (client.get, client.head):
        assert look(link_to(author, practice)).status_code == 200

    practice.refresh_from_db()
    assert practice.confirmed_at is None
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(("days", "status"), [(119, 200), (121, 404)])
def test_a_link_expires(client, practice, author, monkeypatch, days, status):
    address = link_to(author, practice)
    later = SimpleNamespace(time=lambda: time.time() + days * 24 * 60 * 60)

    monkeypatch.setattr(signing, "time", later)

    assert client.get(address).status_code == status


@pytest.mark.parametrize("change", [{"author": None}, {"is_active": False}])
def test_a_link_serves_only_while_its_reader_runs_the_practice(client, practice, author, change):
    address = link_to(author, practice)
    changed = author if "is_active" in change else practice
    type(changed).objects.filter(pk=changed.pk).update(**change)

    assert client.post(address).status_code == 404
    practice.refresh_from_db()
    assert practice.confirmed_at is None


def test_each_author_has_a_link_of_their_own(client, clock, practice, author):
    mate = make_member(first_name="Max")
    practice.co_authors.add(mate)
    clock(date(2028, 2, 10))

    run_nightly()

    links = dict(Notification.objects.values_list("recipient", "url"))
    assert set(links) == {author.pk, mate.pk}
    client.post(links[mate.pk])
    assert Entry.objects.about(practice).get().actor == mate


def test_an_old_link_does_nothing_twice(client, clock, practice, author):
    address = link_to(author, practice)
    client.post(address)

    clock(date(2027, 8, 1))
    client.post(address)

    practice.refresh_from_db()
    assert practice.review_by == date(2029, 6, 1)


@pytest.mark.parametrize(
    "token",
    ["nonsense", signing.dumps([1, "2028-03-01", 1], salt="other")],
    ids=["nonsense", "other salt"],  # the token tells the time: another name in every worker
)
def test_a_forged_link_says_so(client, practice, token):
    response = client.post(reverse("practices:still_valid", args=[token]))

    assert response.status_code == 404
    practice.refresh_from_db()
    assert practice.confirmed_at is None


def test_the_button_on_the_page_is_for_those_who_run_it(client, practice, author):
    address = reverse("practices:confirm", args=[practice.slug])
    client.force_login(make_member())
    refused = client.post(address)
    client.force_login(author)

    client.post(address)

    practice.refresh_from_db()
    assert refused.status_code == 403
    assert practice.review_by == date(2029, 6, 1)


def test_a_record_without_a_date_gets_one_and_two_months_at_least(clock):
    make_practice(title="Old", published_at=datetime(2021, 5, 4, tzinfo=UTC))
    make_practice(title="New", published_at=datetime(2026, 1, 2, tzinfo=UTC))
    make_practice(title="Draft", state="draft")

    run_nightly()

    dates = dict(Practice.objects.values_list("title", "review_by"))
    assert dates == {"Old": date(2027, 7, 31), "New": date(2028, 1, 2), "Draft": None}


def test_a_record_that_nobody_runs_disturbs_nobody(clock):
    make_practice(review_by=date(2026, 1, 1))

    assert run_nightly().split(",")[1] == " 0 members asked"
