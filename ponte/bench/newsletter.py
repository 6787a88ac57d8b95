"""Time the queueing of a newsletter and its sending to a mail server that throws it away."""

import json
import resource
import subprocess
import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings
from django.utils import timezone

from ponte.bench.scratch import in_scratch
from ponte.newsletter import sending
from ponte.newsletter.models import Delivery, Issue, Subscriber
from ponte.newsletter.states import State, move

RECIPIENTS = 100_000
SENT = 2_000
BATCH = 10_000
SECONDS, MEGABYTES = 60, 300
# A process of its own, as a mail server is. It takes what it is told and keeps nothing.
SINK = """
import asyncio, sys
from aiosmtpd.smtp import SMTP

class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"

async def serve():
    made = lambda: SMTP(Sink())
    server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(serve())
"""


def add_arguments(parser):
    parser.add_argument("--recipients", type=int, default=RECIPIENTS)
    parser.add_argument("--sent", type=int, default=SENT, help="mails to send; 0: all")
    parser.add_argument("--measure", action="store_true", help="internal: measure here, as JSON")
    parser.add_argument("--fill", action="store_true", help="internal: make the subscribers")


def run(*, recipients, sent, measure, fill, **options):
    """Print seconds of queueing, mails a second of sending, and the most memory taken."""
    if fill:
        call_command("migrate", verbosity=0, interactive=False)
        make_subscribers(recipients)
        return
    if measure:
        print(json.dumps(measured(recipients, sent)))  # noqa: T201 (its result)
        return
    found = in_scratch("newsletter", "--measure", f"--recipients={recipients}", f"--sent={sent}")
    print("\n".join(report(found)))  # noqa: T201 (a command's output)


def report(found: dict) -> list[str]:
    return [
        f"{found['queued']:,} mails queued in {found['seconds']:.1f} s.",
        f"{found['sent']:,} sent to a local server, {found['rate']:,.0f} a second.",
        f"At most {found['megabytes']:,.0f} MB of memory.",
        f"Goal: queued in less than {SECONDS} s, less than {MEGABYTES} MB.",
    ]


def measured(recipients: int, sent: int) -> dict:
    prepare(recipients)
    issue = make_issue()
    started = time.perf_counter()
    queued = sending.begin(issue)
    seconds = time.perf_counter() - started
    # What is not to be sent waits until after the benchmark.
    if sent:
        last = issue.deliveries.order_by("pk").values_list("pk", flat=True)[sent - 1 : sent]
        Delivery.objects.filter(pk__gt=max(last, default=0)).update(
            retry_at=timezone.now() + sending.LATER
        )
    connection.close()
    count, took = carried(issue)
    return {
        "queued": queued,
        "seconds": seconds,
        "sent": count,
        "rate": count / took,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def carried(issue: Issue) -> tuple[int, float]:
    """How many mails a server took, and the seconds this lasted."""
    sink = subprocess.Popen(  # noqa: S603 (our own code)
        [sys.executable, "-c", SINK], stdout=subprocess.PIPE, text=True
    )
    try:
        port = int(sink.stdout.readline())
        backend = "django.core.mail.backends.smtp.EmailBackend"
        with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port):
            started = time.perf_counter()
            sending.send_portion(issue, seconds=float("inf"))
            took = time.perf_counter() - started
    finally:
        sink.kill()
        sink.communicate()
    return issue.deliveries.filter(state=Delivery.State.SENT).count(), took


def prepare(recipients: int) -> None:
    """Make database and subscribers in another process: its memory is not that of sending."""
    arguments = ("bench", "newsletter", "--fill", f"--recipients={recipients}")
    subprocess.run([sys.executable, "-m", "ponte", *arguments], check=True)  # noqa: S603


def make_subscribers(recipients: int) -> None:
    """Subscribers who want everything."""
    for first in range(0, recipients, BATCH):
        Subscriber.objects.bulk_create(
            Subscriber(email=f"reader{number}@bench.example", language=settings.LANGUAGE_CODE)
            for number in range(first, min(first + BATCH, recipients))
        )


def make_issue() -> Issue:
    """An issue that is due."""
    issue = Issue(subject="What regions learned", introduction="<p>Dear readers,</p>" * 20)
    issue.sections = []
    issue.save()
    return move(issue, State.SCHEDULED, scheduled_for=timezone.now())
