"""Digests: what is new, grouped, the newest first; never empty, never twice."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from ponte.notifications import digests, done, notify
from ponte.notifications.actions import choose, mark_read
from ponte.notifications.digests import send_digests
from ponte.notifications.models import DIGEST, Notification
from tests.factories.members import make_member
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


def moment(day, hour=12):
    """An hour of November 2026 in Brussels; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, tzinfo=ZoneInfo("Europe/Brussels"))


def tell(member, *, on, about=None, **fields):
    """Tell `member` something on a day of November 2026."""
    given = {"recipients": [member], "kind": "news", "about": about or member, "text": f"Day {on}"}
    (told,) = notify(**{**given, **fields})
    Notification.objects.filter(pk=told.pk).update(created_at=moment(on))
    return told


def test_one_digest_a_week_tells_what_came_before_its_monday():
    member = make_member("ana@example.org")
    tell(member, on=17)
    tell(member, on=22)
    tell(member, on=23)

    sunday = send_digests(at=moment(22, hour=23))
    monday = send_digests(at=moment(23, hour=3))
    tuesday = send_digests(at=moment(24, hour=3))

    assert (sunday, monday, tuesday) == (0, 1, 0)
    (digest,) = mail.outbox
    assert digest.to == ["ana@example.org"]
    assert digest.subject == "Day 22 (and 1 more)"
    assert "Day 17" in digest.body
    assert "Day 23" not in digest.body


def test_the_week_begins_at_midnight_where_the_installation_is():
    member = make_member()
    told = tell(member, on=22)
    Notification.objects.filter(pk=told.pk).update(created_at=moment(22, hour=23))

    assert send_digests(at=moment(23, hour=0)) == 1


def test_a_missed_monday_is_caught_up_with():
    member = make_member()
    tell(member, on=22)
    tell(member, on=23)

    sent = send_digests(at=moment(25, hour=3))

    assert sent == 1
    assert "Day 23" not in mail.outbox[0].body


def test_daily_news_come_the_next_morning():
    member = make_member()
    choose(member=member, kind="news", frequency="daily")
    tell(member, on=17)
    tell(member, on=18)

    assert send_digests(at=moment(18, hour=3)) == 1
    assert "Day 18" not in mail.outbox[0].body


def test_daily_and_weekly_news_share_monday_s_mail():
    member = make_member()
    choose(member=member, kind="alarm", frequency="daily")
    tell(member, on=22)
    tell(member, on=22, kind="alarm", text="Alarm")

    assert send_digests(at=moment(23, hour=3)) == 1
    assert "Alarm" in mail.outbox[0].body


def test_everybody_gets_only_their_own():
    ana, ben = make_member("ana@example.org"), make_member("ben@example.org")
    tell(ana, on=17, text="For Ana")
    tell(ben, on=17, text="For Ben")

    send_digests(at=moment(23))

    bodies = {sent.to[0]: sent.body for sent in mail.outbox}
    assert sorted(bodies) == ["ana@example.org", "ben@example.org"]
    assert "For Ben" not in bodies["ana@example.org"]
    assert "For Ana" not in bodies["ben@example.org"]


def test_closed_accounts_get_none():
    member = make_member()
    tell(member, on=17)
    member.is_active = False
    member.save()

    assert send_digests(at=moment(23)) == 0


def test_who_wants_no_digest_gets_none_but_what_needs_action():
    member = make_member()
    choose(member=member, kind=DIGEST, frequency="never")
    tell(member, on=17)
    tell(member, on=17, text="Act!", needs_action=True)

    assert send_digests(at=moment(23)) == 0
    assert [sent.subject for sent in mail.outbox] == ["Act!"]


def test_never_means_not_in_a_digest_either():
    member = make_member()
    choose(member=member, kind="news", frequency="never")
    tell(member, on=17)

    assert send_digests(at=moment(23)) == 0


def test_what_shall_come_at_once_since_is_not_lost():
    member = make_member()
    tell(member, on=23)
    choose(member=member, kind="news", frequency="at_once")

    assert send_digests(at=moment(24, hour=3)) == 1


def test_a_long_digest_is_cut_and_says_so():
    member = make_member()
    for number in range(42):
        tell(member, on=17, text=f"Piece {number:02}.")

    send_digests(at=moment(23))

    (digest,) = mail.outbox
    assert digest.body.count("Piece") == 40
    assert "And 2 more: http://127.0.0.1:8000/notifications/" in digest.body
    assert not Notification.objects.filter(mailed_at=None).exists()


