"""Time the pages of members with few and with many of them, and count the queries.

Time is the processor's: the database is SQLite, which works in this process, and other work on
the machine does not count.
"""

import random
import time
from statistics import quantiles

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ponte.bench.corpus import Corpus
from ponte.bench.members.crowd import Crowd
from ponte.bench.scratch import in_scratch
from ponte.community.models import Member

FEW = 1_000
GOAL = 2.0
MEMBERS_FOR_AN_EXPERT = 100
MEMBERS_FOR_A_PRACTICE = 5
# Each with whom it is opened by.
PAGES = {
    "dashboard of an author": ("author", "/dashboard/"),
    "dashboard of an expert": ("expert", "/dashboard/"),
    "all that is due": ("expert", "/dashboard/due/"),
    "reviews of an expert": ("expert", "/review/"),
    "my practices": ("author", "/practices/mine/"),
    "directory": ("author", "/people/"),
    "directory, words and facets": ("author", "/people/?q={word}&topic=smart&country=ES"),
    "organisations": ("author", "/organisations/"),
    "notifications": ("author", "/notifications/"),
}


def table(members: int, requests: int) -> list[str]:
    """p50, p95 and queries of each page with 1,000 and with `members` members."""
    few, many = (
        in_scratch("members", "--measure=pages", f"--members={count}", f"--requests={requests}")
        for count in (FEW, members)
    )
    line = "{:<28} {:>9} {:>9} {:>9} {:>9} {:>7} {:>9} {:>9}"
    rows = [
        line.format("ms of the processor", f"{FEW:,}", "", f"{members:,}", "", "p95", "queries", ""),
        line.format("", "p50", "p95", "p50", "p95", "ratio", f"{FEW:,}", f"{members:,}"),
    ]
    for page in PAGES:
        a, b = few[page], many[page]
        times = (f"{value:.1f}" for value in (a["p50"], a["p95"], b["p50"], b["p95"]))
        ratio = f"{b['p95'] / a['p95']:.2f}"
        rows.append(line.format(page, *times, ratio, a["queries"], b["queries"]))
    waiting = members // MEMBERS_FOR_A_PRACTICE
    rows.append(f"With {waiting:,} practices in review. Goal: ratio below {GOAL:g}.")
    return rows


def measured(members: int, requests: int) -> dict:
    """p50, p95 in milliseconds and queries of each page, with so many members."""
    call_command("migrate", verbosity=0, interactive=False)
    crowd = Crowd()
    crowd.make_members(members, experts=members // MEMBERS_FOR_AN_EXPERT)
    crowd.make_practices(members // MEMBERS_FOR_A_PRACTICE, published_too=True)
    crowd.ask_experts()
    call_command("reindex", verbosity=0)
    clients = {"author": signed_in(crowd.authors[0]), "expert": signed_in(crowd.experts[0])}
    corpus, chance = Corpus(members), random.Random(7)  # noqa: S311 (a repeatable choice)
    words = [corpus.text(chance, 12).split()[0] for _ in range(requests + 5)]
    return {
        page: timed(clients[who], [address.format(word=word) for word in words])
        for page, (who, address) in PAGES.items()
    }


def timed(client, addresses) -> dict:
    """The first five requests only warm up."""
    times, queries = [], []
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            started = time.process_time()
            response = client.get(address)
            elapsed = time.process_time() - started
        assert response.status_code == 200, (address, response.status_code)  # noqa: S101
        times.append(elapsed * 1000)
        queries.append(len(captured))
    cuts = quantiles(times[5:], n=20)
    return {"p50": cuts[9], "p95": cuts[18], "queries": max(queries[5:])}


def signed_in(member: Member) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(member)
    return client
