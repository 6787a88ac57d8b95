"""How many rows of an SDMX-CSV file are imported in a second, beside SQLite by itself."""

import csv
import random
import sqlite3
import tempfile
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

from django.core.management import call_command

from ponte.bench.regions.likeness import median
from ponte.bench.scratch import in_scratch
from ponte.regions.figures.importing import import_figures
from ponte.regions.figures.specification import Specification
from ponte.regions.models import IndicatorValue, Region

GOAL = 20_000
UNITS = ["EUR_HAB", "MIO_EUR", "PPS_HAB"]
YEARS = range(1985, 2025)
HEADER = (
    "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,freq,Time frequency,unit,Unit of measure,geo,"
    "Geopolitical entity (reporting),TIME_PERIOD,Time,OBS_VALUE,Observation value,OBS_FLAG,"
    "Observation status (Flag) V2 structure,CONF_STATUS,Confidentiality status (flag)"
)


def table(rows: int) -> list[str]:
    """Rows a second of a first and of a second import, of reading and of storing alone."""
    found = in_scratch("regions", "--measure=import", f"--rows={rows}")
    plain = found["plain"]
    lines = [f"{'import of ' + format(rows, ',') + ' rows':<30}{'rows/s':>10}{'beside':>9}"]
    lines += [
        f"{name:<30}{rows / seconds:>10,.0f}{seconds / plain:>8.1f}×"
        for name, seconds in {
            "csv and SQLite by themselves": plain,
            "into an empty table": found["first"],
            "again, nothing new": found["again"],
            "again, everything changed": found["changed"],
        }.items()
    ]
    reached = rows / found["first"] / GOAL
    verdict = "reached" if reached >= 1 else "missed"
    return [*lines, f"goal {GOAL:,} rows a second into an empty table: {verdict} ({reached:.1f}×)"]


def measured(rows: int) -> dict[str, float]:
    """Seconds for each way to import the same `rows`."""
    call_command("migrate", verbosity=0, interactive=False)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "estat_bench.csv"
        write(path, rows)
        found = {
            "plain": median(lambda: by_itself(path), 3),
            "first": median(lambda: imported(path), 1),
            "again": median(lambda: imported(path), 1),
        }
        if IndicatorValue.objects.count() != rows:
            raise RuntimeError(f"{IndicatorValue.objects.count()} of {rows} figures are stored.")
        write(path, rows, seed=2)
        return {**found, "changed": median(lambda: imported(path), 1)}


def write(path: Path, rows: int, seed: int = 1) -> None:
    """An SDMX-CSV file with labels, of so many figures; another seed gives other values."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"{HEADER}\n")
        csv.writer(file).writerows(islice(made_up(seed), rows))


def made_up(seed: int) -> Iterator[list[object]]:
    chance = random.Random(seed)  # noqa: S311 (no secret)
    places = list(Region.objects.places().values_list("code", "name"))
    structure = ["dataflow", "ESTAT:BENCH(1.0)", "Gross domestic product", "A", "Annual"]
    for unit, (code, name), year in product(UNITS, places, YEARS):
        value = round(chance.uniform(1_000, 90_000), 1)
        yield [*structure, unit, unit, code, name, year, "", value, "", "p" * (year > 2022), *"   "]


def imported(path: Path) -> None:
    wanted = [Specification(unit.lower(), filters={"unit": unit}) for unit in UNITS]
    summary = import_figures([path], wanted)
    if summary.rejected:
        raise RuntimeError(f"{summary.rejected} rows were rejected: {summary.refusals[0]}")


def by_itself(path: Path) -> None:
    """The least that anybody must do: read the rows, store their numbers, keep them unique."""
    with sqlite3.connect(":memory:") as database, path.open(encoding="utf-8", newline="") as file:
        database.execute(
            "CREATE TABLE figure (unit, geo, year, value, flag, UNIQUE (unit, geo, year))"
        )
        rows = csv.reader(file)
        next(rows)
        database.executemany(
            "INSERT INTO figure VALUES (?, ?, ?, ?, ?)",
            ((row[5], row[7], int(row[9]), float(row[11]), row[13]) for row in rows),
        )
