"""Mails wait in a queue that survives restarts and failing mail servers."""

import logging
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ponte.core import nightly
from ponte.core.personal import erasing
from ponte.core.worker import DELAYS, Worker, look_around, next_night, work
from ponte.notifications import notify, send_mail_to
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


class NoServer(BaseEmailBackend):
    """A mail server that refuses and names the address, as real ones do."""

    def send_messages(self, email_messages):
        raise ConnectionRefusedError(f"no mails for {email_messages[0].to[0]} now")


@pytest.fixture(autouse=True)
def _queue(settings):
    """The queue in the database, as outside tests."""
    settings.TASKS = {
        **settings.TASKS,
        "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
    }
    logging.getLogger("django_tasks").disabled = True
    yield
    logging.getLogger("django_tasks").disabled = False


def queue_mail(to="ana@example.org", **fields):
    """Queue the mail about a notification that says "Hello"."""
    member = make_member()
    (told,) = notify(recipients=[member], kind="news", about=member, text="Hello")
    given = {"template": "notification", "context": {"notification": told}}
    send_mail_to(**{"member_or_address": to, **given, **fields})


def make_account(address):
    member = make_member(address, password="seven green bridges")
    member.emailaddress_set.create(email=address, verified=True, primary=True)
    return member


def everything_queued():
    """Every value in the queue, as one text."""
    return str(list(DBTaskResult.objects.values()))


def run_worker():
    call_command("worker", once=True)


def test_a_mail_waits_for_the_worker_and_leaves_nothing_behind():
    queue_mail()
    assert mail.outbox == []

    run_worker()

    assert [sent.to for sent in mail.outbox] == [["ana@example.org"]]
    assert not DBTaskResult.objects.exists()


def test_a_mail_belongs_to_its_transaction():
    with transaction.atomic():
        queue_mail()
        transaction.set_rollback(True)

    run_worker()

    assert mail.outbox == []


def test_a_mail_that_failed_is_tried_again(settings):
    settings.EMAIL_BACKEND = "tests.notifications.test_worker.NoServer"
    queue_mail()
    run_worker()
    task = DBTaskResult.objects.get()
    assert timedelta(seconds=50) < task.run_after - timezone.now() < timedelta(seconds=61)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []

    run_worker()
    early = list(mail.outbox)
    DBTaskResult.objects.update(run_after=timezone.now())
    run_worker()

    assert early == []
    assert [sent.to for sent in mail.outbox] == [["ana@example.org"]]
    assert not DBTaskResult.objects.exists()


def test_all_tries_of_a_mail_have_one_message_id(settings):
    settings.DEFAULT_FROM_EMAIL = "Ponte <ponte@regions.example>"
    queue_mail()
    task = DBTaskResult.objects.get()
    run_worker()
    first = mail.outbox[0].message()["Message-ID"]
    task.save(force_insert=True)  # as if the worker was killed just after sending

    run_worker()

    assert mail.outbox[1].message()["Message-ID"] == first
    assert first.endswith("@regions.example>")


def test_a_mail_is_given_up_after_two_days(settings, caplog):
    settings.EMAIL_BACKEND = "tests.notifications.test_worker.NoServer"
    queue_mail()

    for _ in range(len(DELAYS) + 1):
        DBTaskResult.objects.update(run_after=timezone.now())
        run_worker()

    assert DBTaskResult.objects.failed().count() == 1
    assert "is given up" in caplog.text
    assert timedelta(days=1) < sum(DELAYS, timedelta()) < timedelta(days=2)


@pytest.mark.parametrize("is_sent", [True, False])
def test_a_link_that_opens_an_account_stays_neither_after_sending_nor_after_giving_up(
    client, settings, is_sent
):
    if not is_sent:
        settings.EMAIL_BACKEND = "tests.notifications.test_worker.NoServer"
    make_account("ana@example.org")
    client.post(reverse("account_reset_password"), {"email": "ana@example.org"})
    link = re.search(r"/account/password/reset/key/[\w-]+/", everything_queued())[0]

    for _ in range(len(DELAYS) + 1):
        DBTaskResult.objects.update(run_after=timezone.now())
        run_worker()

    assert (link in "".join(sent.body for sent in mail.outbox)) is is_sent
    assert link not in everything_queued()
    assert "ana@example.org" not in everything_queued()


def test_what_a_killed_worker_had_done_leaves_the_queue_with_the_next_look():
    queue_mail()
    DBTaskResult.objects.update(status="SUCCESSFUL", finished_at=timezone.now())

    look_around()

    assert not DBTaskResult.objects.filter(task_path__endswith="deliver").exists()


