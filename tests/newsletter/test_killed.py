"""A newsletter whose worker is killed in the middle: nobody twice, nobody missed."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ponte.core.worker import look_around
from ponte.newsletter import actions
from ponte.newsletter.models import Delivery, Issue
from tests.factories.members import make_member
from tests.factories.newsletter import make_issue, make_subscriber
from tests.newsletter.sink import Server
from tests.search.test_processes import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("queue")]

READERS = 30
PATIENCE = 300  # seconds: a busy machine is no failure


@pytest.fixture
def server():
    with Server() as running:
        yield running


def start_worker(port):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ponte.settings",
        "PONTE_DATABASE_URL": database_url(),
        "PONTE_MAIL_URL": f"smtp://127.0.0.1:{port}",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "ponte", "worker", "--once"],
        env=environment,
        stderr=subprocess.DEVNULL,
    )


def miss_the_lost_worker():
    """Let ten minutes pass, and the pause before the next try."""
    DBTaskResult.objects.update(started_at=timezone.now() - timedelta(minutes=11))
    look_around()
    tasks = DBTaskResult.objects.filter(task_path__endswith="sending.send")
    tasks.update(run_after=timezone.now())


@pytest.mark.parametrize("moment", ["at_rcpt", "at_data"])
def test_killed_twice_and_started_again_everybody_gets_it_once(server, moment):
    readers = [make_subscriber() for _ in range(READERS)]
    issue = make_issue()
    actions.schedule(issue=issue, by=make_member())
    deaths = iter([7, 16])
    seen, running = [], []

    def kill_some(address):
        seen.append(address)
        if len(seen) in (7, 16):
            next(deaths)
            os.kill(running[-1].pid, signal.SIGKILL)

    setattr(server.sink, moment, kill_some)
    codes = []
    for _attempt in range(3):
        running.append(start_worker(server.port))
        codes.append(running[-1].wait(timeout=PATIENCE))
        miss_the_lost_worker()

    assert codes == [-signal.SIGKILL, -signal.SIGKILL, 0]
    assert sorted(address for address, _id in server.sink.taken) == sorted(
        reader.email for reader in readers
    )
    assert Issue.objects.get().state == Issue.State.SENT
    handed = Delivery.objects.filter(state=Delivery.State.HANDED).count()
    assert handed == (2 if moment == "at_data" else 0)
    assert Delivery.objects.filter(state=Delivery.State.SENT).count() == READERS - handed
