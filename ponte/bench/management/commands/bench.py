from django.core.management.base import BaseCommand

from ponte.bench import (
    events,
    fit,
    importing,
    meaning,
    members,
    newsletter,
    pages,
    projects,
    regions,
    relevance,
    search,
)

BENCHMARKS = {
    "search": search,
    "relevance": relevance,
    "meaning": meaning,
    "pages": pages,
    "import": importing,
    "regions": regions,
    "members": members,
    "fit": fit,
    "projects": projects,
    "newsletter": newsletter,
    "events": events,
}


class Command(BaseCommand):
    help = "Measure: each benchmark compares in one run and prints ratios."

    def add_arguments(self, parser):
        benchmarks = parser.add_subparsers(dest="benchmark", required=True)
        for name, module in BENCHMARKS.items():
            summary = module.__doc__.strip().splitlines()[0]
            module.add_arguments(benchmarks.add_parser(name, help=summary))

    def handle(self, *, benchmark, **options):
        BENCHMARKS[benchmark].run(**options)
