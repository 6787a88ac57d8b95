"""Mails that come back, and complaints."""

import mailbox
from email import message_from_string
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ponte.newsletter import bounces, links
from ponte.newsletter.models import Subscriber, Suppression
from tests.factories.newsletter import make_issue, make_subscriber

pytestmark = pytest.mark.django_db

BOUNCE = """\
From: MAILER-DAEMON@mx.example
To: back@ponte.example
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

It could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ana@mail.example
Action: {action}
Status: {status}

--B
Content-Type: {enclosed}

From: news@ponte.example
Message-ID: {message_id}
Subject: News

--B--
"""
COMPLAINT = """\
From: abuse@mx.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="B"

--B
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Test/1

--B
Content-Type: message/rfc822

From: news@ponte.example
Message-ID: {message_id}
Subject: News

Hello

--B--
"""


@pytest.fixture
def row():
    """A mail that was sent."""
    return make_issue().deliveries.create(subscriber=make_subscriber(), state="sent")


def bounce(row, *, action="failed", status="5.1.1", enclosed="message/rfc822", message_id=""):
    return BOUNCE.format(
        action=action,
        status=status,
        enclosed=enclosed,
        message_id=message_id or links.message_id(row.pk),
    )


def take(tmp_path, *texts):
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.eml").write_text(text)
    out = StringIO()
    call_command("take_bounces", str(tmp_path), stdout=out)
    return out.getvalue().strip()


@pytest.mark.parametrize("enclosed", ["message/rfc822", "text/rfc822-headers"])
def test_an_address_that_does_not_exist_is_given_up(tmp_path, row, enclosed):
    said = take(tmp_path, bounce(row, enclosed=enclosed))

    assert said == "read 1, bounces 1, complaints 0, given up 1"
    assert not Subscriber.objects.exists()
    assert Suppression.objects.get().reason == "bounced"
    row.refresh_from_db()
    assert row.state == "bounced"


def test_the_same_report_counts_once(tmp_path, row):
    take(tmp_path, *[bounce(row, status="5.2.2")] * 4)

    assert Subscriber.objects.get().bounces == 1


def test_a_full_mailbox_is_given_up_at_the_third_issue(tmp_path, row):
    reader = row.subscriber
    rows = [row] + [make_issue().deliveries.create(subscriber=reader) for _ in range(2)]

    take(tmp_path, *(bounce(each, status="5.2.2") for each in rows[:2]))
    kept = Subscriber.objects.exists()
    take(tmp_path, bounce(rows[2], status="5.2.2"))

    assert kept
    assert not Subscriber.objects.exists()


def test_delays_other_mails_and_forged_reports_change_nothing(tmp_path, row):
    forged = f"<newsletter.{row.pk}.{'0' * 20}@localhost>"

    take(
        tmp_path,
        bounce(row, action="delayed", status="4.4.1"),
        bounce(row, message_id="<somebody@else.example>"),
        bounce(row, message_id=forged),
        "From: ana@mail.example\nSubject: Out of office\n\nBack on Monday.",
    )

    assert Subscriber.objects.exists()
    row.refresh_from_db()
    assert row.state == "sent"


def test_a_complaint_ends_it_for_good(tmp_path, row):
    said = take(tmp_path, COMPLAINT.format(message_id=links.message_id(row.pk)))

    assert said == "read 1, bounces 0, complaints 1, given up 1"
    assert Suppression.objects.get().reason == "complained"
    row.refresh_from_db()
    assert (row.complained, row.state) == (True, "sent")


@pytest.mark.parametrize("kind", ["mbox", "Maildir"])
def test_mailboxes_are_read(tmp_path, row, kind):
    path = tmp_path / "box"
    box = getattr(mailbox, kind)(path)
    box.add(message_from_string(bounce(row)))
    box.close()

    (message,) = bounces.messages(path)

    assert bounces.read(message) == bounces.Report(row.pk, for_good=True)


def test_a_path_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError):
        call_command("take_bounces", str(tmp_path / "nothing"))
