"""Sending an issue in the background: one row for each recipient, so that it can go on anywhere.

Killed in the middle and started again, nobody gets it twice and nobody is missed: what waits is
sent, what was handed over is not.
"""

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from ponte.newsletter import links
from ponte.newsletter.carriers import Carrier, Refused, carrier
from ponte.newsletter.consents import forget
from ponte.newsletter.models import Delivery, Issue, Suppression
from ponte.newsletter.states import move
from ponte.newsletter.writing import Letter, headers_of, write
from ponte.notifications.tasks import UNREACHABLE

State = Delivery.State
BATCH = 500  # rows read at once
MADE = 5_000  # rows made at once
PORTION = 120.0  # seconds: well below what the worker takes for a lost task
TRIES = 5
LATER = timedelta(minutes=15)

logger = logging.getLogger(__name__)


@task(backend="background")
def start(issue_id: int) -> None:
    """Queue a scheduled issue for everybody it goes to, if its time has come."""
    issue = Issue.objects.filter(pk=issue_id).first()
    if issue and issue.is_scheduled and issue.scheduled_for <= timezone.now():
        begin(issue)


@transaction.atomic
def begin(issue: Issue) -> int:
    """Make a row for each recipient and let the worker send; return how many. All or none."""
    move(issue, Issue.State.SENDING, started_at=timezone.now())
    count = queue(issue)
    send.enqueue(issue.pk)
    return count


def queue(issue: Issue) -> int:
    """Make a row for each recipient of `issue`; return how many."""
    count = 0
    recipients = issue.recipients().order_by("pk").values_list("pk", flat=True)
    rows: list[Delivery] = []
    for subscriber_id in recipients.iterator(chunk_size=MADE):
        rows.append(Delivery(issue_id=issue.pk, subscriber_id=subscriber_id))
        if len(rows) == MADE:
            count += len(Delivery.objects.bulk_create(rows))
            rows = []
    return count + len(Delivery.objects.bulk_create(rows))


@task(backend="background")
def send(issue_id: int) -> None:
    """Send a portion of an issue, and let the next follow until nothing waits."""
    issue = Issue.objects.get(pk=issue_id)
    if issue.state != Issue.State.SENDING:
        return
    send_portion(issue, seconds=PORTION)
    if finish(issue):
        return
    later = next_try(issue)
    (send.using(run_after=later) if later else send).enqueue(issue_id)


def next_try(issue: Issue) -> datetime | None:
    """When the next that waits may be tried; None for at once."""
    waiting = issue.deliveries.waiting()
    if waiting.due().exists():
        return None
    return waiting.order_by("retry_at").values_list("retry_at", flat=True).first()


@transaction.atomic
def finish(issue: Issue) -> bool:
    """Close an issue of which nothing waits any more; say whether it is closed."""
    if issue.deliveries.waiting().exists():
        return False
    current = Issue.objects.select_for_update().get(pk=issue.pk)
    if current.state == Issue.State.SENDING:
        move(issue, Issue.State.SENT, finished_at=timezone.now())
    return True


def send_portion(issue: Issue, *, seconds: float = PORTION) -> int:
    """Send what is due of `issue` for about so many seconds; return how many were tried.

    Raises OSError when the mail server is away: what was not handed over waits.
    """
    letter = write(issue)
    until = time.monotonic() + seconds
    tried = 0
    with carrier() as carrying:
        for delivery in due(issue):
            if time.monotonic() > until:
                break
            send_one(delivery, letter, carrying)
            tried += 1
    return tried


def due(issue: Issue) -> Iterator[Delivery]:
    """What is due, in batches, so that memory does not grow with the number of subscribers."""
    last = 0
    while True:
        rows = issue.deliveries.due().filter(pk__gt=last).select_related("subscriber")
        batch = list(rows.order_by("pk")[:BATCH])
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1].pk


def send_one(delivery: Delivery, letter: Letter, carrying: Carrier) -> None:
    """Send one mail and note what became of it."""
    subscriber = delivery.subscriber
    if subscriber is None or subscriber.email.endswith(UNREACHABLE):
        settle(delivery, State.GONE)
        return
    mail = letter.to(
        subscriber.email,
        token=links.token_of(subscriber.pk, delivery.pk),
        headers=headers_of(delivery.pk),
    )
    try:
        carrying.carry(mail, lambda: settle(delivery, State.HANDED))
    except Refused as refused:
        logger.info("Delivery %s was refused: %s", delivery.pk, str(refused)[:3])
        if refused.is_unknown:
            forget_unknown(delivery)
        elif refused.for_good or delivery.tries + 1 >= TRIES:
            settle(delivery, State.FAILED)
        else:
            wait(delivery)
    else:
        settle(delivery, State.SENT, was=State.HANDED)


def settle(delivery: Delivery, state: str, *, was: str = "") -> bool:
    """Bring a delivery to `state`, unless another process did so before."""
    rows = Delivery.objects.filter(pk=delivery.pk)
    rows = rows.filter(state=was) if was else rows.filter(state__in=(State.WAITING, State.HANDED))
    if state == State.HANDED:
        rows = rows.filter(state=State.WAITING)
    return bool(rows.update(state=state, changed_at=timezone.now()))


@transaction.atomic
def forget_unknown(delivery: Delivery) -> None:
    settle(delivery, State.FAILED)
    forget(delivery.subscriber, Suppression.Reason.BOUNCED)


def wait(delivery: Delivery) -> None:
    """Let a mail that was refused for now be tried again."""
    Delivery.objects.filter(pk=delivery.pk).update(
        state=State.WAITING, tries=delivery.tries + 1, retry_at=timezone.now() + LATER
    )
