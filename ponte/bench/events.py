"""Register many people at the same moment for few places: none too many, none lost."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from statistics import quantiles
from threading import Barrier

from django.core.management import call_command
from django.db import OperationalError, connections
from django.utils import timezone

from ponte.bench.scratch import in_scratch
from ponte.community.models import Member
from ponte.events import registering
from ponte.events.models import Event, Registration

PEOPLE, PLACES = 500, 100
# SQLite gives up on a lock after a while, as a web server would: the person tries again.
TRIES = 20


def add_arguments(parser):
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--places", type=int, default=PLACES)
    parser.add_argument("--measure", action="store_true", help="internal: measure here, as JSON")


def run(*, people, places, measure, **options):
    """Print who has a place, who waits, who was lost, and p50 and p95 in seconds of the clock."""
    if measure:
        print(json.dumps(measured(people, places)))  # noqa: T201 (its result)
        return
    found = in_scratch("events", "--measure", f"--people={people}", f"--places={places}")
    print("\n".join(report(found, people, places)))  # noqa: T201 (a command's output)


def report(found: dict, people: int, places: int) -> list[str]:
    lost = people - found["confirmed"] - found["waiting"]
    wanted = min(people, places)
    is_right = (found["confirmed"], lost) == (wanted, 0)
    return [
        (
            f"{people} registrations at once for {places} places: {found['confirmed']} confirmed, "
            f"{found['waiting']} waiting, {lost} lost; tried again: {found['retries']}."
        ),
        f"p50 {found['p50']:.2f} s, p95 {found['p95']:.2f} s, all in {found['all']:.2f} s.",
        (
            f"Goal: {wanted} confirmed, {people - wanted} waiting, none lost: "
            f"{'met' if is_right else 'MISSED'}."
        ),
    ]


def measured(people: int, places: int) -> dict:
    call_command("migrate", verbosity=0, interactive=False)
    members = Member.objects.bulk_create(
        Member(email=f"person-{number}@people.example", first_name=f"Person {number}")
        for number in range(people)
    )
    start = timezone.now() + timedelta(days=30)
    event = Event.objects.create(
        title="Measured", slug="measured", summary="Measured.", kind="webinar", mode="online",
        state=Event.State.ANNOUNCED, start=start, end=start + timedelta(hours=1), capacity=places,
    )  # fmt: skip
    barrier = Barrier(people)

    def register(member: Member) -> tuple[float, int]:
        barrier.wait()
        started = time.perf_counter()
        try:
            retries = until_done(event, member)
        finally:
            connections.close_all()
        return time.perf_counter() - started, retries

    started = time.perf_counter()
    with ThreadPoolExecutor(people) as pool:
        done = list(pool.map(register, members))
    elapsed = time.perf_counter() - started
    cuts = quantiles([seconds for seconds, _retries in done], n=20)
    of = event.registrations
    return {
        "confirmed": of.filter(state=Registration.State.CONFIRMED).count(),
        "waiting": of.filter(state=Registration.State.WAITING).count(),
        "retries": sum(retries for _seconds, retries in done),
        "p50": cuts[9],
        "p95": cuts[18],
        "all": elapsed,
    }


def until_done(event: Event, member: Member) -> int:
    """Register, again where the database was too busy; return how often again."""
    for attempt in range(TRIES):
        try:
            registering.register(event=event, member=member, name=member.first_name)
        except OperationalError:
            continue
        return attempt
    return TRIES
