"""Time catalogue, project pages and impact with few and many projects, and the import of a list."""

import json
import random
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ponte.bench.corpus import Corpus
from ponte.bench.scratch import in_scratch
from ponte.community.models import Member, Organisation
from ponte.core import tables
from ponte.core.importing.mapping import ImportMapping
from ponte.impact import tallies
from ponte.impact.models import Claim, Fund
from ponte.impact.triggers import Decided
from ponte.instruments.models import PolicyInstrument
from ponte.projects.importing.run import import_projects
from ponte.projects.models import Programme, Project, ProjectPartner
from ponte.regions.models import Region
from ponte.topics.models import Topic

FEW, MANY = 1_000, 100_000
PARTNERS = 8
REQUESTS = 60
WARM = 5
BATCH = 5_000
IMPORTED = 5_000
# Few enough of them that filters fill a page among the few projects too.
PROGRAMMES = 10
INSTRUMENTS = 200
# One project in so many has led to an improvement that is confirmed.
IMPROVES = 10
PAGES = {
    "catalogue": "/projects/",
    "catalogue, words and facets": "/projects/?q={word}+{other}&topic=smart&country=ES",
    "catalogue of a programme": "/projects/?programme=programme-{programme}&status=contracted",
    "project page": "/projects/project-{number}/",
    "impact": "/impact/",
    "impact, filtered": "/impact/?topic=smart",
}
GOAL = 2.0


def add_arguments(parser):
    parser.add_argument("--few", type=int, default=FEW)
    parser.add_argument("--projects", type=int, default=MANY)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--rows", type=int, default=IMPORTED, help="projects to import")
    parser.add_argument("--measure", action="store_true", help="internal: measure here, as JSON")


def run(*, few, projects, requests, rows, measure, **options):
    """Print p50, p95 and queries of each page with few and with many projects, and ratios.

    Pages in milliseconds of the processor, in which the work of SQLite and of the index is
    included; the import in seconds of the clock.
    """
    if measure:
        print(json.dumps(measured(projects, requests, rows)))  # noqa: T201 (its result)
        return
    small, large = (
        in_scratch(
            "projects",
            "--measure",
            f"--projects={size}",
            f"--requests={requests}",
            f"--rows={rows}",
        )
        for size in (few, projects)
    )
    print("\n".join(report(small, large, few, projects)))  # noqa: T201 (a command's output)


def report(small: dict, large: dict, few: int, many: int) -> list[str]:
    line = "{:<28} {:>9} {:>9} {:>9} {:>9} {:>7} {:>9} {:>9}"
    lines = [
        line.format("milliseconds", f"{few:,}", "", f"{many:,}", "", "p95", "queries", ""),
        line.format("", "p50", "p95", "p50", "p95", "ratio", f"{few:,}", f"{many:,}"),
    ]
    for page in PAGES:
        a, b = small["pages"][page], large["pages"][page]
        lines.append(
            line.format(
                page,
                *(f"{value:.1f}" for value in (a["p50"], a["p95"], b["p50"], b["p95"])),
                f"{b['p95'] / a['p95']:.2f}",
                a["queries"],
                b["queries"],
            )
        )
    a, b = small["import"], large["import"]
    lines += [
        f"projects imported per second beside {few:,}: {a:,.0f}, beside {many:,}: {b:,.0f}",
        f"{large['partnerships']:,} partnerships, {large['claims']:,} improvements.",
        f"Goal: ratio below {GOAL:g}, the same number of queries.",
    ]
    return lines


def measured(size: int, requests: int, rows: int) -> dict:
    """p50, p95 in milliseconds and queries of each page, and projects imported per second."""
    call_command("migrate", verbosity=0, interactive=False)
    fill(size)
    call_command("reindex", verbosity=0)
    client = Client(SERVER_NAME="127.0.0.1")
    return {
        "pages": {page: timed(client, page, size, requests) for page in PAGES},
        "partnerships": ProjectPartner.objects.count(),
        "claims": Claim.objects.count(),
        "import": rows / seconds(lambda: bring_in(rows)) if rows else 1,
    }


def timed(client: Client, page: str, size: int, requests: int) -> dict:
    chance = random.Random(7)  # noqa: S311 (a repeatable choice)
    corpus = Corpus(size)
    times, queries = [], []
    for turn in range(requests + WARM):
        word, other = corpus.text(chance, 12).split()[:2]
        url = PAGES[page].format(
            word=word,
            other=other,
            number=chance.randrange(size),
            programme=chance.randrange(PROGRAMMES),
        )
        with CaptureQueriesContext(connection) as captured:
            started = time.process_time()
            response = client.get(url)
            elapsed = time.process_time() - started
        assert response.status_code == 200, (url, response.status_code)  # noqa: S101
        if turn >= WARM:
            times.append(elapsed * 1000)
            queries.append(len(captured))
    cuts = quantiles(times, n=20)
    return {"p50": cuts[9], "p95": cuts[18], "queries": max(queries)}


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def bring_in(rows: int) -> None:
    """Import so many projects with their partners from a CSV file."""
    with TemporaryDirectory(prefix="ponte-bench-") as folder:
        path = Path(folder) / "projects.csv"
        records = list(made_up(rows))
        with path.open("wb") as file:
            file.writelines(tables.write("csv", list(records[0]), records))
        with tables.read(path) as table:
            outcome = import_projects(table, ImportMapping(), source="bench")
    if outcome.rejected:
        raise RuntimeError(f"{outcome.rejected} rows were rejected: {outcome.problems[0]}")


