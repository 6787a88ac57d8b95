import re
from datetime import UTC, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from ponte.community.models import RoleGrant
from ponte.core import due
from ponte.core.due import Due, Sent
from ponte.dashboard.views import greeting

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.fixture
def member(db):
    return get_user_model().objects.create_user("marta@example.org", first_name="Marta")


@pytest.fixture
def marta(client, member):
    client.force_login(member)
    return client


@pytest.fixture
def given(monkeypatch):
    """A callable that makes these what is due and what was sent."""

    def give(due_entries=(), sent_entries=()):
        monkeypatch.setattr(due, "due_providers", [lambda member: due_entries])
        monkeypatch.setattr(due, "sent_providers", [lambda member: sent_entries])

    give()
    return give


def in_days(days, label="Judge the practice"):
    day = timezone.localdate() + timedelta(days=days)
    return Due(label=label, url="/review/7/", kind="Review", due_on=day)


def sent_entries(number):
    return [
        Sent(
            label=f"Practice {n}",
            url=f"/practices/{n}/",
            state_label="expert review",
            changed_at=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=n),
            waiting_for="two experts",
        )
        for n in range(number)
    ]


def words(response):
    """The main part of a page as text, its spaces put in order."""
    main = response.content.decode().split("<main", 1)[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", "<" + main)).split())


def test_visitors_sign_in_first(client, db):
    response = client.get("/dashboard/")

    assert response.status_code == 302
    assert response.headers["Location"].endswith("?next=/dashboard/")


def test_nothing_due_is_said_and_a_first_step_offered(marta, given):
    page = words(marta.get("/dashboard/"))

    assert "Nothing is due from you." in page
    assert "You have sent nothing yet." in page
    assert "Say which region and which topics are yours" in page


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-1, "1 day late"),
        (-3, "3 days late"),
        (0, "today"),
        (1, "1 day left"),
        (12, "12 days left"),
    ],
)
def test_a_task_says_how_much_time_is_left(marta, given, days, said):
    given([in_days(days)])

    assert "Judge the practice Review by" in words(marta.get("/dashboard/"))
    assert said in words(marta.get("/dashboard/"))


def test_the_head_counts_what_is_due_and_late(marta, given):
    given([in_days(-2), in_days(-1), in_days(4)])

    assert "3 things are due from you. 2 are late." in words(marta.get("/dashboard/"))


def test_what_was_sent_says_its_state_and_who_acts_next(marta, given):
    given((), sent_entries(1))

    page = words(marta.get("/dashboard/"))

    assert "Practice 0 Waiting for: two experts 1 March 2026 expert review" in page


def test_long_lists_are_cut_and_lead_to_all(marta, given):
    given([in_days(n, f"Task {n:02}") for n in range(30)], sent_entries(9))

    page = words(marta.get("/dashboard/"))

    assert "Task 07" in page
    assert "Task 08" not in page
    assert "See all 30" in page
    assert "See all 9" in page


@pytest.mark.parametrize("address", ["/dashboard/due/", "/dashboard/sent/"])
def test_full_lists_go_on_over_pages(marta, given, address):
    given([in_days(n, f"Entry {n:02}") for n in range(30)], [
        Sent(label=entry.label.replace("Practice", "Entry"), url="/", state_label="",
             changed_at=entry.changed_at)
        for entry in sent_entries(30)
    ])  # fmt: skip

    first, second = words(marta.get(address)), words(marta.get(address, {"page": 2}))

    assert (first.count("Entry "), second.count("Entry ")) == (25, 5)


@pytest.mark.parametrize(
    ("roles", "sees"), [([], False), (["committee"], False), (["expert"], True)]
)
def test_only_who_reviews_is_led_to_reviews(marta, member, given, roles, sees):
    for role in roles:
        RoleGrant.objects.create(member=member, role=role)

    page = words(marta.get("/dashboard/"))

    assert ("Reviews" in page) is sees


def test_who_decides_is_not_asked_to_describe_a_practice(marta, member, given):
    RoleGrant.objects.create(member=member, role="committee")

    page = words(marta.get("/dashboard/"))

    assert "You have sent nothing." in page
    assert "Describe a practice" not in page


@pytest.mark.parametrize("tasks", [1, 3])
def test_queries_do_not_grow_with_the_lists(marta, given, tasks, django_assert_num_queries):
    given([in_days(n) for n in range(tasks)], sent_entries(tasks))

    with django_assert_num_queries(6):
        marta.get("/dashboard/")


@pytest.mark.parametrize(
    ("hour", "said"),
    [(6, "Good morning, Marta"), (12, "Good afternoon, Marta"), (18, "Good evening, Marta")],
)
def test_the_greeting_fits_the_hour(member, monkeypatch, hour, said):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 3, 1, hour, tzinfo=BRUSSELS))

    assert greeting(member) == said


def test_without_a_first_name_nobody_is_called_wrongly(member):
    member.first_name = ""

    assert greeting(member) == "Welcome back"


def test_no_other_member_reads_the_page_from_a_cache(marta, given):
    response = marta.get("/dashboard/")

    assert "private" in response.headers["Cache-Control"]
