"""Members: their pages with few and many of them, and the distribution of reviews."""

import json
import sys

from ponte.bench.members import assignment, pages


def add_arguments(parser):
    parser.add_argument("--members", type=int, default=50_000)
    parser.add_argument("--requests", type=int, default=60, help="for each page")
    parser.add_argument("--practices", type=int, default=500, help="to distribute")
    parser.add_argument("--experts", type=int, default=60, help="who take them")
    parser.add_argument("--measure", choices=["pages", "assignment"], help="internal, prints JSON")


def run(*, members, requests, practices, experts, measure, **options):
    """Print two tables: pages, distribution."""
    if measure == "pages":
        lines = [json.dumps(pages.measured(members, requests))]
    elif measure == "assignment":
        lines = [json.dumps(assignment.measured(practices, experts))]
    else:
        lines = [*pages.table(members, requests), "", *assignment.table(practices, experts)]
    sys.stdout.write("\n".join(lines) + "\n")