def made_up(count: int):
    chance = random.Random(3)  # noqa: S311 (the same rows in every run)
    corpus = Corpus(count)
    regions = list(Region.objects.places().of_level(2).values_list("code", flat=True))
    for number in range(count):
        budget = chance.randint(50, 5_000) * 1_000
        yield {
            "external_id": f"new-{number}",
            "title": f"{corpus.text(chance, 8)[:150].capitalize()} {number}",
            "summary": corpus.text(chance, 100)[:1500],
            "programme_name": f"Programme {chance.randrange(PROGRAMMES)}",
            "regions": ";".join(chance.sample(regions, 3)),
            "start": f"{chance.randint(2015, 2020)}-01-01",
            "end": "2023-12-31",
            "total_budget": str(budget),
            "erdf": str(budget // 2),
            "partners": ";".join(f"Body {chance.randrange(20_000)}" for _ in range(PARTNERS)),
        }


def fill(size: int) -> None:
    """Make `size` projects of PARTNERS partners each, on all topics in all regions."""
    chance = random.Random(11)  # noqa: S311
    corpus = Corpus(size)
    regions = list(Region.objects.places().of_level(2).values_list("pk", flat=True))
    topics = list(Topic.objects.sub_topics())
    programmes = Programme.objects.bulk_create(
        Programme(slug=f"programme-{number}", name=f"Programme {number}")
        for number in range(PROGRAMMES)
    )
    states = Project.State.values
    for first in range(0, size, BATCH):
        projects = Project.objects.bulk_create(
            Project(
                slug=f"project-{number}",
                title=f"{corpus.text(chance, 8)[:150].capitalize()} {number}",
                summary=corpus.text(chance, 100)[:1500],
                programme=chance.choice(programmes),
                state=chance.choice(states),
                start=date(chance.randint(2014, 2024), 1, 1),
                end=date(chance.randint(2025, 2028), 12, 31),
                total_budget=chance.randint(50, 9_000) * 1_000,
                partner_count=PARTNERS,
            )
            for number in range(first, min(first + BATCH, size))
        )
        Project.topics.through.objects.bulk_create(
            Project.topics.through(project=project, topic=chance.choice(topics))
            for project in projects
        )
        Project.regions.through.objects.bulk_create(
            Project.regions.through(project=project, region_id=region)
            for project in projects
            for region in chance.sample(regions, 3)
        )
        ProjectPartner.objects.bulk_create(
            ProjectPartner(
                project=project,
                position=position,
                name=f"Body {body}",
                key=f"body-{body}",
                role="partner" if position > 1 else "lead",
                region_id=chance.choice(regions),
            )
            for project in projects
            for position in range(1, PARTNERS + 1)
            for body in [chance.randrange(20_000)]
        )
    improve(chance, regions, size)


def improve(chance: random.Random, regions: list[int], size: int) -> None:
    """Let one project in IMPROVES have improved an instrument, and count what came of it."""
    authority = Organisation.objects.create(
        slug="authority", name_original="Authority", name_en="Authority", type="regional"
    )
    claimant, attestor = (
        Member.objects.create(email=f"{name}@bench.example", first_name=name, last_name="Bench")
        for name in ("claimant", "attestor")
    )
    instruments = PolicyInstrument.objects.bulk_create(
        PolicyInstrument(
            slug=f"instrument-{number}",
            name_original=f"Instrument {number}",
            name_en=f"Instrument {number}",
            name_key=f"instrument {number}",
            type="regional",
            territory_id=chance.choice(regions),
            responsible_authority=authority,
        )
        for number in range(INSTRUMENTS)
    )
    hubs = list(Topic.objects.hubs())
    now = timezone.now()
    claims = Claim.objects.bulk_create(
        Claim(
            title=f"Improvement {number}",
            instrument=chance.choice(instruments),
            project=project,
            topic=chance.choice(hubs),
            type=chance.choice(Claim.Type.values),
            description="It is better.",
            contribution="We saw it there.",
            effective_on=date(chance.randint(2016, 2025), 3, 1),
            beneficiaries=chance.randint(1, 500),
            claimed_by=claimant,
            attestor=attestor,
            state=Claim.State.CONFIRMED,
            sent_at=now,
            attested_at=now,
            attested_for="Authority",
            decided_by=attestor,
            decided_at=now,
        )
        for number, project in enumerate(Project.objects.order_by("pk")[: max(size // IMPROVES, 1)])
    )
    with Decided().opened(connection):
        Fund.objects.bulk_create(
            Fund(
                claim=claim,
                kind=chance.choice(Fund.Kind.values),
                year=claim.effective_on.year,
                amount=chance.randint(1, 900) * 1_000,
            )
            for claim in claims
        )
    tallies.rebuild()
