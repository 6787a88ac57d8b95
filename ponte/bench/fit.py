"""Count what fits: all practices for all regions, one region with a need, and the page."""

import json
import random
import resource
import time
import tracemalloc
from collections.abc import Callable
from decimal import Decimal
from statistics import quantiles

import numpy as np
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ponte.bench.corpus import Corpus
from ponte.bench.pages import load
from ponte.bench.scratch import in_scratch
from ponte.matching import counting, inputs
from ponte.matching.asking import Asked, usual_weights
from ponte.matching.fit import Fit
from ponte.matching.models import Competence, Declaration, Requirements
from ponte.matching.parts import Means
from ponte.practices.judging.models import Adoption
from ponte.practices.models import Practice
from ponte.regions.actions import compute_similarity
from ponte.regions.figures.shipped import load_shipped
from ponte.regions.models import Region

FEW, MANY = 10_000, 200_000
RUNS = 40
WARM = 5
MEGABYTE = 1e6
# A tenth of the practices were tried somewhere, a third say what they require.
TRIED, STATED = 10, 3
NEED_WORDS = 60
# The day is of no account: the same in every run.
DAY = 739_000

GOALS = {
    "matrix": "all practices for all regions: below 2 s and 500 MB",
    FEW: "one region with a need: p95 below 50 ms",
    MANY: "one region with a need: p95 below 300 ms, the text turned into a vector included",
}


def add_arguments(parser):
    parser.add_argument("--few", type=int, default=FEW)
    parser.add_argument("--practices", type=int, default=MANY, help="0: only the few")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--measure", type=int, help="internal: measure so many here, as JSON")


def run(*, few, practices, runs, measure, **options):
    """Print seconds, megabytes, p50 and p95 with few and with many practices."""
    if measure:
        print(json.dumps(measured(measure, runs)))  # noqa: T201 (its result)
        return
    sizes = [size for size in (few, practices) if size]
    rows = ["practices  regions  matrix s     MB  load s  held MB"]
    found = {size: in_scratch("fit", f"--measure={size}", f"--runs={runs}") for size in sizes}
    rows += [
        f"{size:>9,}{each['regions']:>9}{each['matrix']:>10.2f}{each['megabytes']:>7.0f}"
        f"{each['load']:>8.2f}{each['held']:>9.1f}"
        for size, each in found.items()
    ]
    rows.append(f"{'milliseconds':<32}{'practices':>10}{'p50':>9}{'p95':>9}{'queries':>9}")
    for name in ("parts alone", "one region", "one region with a need", "page", "page with a need"):
        rows += [
            f"{name:<32}{size:>10,}{each[name]['p50']:>9.1f}{each[name]['p95']:>9.1f}"
            f"{each[name].get('queries', '–'):>9}"
            for size, each in found.items()
        ]
    rows += [f"Goal: {goal}." for goal in GOALS.values()]
    rows.append(
        "By meaning." if all(each["by_meaning"] for each in found.values()) else "By words."
    )
    print("\n".join(rows))  # noqa: T201 (a command's output)


def measured(size: int, runs: int) -> dict:
    """Fill a database with so many practices and time everything."""
    call_command("migrate", verbosity=0, interactive=False)
    load_shipped()
    compute_similarity()
    fill(size)
    call_command("reindex", verbosity=0)
    started = time.perf_counter()
    held = inputs.current()
    loading = time.perf_counter() - started
    seconds, megabytes = matrix(held)
    regions = list(Region.objects.filter(code__in=held.atlas.codes[: held.atlas.size]))
    chance, corpus = random.Random(7), Corpus(size)  # noqa: S311 (a repeatable choice)
    asked = [chance.choice(regions) for _ in range(runs + WARM)]
    needs = [corpus.text(chance, NEED_WORDS) for _ in asked]
    client = Client(SERVER_NAME="127.0.0.1")
    counted = counting.count(Asked(asked[0], need=needs[0]), today=DAY)
    return {
        "regions": held.atlas.size,
        "matrix": seconds,
        "megabytes": megabytes,
        "load": loading,
        "held": size_of(held.holdings),
        "by_meaning": bool(counted.heard and counted.heard.by_meaning),
        "parts alone": timed(lambda n: parts_alone(held, held.atlas.places[asked[n].pk]), runs),
        "one region": timed(lambda n: best(Asked(asked[n])), runs),
        "one region with a need": timed(lambda n: best(Asked(asked[n], need=needs[n])), runs),
        "page": timed(lambda n: get(client, {"region": asked[n].code}), runs),
        "page with a need": timed(
            lambda n: get(client, {"region": asked[n].code, "q": needs[n]}), runs
        ),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    }


