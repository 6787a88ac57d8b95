"""Accounts that nobody uses close, after two mails."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from ponte.activity.models import Entry
from ponte.community.models import Member
from ponte.core import retention
from tests.factories.community import grant_role, make_member

pytestmark = pytest.mark.django_db

KEPT = 100


@pytest.fixture(autouse=True)
def _kept_for(settings):
    settings.RETENTION = {**settings.RETENTION, "unused": KEPT}


@pytest.fixture
def night(monkeypatch):
    """Run the nightly job so many days from now."""
    today = timezone.now()

    def run(days):
        monkeypatch.setattr(timezone, "now", lambda: today + timedelta(days=days))
        mail.outbox.clear()
        retention.carry_out()
        return [(sent.to, sent.subject) for sent in mail.outbox]

    return run


def used(days_ago, **fields):
    """A member who signed in so many days ago."""
    when = timezone.now() - timedelta(days=days_ago)
    return make_member(last_login=when, date_joined=when, **fields)


def is_open(member):
    return Member.objects.present().filter(pk=member.pk).exists()


def said_on(days):
    day = timezone.localdate() + timedelta(days=days)
    return f"Your account at Ponte closes on {day:%-d %B %Y}"


def test_two_mails_name_the_day_and_then_the_account_is_erased(night):
    member = used(KEPT - 30 + 1)
    expected = [([member.email], said_on(30))]

    told = {day: subjects for day in range(32) if (subjects := night(day))}

    assert told == {0: expected, 23: expected}
    member.refresh_from_db()
    assert (is_open(member), member.first_name, member.closing_mails) == (False, "", 0)
    assert [entry.verb for entry in Entry.objects.about(member)] == ["erase"]


def test_on_the_day_before_the_account_is_open(night):
    member = used(KEPT - 30 + 1)

    for day in (0, 23, 29):
        night(day)

    assert is_open(member)
    night(30)
    assert not is_open(member)


def test_the_mail_says_since_when_and_how_to_keep_the_account(night):
    member = used(KEPT, interface_language="en")

    night(0)

    (sent,) = mail.outbox
    for text in (sent.body, sent.alternatives[0].content):
        assert f"since {timezone.localdate(member.last_login):%-d %B %Y}" in text
        assert "not used for 100 days" in text
        assert "/account/login/" in text


@pytest.mark.parametrize("nights", [(0,), (0, 23)])
def test_who_signs_in_keeps_the_account_and_is_told_again_another_time(night, nights):
    member = used(KEPT - 29)
    for day in nights:
        night(day)
    Member.objects.filter(pk=member.pk).update(last_login=timezone.now())

    night(31)
    member.refresh_from_db()

    assert (is_open(member), member.closes_on, member.closing_mails) == (True, None, 0)
    # Four days after: so long before the day nobody is told.
    assert night(nights[-1] + KEPT - 31) == []
    assert night(nights[-1] + KEPT - 29) == [([member.email], said_on(30))]


def test_nobody_is_erased_without_having_been_told(night):
    long_gone = used(10 * KEPT)

    for day in (0, 29, 35):  # the second mail comes six days late, so the day moves
        night(day)

    assert is_open(long_gone)
    night(36)
    assert not is_open(long_gone)


def test_mails_of_long_ago_do_not_count(night):
    member = used(10 * KEPT)
    night(0)
    night(23)

    assert night(200) == [([member.email], said_on(30))]
    assert is_open(member)


@pytest.mark.parametrize("role", ["expert", "contact_point", "secretariat", "administrator"])
def test_whoever_has_a_role_stays(night, role):
    member = used(KEPT)
    night(0)
    grant_role(member, role)

    for day in (23, 30, 60):
        night(day)

    assert is_open(member)


@pytest.mark.parametrize("field", ["is_staff", "is_superuser"])
def test_staff_stays(night, field):
    member = used(10 * KEPT, **{field: True})

    told = [night(day) for day in (0, 23, 30)]

    assert told == [[], [], []]
    assert is_open(member)


def test_a_role_that_ended_protects_nobody(night):
    member = used(KEPT)
    grant_role(member, "expert", ended_at=timezone.now())

    assert len(night(0)) == 1


def test_an_account_that_was_never_used_counts_from_its_beginning(night):
    joined = timezone.now() - timedelta(days=KEPT)
    make_member(last_login=None, date_joined=joined)
    make_member(last_login=None)

    assert len(night(0)) == 1


def test_zero_keeps_every_account(night, settings):
    settings.RETENTION = {**settings.RETENTION, "unused": 0}
    member = used(9999)

    assert [night(day) for day in (0, 23, 30)] == [[], [], []]
    assert is_open(member)
