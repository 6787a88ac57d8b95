"""Time the pages with few and with many practices, and count their queries."""

import json
import random
import time
from statistics import quantiles

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ponte.bench.corpus import Corpus
from ponte.bench.scratch import in_scratch
from ponte.practices.models import Practice
from ponte.regions.models import Region
from ponte.topics.models import Topic

FEW = 1_000
REQUESTS = 60
PAGES = {
    "home": "/",
    "list": "/practices/",
    "list, words and facets": "/practices/?q={word}+{other}&topic=smart&country=ES",
    "detail": "/practices/{slug}/",
    "search": "/search/?q={word}+{other}",
}
GOAL = 2.0


def add_arguments(parser):
    parser.add_argument("--practices", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--measure", action="store_true", help="internal: measure here, as JSON")


def run(*, practices, requests, measure, **options):
    """Print p50, p95 and queries of each page with 1,000 and with `practices` practices."""
    if measure:
        print(json.dumps(measured(practices, requests)))  # noqa: T201 (its result)
        return
    few, many = (
        in_scratch("pages", "--measure", f"--practices={count}", f"--requests={requests}")
        for count in (FEW, practices)
    )
    line = "{:<24} {:>9} {:>9} {:>9} {:>9} {:>7} {:>9} {:>9}"
    rows = [
        line.format("milliseconds", f"{FEW:,}", "", f"{practices:,}", "", "p95", "queries", ""),
        line.format("", "p50", "p95", "p50", "p95", "ratio", f"{FEW:,}", f"{practices:,}"),
    ]
    for page in PAGES:
        a, b = few[page], many[page]
        rows.append(
            line.format(
                page,
                *(f"{value:.1f}" for value in (a["p50"], a["p95"], b["p50"], b["p95"])),
                f"{b['p95'] / a['p95']:.2f}",
                a["queries"],
                b["queries"],
            )
        )
    rows.append(f"Goal: ratio below {GOAL:g}, the same number of queries.")
    print("\n".join(rows))  # noqa: T201 (a command's output)


def measured(practices: int, requests: int) -> dict:
    """p50, p95 in milliseconds and queries of each page, with so many practices loaded."""
    call_command("migrate", verbosity=0, interactive=False)
    load(practices)
    call_command("reindex", verbosity=0)
    client = Client(SERVER_NAME="127.0.0.1")
    chance = random.Random(7)  # noqa: S311 (a repeatable choice)
    corpus = Corpus(practices)
    slugs = list(Practice.objects.values_list("slug", flat=True)[:: max(1, practices // 500)])
    results = {}
    for page, address in PAGES.items():
        times, queries = [], []
        for turn in range(requests + 5):
            word, other = corpus.text(chance, 12).split()[:2]
            url = address.format(word=word, other=other, slug=chance.choice(slugs))
            with CaptureQueriesContext(connection) as captured:
                started = time.perf_counter()
                response = client.get(url)
                response.content  # noqa: B018 (rendered by now)
                elapsed = time.perf_counter() - started
            assert response.status_code == 200, (url, response.status_code)  # noqa: S101
            if turn >= 5:
                times.append(elapsed * 1000)
                queries.append(len(captured))
        cuts = quantiles(times, n=20)
        results[page] = {"p50": cuts[9], "p95": cuts[18], "queries": max(queries)}
    return results


def load(count: int) -> None:
    """Make `count` practices about all topics in all regions."""
    chance = random.Random(11)  # noqa: S311
    corpus = Corpus(count)
    regions = list(Region.objects.of_level(2).places().values_list("pk", flat=True))
    topics = list(Topic.objects.sub_topics())
    now = timezone.now()
    for start in range(0, count, 5_000):
        batch = Practice.objects.bulk_create(
            Practice(
                slug=f"practice-{number}",
                title=corpus.text(chance, 8)[:100].capitalize(),
                short_summary=corpus.text(chance, 18)[:160],
                detailed_information=corpus.text(chance, 120)[:1500],
                evidence_of_success=corpus.text(chance, 20)[:500] if number % 3 else "",
                region_id=chance.choice(regions),
                scope=chance.choice(Practice.Scope.values),
                start_year=chance.randint(2000, 2025),
                state=Practice.State.VALIDATED,
                published_at=now,
            )
            for number in range(start, min(start + 5_000, count))
        )
        Practice.topics.through.objects.bulk_create(
            Practice.topics.through(practice=practice, topic=chance.choice(topics))
            for practice in batch
        )
