"""What is sent to whom, and what becomes of each mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ponte.core.states import IllegalMove, StateIsClosed
from ponte.core.worker import Worker
from ponte.newsletter import actions, links, sending
from ponte.newsletter.addresses import trace
from ponte.newsletter.models import Delivery, Issue, Subscriber, Suppression
from tests.factories.members import make_member
from tests.factories.newsletter import make_issue, make_subscriber
from tests.factories.practices import make_practice
from tests.newsletter.sink import Server

pytestmark = pytest.mark.django_db

State = Delivery.State


def addresses():
    return sorted(each.to[0] for each in mail.outbox)


def by_smtp(settings, server):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port


def queued(issue):
    """The issue being sent, with its rows made and nothing sent."""
    issue = make_started(issue)
    sending.queue(issue)
    return issue


def make_started(issue):
    with transaction.atomic():
        for state, times in (
            ("scheduled", {"scheduled_for": timezone.now()}),
            ("sending", {"started_at": timezone.now()}),
        ):
            sending.move(issue, state, **times)
    return issue


def test_it_goes_to_who_reads_the_language_and_asked_for_a_topic_or_for_all():
    make_subscriber("all@mail.example")
    make_subscriber("smart@mail.example", topics=["smart", "green"])
    make_subscriber("green@mail.example", topics=["green"])
    make_subscriber("german@mail.example", language="de")

    actions.schedule(issue=make_issue(topics=["smart"]), by=make_member())

    assert addresses() == ["all@mail.example", "smart@mail.example"]


def test_an_issue_without_topics_goes_to_all_who_read_its_language():
    make_subscriber("smart@mail.example", topics=["smart"])
    make_subscriber("german@mail.example", language="de")

    actions.schedule(issue=make_issue(language="de"), by=make_member())

    assert addresses() == ["german@mail.example"]


def test_a_mail_says_what_was_written_and_picked_and_how_to_leave():
    reader = make_subscriber()
    practice = make_practice(title="Mentors for firms", state="validated")
    issue = make_issue(
        introduction='<p>Dear <a href="/about/">readers</a>,</p>',
        sections=[
            {
                "heading": "New",
                "text": "<p>Look &amp; see.</p>",
                "items": practice.get_absolute_url(),
            }
        ],
    )

    actions.schedule(issue=issue, by=make_member())

    (sent,) = mail.outbox
    token = links.token_of(reader.pk, Delivery.objects.get().pk)
    leave = f"http://127.0.0.1:8000/newsletter/leave/{token}/"
    (html, _kind) = sent.alternatives[0]
    for text in (sent.body, html):
        assert "Mentors for firms" in text
        assert "http://127.0.0.1:8000/about/" in text
        assert leave in text
        assert ".invalid" not in text
    assert "Look & see." in sent.body
    assert sent.extra_headers["List-Unsubscribe"] == f"<{leave}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "<img" not in html


def test_what_is_picked_and_no_longer_public_is_left_out():
    practice = make_practice(title="Mentors for firms", state="archived")
    issue = make_issue(sections=[{"heading": "New", "items": practice.get_absolute_url()}])

    assert issue.sections.get().picked == []


def test_a_scheduled_issue_waits_for_its_time(queue):
    make_subscriber()
    issue = make_issue()

    actions.schedule(issue=issue, at=timezone.now() + timedelta(hours=1), by=make_member())
    Worker().run()

    assert mail.outbox == []
    DBTaskResult.objects.update(run_after=timezone.now())
    Issue.objects.update(scheduled_for=timezone.now())
    Worker().run()
    assert len(mail.outbox) == 1
    issue.refresh_from_db()
    assert (issue.state, issue.deliveries.get().state) == ("sent", "sent")


def test_an_issue_that_was_taken_back_is_not_sent_at_its_time(queue):
    make_subscriber()
    issue = make_issue()
    actions.schedule(issue=issue, at=timezone.now() + timedelta(hours=1), by=make_member())

    actions.recall(issue=issue, by=make_member())

    DBTaskResult.objects.update(run_after=timezone.now())
    Worker().run()
    assert mail.outbox == []
    assert Issue.objects.get().state == "draft"


def test_an_issue_is_sent_once():
    issue = make_issue()
    actions.schedule(issue=issue, by=make_member())

    with pytest.raises(IllegalMove):
        actions.schedule(issue=issue, by=make_member())


def test_a_state_changes_through_its_door_only():
    make_issue()

    with pytest.raises(StateIsClosed):
        Issue.objects.update(state="sent")


def test_one_subscriber_has_one_row_of_an_issue():
    issue, reader = make_issue(), make_subscriber()
    issue.deliveries.create(subscriber=reader)

    with pytest.raises(IntegrityError), transaction.atomic():
        issue.deliveries.create(subscriber=reader)


def test_who_left_before_their_turn_gets_nothing():
    reader = make_subscriber()
    issue = queued(make_issue())

    actions.leave(subscriber=reader)
    sending.send_portion(issue)

    assert mail.outbox == []
    assert issue.deliveries.get().state == State.GONE


def test_two_that_send_the_same_row_send_it_once():
    make_subscriber()
    issue = queued(make_issue())
    row = issue.deliveries.select_related("subscriber").get()
    same = issue.deliveries.select_related("subscriber").get()

    with sending.carrier() as carrying:
        for each in (row, same):
            sending.send_one(each, sending.write(issue), carrying)

    assert len(mail.outbox) == 1


def test_rows_are_read_in_batches(monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 2)
    for _ in range(5):
        make_subscriber()
    issue = queued(make_issue())

    assert sending.send_portion(issue) == 5
    assert len(addresses()) == 5


def test_a_portion_ends_and_the_next_goes_on(queue, monkeypatch):
    monkeypatch.setattr(sending, "PORTION", -1.0)
    make_subscriber()
    issue = queued(make_issue())

    sending.send.func(issue.pk)

    assert mail.outbox == []
    assert DBTaskResult.objects.filter(task_path="ponte.newsletter.sending.send").count() == 1


def test_a_server_takes_each_mail_from_the_address_for_what_comes_back(settings):
    settings.BOUNCE_ADDRESS = "back@ponte.example"
    reader = make_subscriber()
    issue = queued(make_issue(introduction="<p>.</p><p>..Dots</p>"))

    with Server() as server:
        by_smtp(settings, server)
        sending.send_portion(issue)

    row = issue.deliveries.get()
    assert server.sink.taken == [(reader.email, links.message_id(row.pk))]
    assert row.state == State.SENT
    (part, _html) = server.sink.mails[0].get_payload()
    assert "\n..Dots" in part.get_payload(decode=True).decode().replace("\r", "")


def test_a_mailbox_that_does_not_exist_is_forgotten(settings):
    make_subscriber("nobody@mail.example")
    issue = queued(make_issue())

    with Server() as server:
        by_smtp(settings, server)
        server.sink.at_rcpt = lambda address: "550 5.1.1 No such user"
        sending.send_portion(issue)

    assert issue.deliveries.get().state == State.FAILED
    assert not Subscriber.objects.exists()
    assert Suppression.objects.get().subject == trace("nobody@mail.example")


@pytest.mark.parametrize("moment", ["at_rcpt", "at_data"])
def test_what_is_refused_for_now_is_tried_again_later(settings, moment):
    make_subscriber()
    make_subscriber()
    issue = queued(make_issue())

    with Server() as server:
        by_smtp(settings, server)
        answers = iter(["451 4.3.0 Busy", None, None])
        setattr(server.sink, moment, lambda address: next(answers))
        sending.send_portion(issue)
        states = sorted(issue.deliveries.values_list("state", flat=True))
        issue.deliveries.update(retry_at=timezone.now())
        sending.send_portion(issue)

    assert states == [State.SENT, State.WAITING]
    assert set(issue.deliveries.values_list("state", flat=True)) == {State.SENT}
    assert len(server.sink.taken) == 2


def test_a_refused_mail_is_given_up_in_the_end(settings):
    make_subscriber()
    issue = queued(make_issue())

    with Server() as server:
        by_smtp(settings, server)
        server.sink.at_data = lambda address: "451 Busy"
        for _ in range(sending.TRIES):
            issue.deliveries.update(retry_at=None)
            sending.send_portion(issue)

    assert issue.deliveries.get().state == State.FAILED
    assert Subscriber.objects.exists()


def test_without_a_server_everything_waits(settings):
    make_subscriber()
    issue = queued(make_issue())
    with Server() as server:
        by_smtp(settings, server)

    with pytest.raises(ConnectionRefusedError):
        sending.send_portion(issue)

    assert issue.deliveries.get().state == State.WAITING


def test_a_test_goes_to_one_address_and_changes_nothing():
    make_subscriber()
    issue = make_issue()

    actions.send_test(issue=issue, address="editor@ponte.example")

    assert addresses() == ["editor@ponte.example"]
    assert mail.outbox[0].subject == "Test: What regions learned"
    assert (Issue.objects.get().state, Delivery.objects.count()) == ("draft", 0)
