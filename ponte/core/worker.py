"""Does what waits in the queue of background tasks, and starts the night's jobs.

The queue of django-tasks-db neither tries again what failed nor misses a worker that was
killed; this does both. A task may therefore run twice, and is written so that this does no
harm. Finished tasks leave the queue at once. Of one that is given up stays what failed and when,
not what it was given: a mail may have a link in it that opens an account.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from ponte.core.tasks import do_nightly_jobs

# How long to wait after each failure: two days in all, so that a weekend's trouble passes.
DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440)]
LOST = timedelta(minutes=10)  # a task that runs for longer has lost its worker
PAUSE = 1.0  # seconds between two looks at the queue
LOOK_AROUND = 60.0  # seconds between two searches for lost tasks
NOTHING: dict[str, Any] = {"args": [], "kwargs": {}}  # as a task keeps what it is given
NIGHTS = UUID("6d5c8f5e-0a07-4d0c-9c55-0f1f0f5b9f2e")

logger = logging.getLogger(__name__)


class Worker(db_worker.Worker):
    """Runs tasks of the queue until `stopped()`, which it asks after each."""

    def __init__(self, stopped: Callable[[], bool] = lambda: False) -> None:
        self.stopped = stopped
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="background",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )

    def run(self) -> None:
        """Run every task that is due. One that failed is due again later."""
        while self.running and (task := self.claim()):
            self.run_task(task)

    def claim(self) -> DBTaskResult | None:
        """Take the next task that is due, so that no other worker does; None without one."""
        with exclusive_transaction():
            task = waiting().ready().get_locked()
            if task:
                task.claim(self.worker_id)
        return task

    def run_task(self, db_task_result: DBTaskResult) -> None:
        super().run_task(db_task_result)
        if db_task_result.status == TaskResultStatus.FAILED:
            try_later(db_task_result)
        else:
            db_task_result.delete()
        self.running = not self.stopped()


def work(stopped: Callable[[], bool]) -> None:
    """Do what is due until `stopped()`. Trouble with the database is waited out.

    Several may work at the same time: each task is done by one of them.
    """
    worker = Worker(stopped)
    looked = None
    while not stopped():
        try:
            if looked is None or time.monotonic() - looked > LOOK_AROUND:
                look_around()
                looked = time.monotonic()
            # Asked first, because claiming locks SQLite's database for a moment.
            if waiting().ready().exists():
                worker.run()
        except DatabaseError as error:
            logger.warning("The worker waits: %s", error)
            connections.close_all()
        time.sleep(PAUSE)


def waiting():
    return DBTaskResult.objects.filter(backend_name="background")


def try_later(task: DBTaskResult) -> None:
    """Put a task that ended badly back into the queue, unless that was its last try."""
    tries = len(task.worker_ids)
    if tries > len(DELAYS):
        logger.error(
            "Task %s (%s) failed %d times and is given up.", task.pk, task.task_path, tries
        )
        task.args_kwargs = NOTHING
        task.save(update_fields=["args_kwargs"])
        return
    task.status = TaskResultStatus.READY
    task.run_after = timezone.now() + DELAYS[tries - 1]
    task.save(update_fields=["status", "run_after"])


def look_around() -> None:
    """Find tasks whose worker is gone, see to the coming night, and to pages that are due."""
    now = timezone.now()
    waiting().successful().delete()  # its worker was killed between doing and deleting it
    with transaction.atomic():
        lost = waiting().running().filter(started_at__lt=now - LOST)
        for task in lost.select_for_update(skip_locked=True):
            task.set_failed(TimeoutError("Its worker ended before it did."))
            try_later(task)
    plan_the_night(now)
    publish_what_is_due()


def publish_what_is_due() -> None:
    """Let pages appear and expire at the minute that editors set."""
    try:
        call_command("publish_scheduled")
    except DatabaseError:
        raise
    except Exception:
        logger.exception("Pages that are due could not be published or withdrawn.")


def plan_the_night(now: datetime) -> None:
    """Put the night's jobs into the queue. Every worker does; the first one counts."""
    start = next_night(now)
    DBTaskResult.objects.bulk_create(
        [
            DBTaskResult(
                id=uuid5(NIGHTS, start.isoformat()),
                task_path=do_nightly_jobs.module_path,
                args_kwargs=NOTHING,
                queue_name=do_nightly_jobs.queue_name,
                backend_name=do_nightly_jobs.backend,
                run_after=start,
            )
        ],
        ignore_conflicts=True,
    )


def next_night(now: datetime) -> datetime:
    """The next time that the clock of this installation shows the hour of the night's jobs."""
    tonight = timezone.localtime(now).replace(
        hour=settings.NIGHTLY_HOUR, minute=0, second=0, microsecond=0
    )
    return tonight if tonight > now else tonight + timedelta(days=1)