def test_a_digest_can_be_stopped_by_one_click():
    member = make_member()
    tell(member, on=17)

    send_digests(at=moment(23))

    (digest,) = mail.outbox
    address = digest.extra_headers["List-Unsubscribe"].strip("<>")
    assert address.startswith("http://127.0.0.1:8000/notifications/stop/")
    assert digest.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"Stop digests: {address}" in digest.body


def test_a_digest_that_cannot_be_written_holds_up_no_other(monkeypatch, caplog):
    broken, whole = make_member(), make_member()
    tell(broken, on=17)
    tell(whole, on=17)
    kept = digests.stop_path
    monkeypatch.setattr(
        digests, "stop_path", lambda member, kind: 1 / 0 if member == broken else kept(member, kind)
    )

    sent = send_digests(at=moment(23))
    monkeypatch.undo()
    later = send_digests(at=moment(24))

    assert (sent, later) == (1, 1)
    assert f"The digest for member {broken.pk} was not sent." in caplog.text


def test_digests_are_in_the_member_s_language():
    member = make_member(interface_language="de")
    tell(member, on=17)

    send_digests(at=moment(23))

    assert "17. November" in mail.outbox[0].body


def test_digests_take_the_same_questions_however_much_they_tell(django_assert_num_queries):
    member = make_member()
    for day in (10, 11, 12, 13):
        tell(member, on=day, about=make_practice(title=f"Practice {day}"))

    with django_assert_num_queries(6):
        send_digests(at=moment(23))


# What people complained about elsewhere


def test_the_default_is_one_mail_a_week_however_much_happens():
    member = make_member()
    for day in (16, 17, 18, 19, 20, 21, 22):
        tell(member, on=day, about=make_practice(title=f"Practice {day}"))

    for day in (17, 18, 19, 20, 21, 22, 23):
        send_digests(at=moment(day, hour=3))

    assert len(mail.outbox) == 1


def test_a_digest_is_grouped_and_the_newest_comes_first():
    member = make_member()
    cars, bikes = make_practice(title="Car sharing"), make_practice(title="Bike lanes")
    tell(member, on=16, about=cars, text="First.")
    tell(member, on=17, about=bikes, text="Second.")
    tell(member, on=18, about=cars, text="Third.")

    send_digests(at=moment(23))

    (digest,) = mail.outbox
    for text in (digest.body, digest.alternatives[0].content.partition("<h1")[2]):
        order = ["Car sharing", "Third.", "First.", "Bike lanes", "Second."]
        assert sorted(order, key=text.index) == order
        assert text.count("Car sharing") == 1


def test_a_digest_tells_the_whole_text():
    member = make_member()
    tell(member, on=17, text="Ben answered you\nIt cost 20 000 €.\n\nAsk us for more.")

    send_digests(at=moment(23))

    (digest,) = mail.outbox
    assert "It cost 20 000 €.\n\nAsk us for more." in digest.body
    assert "Ask us for more." in digest.alternatives[0].content


def test_there_is_no_empty_digest():
    reader, settled, _ = make_member(), make_member(), make_member()
    tell(reader, on=17)
    mark_read(member=reader)
    tell(settled, on=17, needs_action=True)
    Notification.objects.filter(recipient=settled).update(mailed_at=None, frequency="weekly")
    done(kind="news", about=settled)

    assert send_digests(at=moment(23)) == 0
    assert len(mail.outbox) == 1  # what needed action, at once


def test_nothing_comes_twice():
    member = make_member()
    tell(member, on=17)
    tell(member, on=17, text="Act!", needs_action=True)

    send_digests(at=moment(23, hour=3))
    send_digests(at=moment(23, hour=3))
    send_digests(at=moment(30, hour=3))

    assert [sent.subject for sent in mail.outbox] == ["Act!", "Day 17"]


def test_publishing_again_tells_nobody_again():
    member = make_member()
    practice = make_practice()

    for _ in range(3):
        notify(
            recipients=[member],
            kind="news",
            about=practice,
            text="It is published.",
            key=f"published-{practice.pk}",
        )

    assert Notification.objects.count() == 1