def test_the_log_names_no_address(settings, caplog):
    settings.EMAIL_BACKEND = "tests.notifications.test_worker.NoServer"
    logging.getLogger("django_tasks").disabled = False
    queue_mail()

    run_worker()

    traceback = DBTaskResult.objects.get().traceback
    assert "ConnectionRefusedError: no mails for … now" in traceback
    assert "ana@example.org" not in traceback + caplog.text


def test_a_mail_whose_worker_was_killed_is_sent_by_the_next():
    queue_mail()
    DBTaskResult.objects.get().claim("killed")
    look_around()
    run_worker()
    assert mail.outbox == []  # the worker may still be at it

    DBTaskResult.objects.running().update(started_at=timezone.now() - timedelta(minutes=11))
    look_around()
    DBTaskResult.objects.filter(worker_ids=["killed"]).update(run_after=timezone.now())
    run_worker()

    assert [sent.to for sent in mail.outbox] == [["ana@example.org"]]


def test_a_task_that_kills_its_workers_is_given_up():
    queue_mail()
    DBTaskResult.objects.update(
        status="RUNNING",
        started_at=timezone.now() - timedelta(minutes=11),
        worker_ids=["killed"] * (len(DELAYS) + 1),
    )

    look_around()

    assert DBTaskResult.objects.failed().count() == 1


def test_a_member_is_written_to_at_the_address_they_have_by_then():
    member = make_member("old@example.org")
    queue_mail(member)
    get_user_model().objects.filter(pk=member.pk).update(email="new@example.org")

    run_worker()

    assert [sent.to for sent in mail.outbox] == [["new@example.org"]]


def test_a_closed_account_is_not_written_to():
    member = make_member()
    queue_mail(member)
    get_user_model().objects.filter(pk=member.pk).update(is_active=False)

    run_worker()

    assert mail.outbox == []


def test_nothing_is_sent_to_the_demonstration():
    queue_mail("Expert@demo.example")

    run_worker()

    assert mail.outbox == []


def test_erasing_a_member_takes_their_mails_out_of_the_queue():
    member = make_member("ana@example.org")
    queue_mail(member)
    queue_mail("ana@example.org")
    queue_mail("ben@example.org")

    erasing.send(type(member), member=member)
    run_worker()

    assert [sent.to for sent in mail.outbox] == [["ben@example.org"]]


def test_what_is_urgent_goes_first():
    queue_mail("later@example.org", priority=-10)
    queue_mail("now@example.org")

    run_worker()

    assert [sent.to for sent in mail.outbox] == [["now@example.org"], ["later@example.org"]]


def test_a_reply_goes_where_it_should():
    queue_mail(reply_to="ben@example.org")

    run_worker()

    assert mail.outbox[0].reply_to == ["ben@example.org"]


def test_a_worker_that_shall_end_finishes_what_it_has_in_hand():
    queue_mail("first@example.org")
    queue_mail("second@example.org")

    Worker(stopped=lambda: True).run()

    assert [sent.to for sent in mail.outbox] == [["first@example.org"]]


def test_the_worker_works_until_it_is_stopped():
    queue_mail()
    answers = iter([False, False, True])

    work(lambda: next(answers))

    assert [sent.to for sent in mail.outbox] == [["ana@example.org"]]


def test_the_night_s_jobs_wait_in_the_queue_once(monkeypatch):
    done = []
    monkeypatch.setattr(nightly, "jobs", {"count": lambda: str(done.append(1))})
    look_around()
    look_around()
    (planned,) = DBTaskResult.objects.all()
    assert planned.run_after == next_night(timezone.now())

    DBTaskResult.objects.update(run_after=timezone.now())
    run_worker()

    assert done == [1]


def test_the_night_s_jobs_are_tried_again_when_one_failed(monkeypatch):
    monkeypatch.setattr(nightly, "jobs", {"broken": lambda: 1 / 0})
    look_around()
    DBTaskResult.objects.update(run_after=timezone.now())

    run_worker()

    assert "JobsFailed: broken" in DBTaskResult.objects.ready().model.objects.get().traceback


def test_the_night_is_by_the_clock_of_the_installation(settings):
    settings.NIGHTLY_HOUR = 3
    brussels = ZoneInfo("Europe/Brussels")

    before = next_night(datetime(2026, 7, 1, 0, 30, tzinfo=brussels))
    after = next_night(datetime(2026, 7, 1, 3, 0, tzinfo=brussels))

    assert before == datetime(2026, 7, 1, 3, 0, tzinfo=brussels)
    assert after == datetime(2026, 7, 2, 3, 0, tzinfo=brussels)
