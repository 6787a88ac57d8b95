"""The pages about regions, with few and with many regions and indicators."""

import gc
import gzip
import random
import time
from itertools import islice
from statistics import quantiles
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tqdm import tqdm

from ponte.bench import pages
from ponte.bench.scratch import in_scratch
from ponte.regions.actions import compute_similarity
from ponte.regions.figures import shipped
from ponte.regions.figures.carrying import Kept
from ponte.regions.figures.importing import save_indicator, save_values
from ponte.regions.figures.specification import load
from ponte.regions.loading import point_portraits
from ponte.regions.models import Region
from ponte.regions.similarity.scheme import load_scheme

SIZES = [(330, 14), (1_500, 200)]
# Of each page: the name of its address, whether that has a region's code, and its query.
PAGES = {
    "region": ("regions:detail", True, ""),
    "all figures": ("regions:figures", True, ""),
    "all figures, CSV": ("regions:figures_csv", True, ""),
    "similar": ("regions:similar", True, ""),
    "similar, other weights": ("regions:similar", True, "weight-demography=3"),
    "compare four": ("regions:compare", False, "r={a}&r={b}&r={c}&r={d}"),
    "monitor": ("regions:index", False, ""),
    "monitor, like one": ("regions:index", False, "like={a}&classes=equal"),
    "monitor, embedded": ("regions:embed", False, ""),
}
WARM_UP = 5
PRACTICES = 1_000
YEARS = (2013, 2023)
MISSING = 0.1
MONITOR_GOAL, GEOMETRY_GOAL = 10.0, 60.0
CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Measures = dict[str, dict[str, float]]


def table(requests: int) -> list[str]:
    """Size, p50, p95 and queries of each page at both sizes."""
    few, many = (
        in_scratch(
            "regions",
            "--measure=pages",
            f"--regions={regions}",
            f"--indicators={indicators}",
            f"--requests={requests}",
        )
        for regions, indicators in SIZES
    )
    line = "{:<24}" + 2 * "{:>8} {:>7} {:>7} {:>7} {:>4}" + "{:>8}"
    names = ["KB gz", "first", "p50", "p95", "qu."]
    heads = [f"{regions:,} × {indicators}" for regions, indicators in SIZES]
    lines = [
        f"{'milliseconds':<24}{heads[0]:>37}{heads[1]:>37}{'p95':>8}",
        line.format("", *names, *names, "ratio"),
    ]
    for page in PAGES:
        a, b = few[page], many[page]
        lines.append(line.format(page, *shown(a), *shown(b), f"{b['p95'] / a['p95']:.1f}×"))
    return [*lines, *verdicts(few, many)]


def shown(measures: dict[str, float]) -> list[str]:
    numbers = [f"{measures[name]:.1f}" for name in ("kilobytes", "first", "p50", "p95")]
    return [*numbers, f"{measures['queries']:.0f}"]


def verdicts(few: Measures, many: Measures) -> list[str]:
    grown = [page for page in PAGES if many[page]["queries"] > few[page]["queries"]]
    geometry = kilobytes((settings.BUILD_DIR / "static/regions/map.svg").read_bytes())
    monitor = " and ".join(f"{each['monitor']['kilobytes']:.1f}" for each in (few, many))
    return [
        f"first: with an empty cache. More queries in the larger one: {', '.join(grown) or 'none'}",
        f"monitor: {monitor} KB, goal {MONITOR_GOAL:g}",
        f"its geometry: {geometry:.1f} KB, goal {GEOMETRY_GOAL:g}",
    ]


def measured(regions: int, indicators: int, requests: int) -> Measures:
    """Of each page: kilobytes gz, milliseconds and queries, in a new database of this size."""
    call_command("migrate", verbosity=0, interactive=False)
    codes = fill(regions, indicators)
    call_command("reindex", verbosity=0)
    gc.collect()
    gc.freeze()  # what filling left behind is not for the pages to sweep
    client = Client(SERVER_NAME="127.0.0.1")
    chance = random.Random(7)  # noqa: S311 (a repeatable choice)
    return {
        page: times(client, page, codes, requests, chance) for page in tqdm(PAGES, disable=None)
    }


