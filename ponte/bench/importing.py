"""Import: rows per second from a CSV file to the search index, and where the time goes."""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from ponte.bench.corpus import Corpus
from ponte.core import tables
from ponte.practices.importing.lookups import Lookups
from ponte.practices.importing.mapping import ImportMapping, bind
from ponte.practices.importing.rows import RowReader
from ponte.practices.importing.run import import_practices
from ponte.regions.models import Region
from ponte.search.indexer import drain, rebuild
from ponte.topics.models import Topic

GOAL = 500
INSIDE = "PONTE_BENCH_INSIDE"


def add_arguments(parser):
    parser.add_argument("--rows", type=int, default=5000)


def run(*, rows, **options):
    """Measure in a process of its own, whose data folder is thrown away afterwards."""
    if os.environ.get(INSIDE):
        measure(rows)
        return
    with tempfile.TemporaryDirectory(prefix="ponte-bench-") as folder:
        environment = {**os.environ, "PONTE_DATA_DIR": folder, INSIDE: "1"}
        environment.pop("PONTE_DATABASE_URL", None)
        ponte = [sys.executable, "-m", "ponte"]
        subprocess.run([*ponte, "migrate", "--verbosity=0"], env=environment, check=True)  # noqa: S603
        bench = [*ponte, "bench", "import", f"--rows={rows}"]
        subprocess.run(bench, env=environment, check=True)  # noqa: S603


def measure(count: int) -> None:
    """Print how long each step takes for `count` made-up rows."""
    path = Path(connection.settings_dict["NAME"]).with_name("rows.csv")
    records = list(made_up(count))
    with path.open("wb") as file:
        file.writelines(tables.write("csv", list(records[0]), records))
    # What a running site has ready: an index, and the names of regions.
    rebuild()
    Lookups().place("ES51")
    read = timed(lambda: read_only(path))
    checked = timed(lambda: brought_in(path, dry_run=True))
    saved = timed(lambda: brought_in(path, dry_run=False))
    indexed = timed(drain)
    total = saved + indexed
    steps = {
        "read and understand": read,
        "match and validate": checked - read,
        "save": saved - checked,
        "index": indexed,
    }
    lines = [f"{'step':<24}{'seconds':>10}{'share':>8}"]
    lines += [f"{name:<24}{each:>10.2f}{each / total:>8.0%}" for name, each in steps.items()]
    lines.append(f"{'all':<24}{total:>10.2f}{1:>8.0%}")
    rate = count / total
    lines.append(f"{count} rows, {path.stat().st_size / 1e6:.1f} MB: {rate:,.0f} rows per second")
    lines.append(f"goal {GOAL}: {'reached' if rate >= GOAL else 'missed'} ({rate / GOAL:.1f}×)")
    sys.stdout.write("\n".join(lines) + "\n")


def timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def read_only(path: Path) -> None:
    with tables.read(path) as table:
        reader = RowReader(bind(ImportMapping(clean=True), table), Lookups())
        for row in table.rows:
            reader.read(row)


def brought_in(path: Path, *, dry_run: bool) -> None:
    with tables.read(path) as table:
        outcome = import_practices(table, ImportMapping(clean=True), dry_run=dry_run)
    if outcome.rejected:
        raise RuntimeError(f"{outcome.rejected} rows were rejected: {outcome.problems[0]}")


def made_up(count: int) -> Iterator[dict[str, str]]:
    """Rows as long and as filled as real ones: about 1,300 characters each."""
    chance = random.Random(1)  # noqa: S311 - the same rows in every run
    corpus = Corpus(count)
    regions = list(Region.objects.places().of_level(2).values_list("code", flat=True))
    topics = list(Topic.objects.sub_topics().values_list("code", flat=True))

    def text(about: int) -> str:
        return corpus.text(chance, about).capitalize() + "."

    for number in range(count):
        year = chance.randint(2008, 2022)
        yield {
            "external_id": str(number),
            "source": "bench",
            "title": f"{text(8)[:90]} {number}",
            "short_summary": text(18)[:160],
            "institution_name": text(5),
            "region": chance.choice(regions),
            "scope": chance.choice(["national", "Regional", "local"]),
            "topics": ";".join(chance.sample(topics, 2)),
            "keywords": corpus.text(chance, 4).replace(" ", ";"),
            "detailed_information": f"<p>{text(110)}</p><p>{text(40)}</p>"[:1400],
            "start": f"{chance.randint(1, 12):02}/{year}",
            "end": str(year + 2),
            "evidence_of_success": text(30)[:500],
            "further_information": f"www.example.org/{number}",
        }
