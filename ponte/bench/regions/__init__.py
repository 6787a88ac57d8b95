"""Regions: similarity of all pairs, pages with few and many figures, import of figures."""

import json
import sys

from ponte.bench.regions import figures, likeness, pages


def add_arguments(parser):
    parser.add_argument("--sample", type=int, default=2_000, help="pairs for plain Python")
    parser.add_argument("--runs", type=int, default=5, help="the median of so many counts")
    parser.add_argument("--requests", type=int, default=60, help="for each page")
    parser.add_argument("--rows", type=int, default=200_000, help="of the file to import")
    parser.add_argument("--measure", choices=["pages", "import"], help="internal, prints JSON")
    parser.add_argument("--regions", type=int, default=0, help="internal")
    parser.add_argument("--indicators", type=int, default=0, help="internal")


def run(*, measure, sample, runs, requests, rows, regions, indicators, **options):
    """Print three tables: likeness, pages, import."""
    if measure == "pages":
        lines = [json.dumps(pages.measured(regions, indicators, requests))]
    elif measure == "import":
        lines = [json.dumps(figures.measured(rows))]
    else:
        lines = [*likeness.table(sample, runs), "", *pages.table(requests), ""]
        lines += figures.table(rows)
    sys.stdout.write("\n".join(lines) + "\n")