def times(
    client: Client, page: str, codes: list[str], requests: int, chance: random.Random
) -> dict[str, float]:
    found: list[tuple[float, int, float]] = []
    for _turn in range(1 + WARM_UP + requests):
        url = address(page, chance.sample(codes, 4))
        with CaptureQueriesContext(connection) as captured:
            started = time.perf_counter()
            response: Any = client.get(url)
            content = response.getvalue()
            elapsed = (time.perf_counter() - started) * 1000
        if response.status_code != 200:
            raise RuntimeError(f"{url} answers {response.status_code}.")
        found.append((elapsed, len(captured), kilobytes(content)))
    taken, queries, sizes = zip(*found[1 + WARM_UP :], strict=True)
    cuts = quantiles(taken, n=20)
    return {
        "first": found[0][0],
        "p50": cuts[9],
        "p95": cuts[18],
        "queries": max(queries),
        "kilobytes": max(sizes),
    }


def address(page: str, codes: list[str]) -> str:
    name, has_code, query = PAGES[page]
    path = reverse(name, args=codes[:1] if has_code else [])
    return f"{path}?{query.format(**dict(zip('abcd', codes, strict=True)))}"


def kilobytes(content: bytes) -> float:
    return len(gzip.compress(content)) / 1024


def fill(regions: int, indicators: int) -> list[str]:
    """Make figures up for so many NUTS 2 regions; return their codes.

    The first indicators are those that come with Ponte, so that regions can be compared.
    """
    invent(regions)
    places = Region.objects.of_level(2).places().order_by("code")
    keys = dict(islice(places.values_list("code", "pk"), regions))
    chance = np.random.default_rng(1)
    for code, described in descriptions(indicators):
        indicator = save_indicator(code, described)
        values = chance.lognormal(3, 1, (len(keys), len(YEARS)))
        known = chance.random(values.shape) >= MISSING
        figures = [
            Kept(place, year, round(float(value), 2), "", "2024")
            for place, row, there in zip(keys, values, known, strict=True)
            for year, value, has_one in zip(YEARS, row, there, strict=True)
            if has_one
        ]
        save_values(indicator, figures, keys)
    compute_similarity()
    pages.load(PRACTICES)
    return list(keys)


def descriptions(number: int) -> list[tuple[str, dict[str, Any]]]:
    """Codes and fields of `number` indicators, those that similarity needs first."""
    structural = load_scheme().codes
    listed = sorted(load(shipped.INDICATORS), key=lambda each: each.code not in structural)
    made_up = [
        (f"made-up-{k}", {"name": f"Made-up indicator {k}", "unit": "%", "dataset": "bench"})
        for k in range(max(0, number - len(listed)))
    ]
    known = [(each.code, {**each.described}) for each in listed]
    found = [*known, *made_up][:number]
    return [(code, {**fields, "position": k}) for k, (code, fields) in enumerate(found, start=1)]


def invent(number: int) -> None:
    """Add NUTS 2 regions with unused codes until there are `number`, evenly over NUTS 1."""
    present = set(Region.objects.values_list("code", flat=True))
    missing = number - Region.objects.of_level(2).places().count()
    parents = list(Region.objects.of_level(1).places().select_related("portrait"))
    unused = (
        (parent, parent.code + character)
        for character in CHARACTERS
        for parent in parents
        if parent.code + character not in present
    )
    Region.objects.bulk_create(
        Region(
            code=code,
            nuts_version=parent.nuts_version,
            level=2,
            name=f"{parent.name} {code[-1]}",
            parent=parent,
            map_x=parent.map_x,
            map_y=parent.map_y,
        )
        for parent, code in islice(unused, max(0, missing))
    )
    point_portraits(Region, "default")