def fill(size: int) -> None:
    """Practices, of which some were tried and some say what they require; all regions declare."""
    load(size)
    chance = random.Random(13)  # noqa: S311
    keys = list(Practice.objects.order_by("pk").values_list("pk", flat=True))
    regions = list(Region.objects.places().of_level(2))
    Adoption.objects.bulk_create(
        [
            Adoption(
                practice_id=key,
                region=chance.choice(regions),
                year=chance.randint(2015, 2025),
                result=chance.choice(Adoption.Result.values),
                outcome="Made up.",
            )
            for key in chance.sample(keys, size // TRIED)
        ],
        batch_size=2_000,
    )
    Requirements.objects.bulk_create(
        [
            Requirements(
                practice_id=key,
                competences=chance.sample(Competence.values, 2),
                least_population=chance.randint(0, 2_000_000),
                cost=Decimal(chance.randint(1_000, 5_000_000)),
                months=chance.randint(1, 36),
            )
            for key in chance.sample(keys, size // STATED)
        ],
        batch_size=2_000,
    )
    Declaration.objects.bulk_create(
        Declaration(region=region, competences=chance.sample(Competence.values, 6))
        for region in regions
    )


def parts_alone(held, place: int) -> Fit:
    """The fit of all practices to one region, and the ten best: no database, no search."""
    spans = counting.spans_of(
        held,
        place,
        declaration=None,
        heard=None,
        means=Means(population=float(held.atlas.population[place])),
        likeness=held.atlas.likeness(place),
        today=DAY,
    )
    fit = Fit(spans, usual_weights())
    for each in fit.best(10):
        fit.account(each)
    return fit


def matrix(held) -> tuple[float, float]:
    """Seconds for the fit of all practices to all regions, and the megabytes it takes at most."""

    def everything():
        found = np.empty((held.atlas.size, len(held.holdings)), dtype=np.int8)
        for place in range(held.atlas.size):
            found[place] = parts_alone(held, place).totals
        return found

    started = time.perf_counter()
    everything()
    seconds = time.perf_counter() - started
    tracemalloc.start()
    everything()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return seconds, peak / MEGABYTE


def best(asked: Asked) -> None:
    counted = counting.count(asked, today=DAY)
    for place in counted.best(10):
        counted.account(place)


def get(client: Client, parameters: dict[str, str]) -> None:
    response = client.get("/fit/", parameters, follow=True)
    assert response.status_code == 200, response.status_code  # noqa: S101


def timed(work: Callable[[int], object], runs: int) -> dict:
    """p50 and p95 in milliseconds, and the most queries; the first turns only warm up."""
    times, queries = [], []
    for turn in range(runs + WARM):
        with CaptureQueriesContext(connection) as captured:
            started = time.perf_counter()
            work(turn)
            elapsed = time.perf_counter() - started
        if turn >= WARM:
            times.append(1000 * elapsed)
            queries.append(len(captured))
    cuts = quantiles(times, n=20)
    return {"p50": cuts[9], "p95": cuts[18], "queries": max(queries)}


def size_of(holdings) -> float:
    """The megabytes of its arrays."""
    arrays = (each for each in vars(holdings).values() if isinstance(each, np.ndarray))
    return sum(array.nbytes for array in arrays) / MEGABYTE
