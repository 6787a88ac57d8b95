"""Imports figures about regions. docs/guide/indicators.md describes files and options."""

import tempfile
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from ponte.regions.figures.fetching import EUROSTAT, NotFetched, fetch
from ponte.regions.figures.importing import Summary, import_figures
from ponte.regions.figures.reading import UnreadableFigures
from ponte.regions.figures.specification import (
    BadSpecification,
    Specification,
    load,
    parse_filters,
)

REASONS_SHOWN = 20


class Command(BaseCommand):
    help = (
        "Import figures about regions from Eurostat's SDMX-CSV and TSV files or from a tidy "
        "CSV table (also .gz). One transaction; a second import changes nothing."
    )

    # Where the server is; only code may say that it is elsewhere.
    stealth_options = ("base",)

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path)
        parser.add_argument("--indicator", required=True, help="its code, or a TOML file")
        parser.add_argument(
            "--filter", action="append", default=[], metavar="DIMENSION=VALUE", dest="filters"
        )
        parser.add_argument("--source", default="", help="who published it (Eurostat)")
        parser.add_argument("--dataset", default="", help="the source's code of the table")
        parser.add_argument("--value", default="", help="the column of the figures")
        parser.add_argument("--year", default="", help="the year of a table without one")
        parser.add_argument("--from-eurostat", metavar="DATASET", default="")
        parser.add_argument("--weight", choices=["population", "area"], default="population")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument("--report", type=Path, help="write all rejected figures to this CSV")

    def handle(self, *, files, from_eurostat, weight, dry_run, report, **options):
        with ExitStack() as stack:
            try:
                if from_eurostat:
                    folder = stack.enter_context(tempfile.TemporaryDirectory())
                    target = Path(folder) / f"{from_eurostat.lower()}.csv.gz"
                    fetch(from_eurostat, target, base=options.get("base", EUROSTAT))
                    files = [*files, target]
                if not files:
                    raise CommandError(_("Name a file, or a dataset with --from-eurostat."))
                summary = import_figures(
                    files, specifications(**options), weight=weight, dry_run=dry_run
                )
            except (UnreadableFigures, BadSpecification, NotFetched) as error:
                raise CommandError(str(error)) from error
        if report:
            report.write_text(summary.report(), encoding="utf-8", newline="")
        self.tell(summary, dry_run=dry_run)

    def tell(self, summary: Summary, *, dry_run: bool):
        for line in lines(summary):
            self.stdout.write(line)
        if dry_run:
            self.stdout.write(_("Nothing was changed: this was a dry run."))


def specifications(*, indicator, filters, source, dataset, value, year, **_options):
    """Raises BadSpecification."""
    if indicator.endswith(".toml"):
        return load(Path(indicator))
    told = {"source": source, "dataset": dataset}
    described = {name: text for name, text in told.items() if text}
    return [
        Specification(
            indicator,
            described=described,
            file="*",
            filters=parse_filters(filters),
            value=value,
            year=year,
        )
    ]


def lines(summary: Summary) -> list[str]:
    levels = ", ".join(f"{level}: {summary.levels[level]}" for level in sorted(summary.levels))
    told = [
        _("Rows read: %(rows)d; figures in them: %(figures)d.")
        % {"rows": summary.rows, "figures": summary.figures},
        _("Stored: %(stored)d (%(new)d new, %(changed)d changed, %(same)d as before).")
        % {
            "stored": summary.stored,
            "new": summary.new,
            "changed": summary.changed,
            "same": summary.same,
        },
        _("Converted: %(converted)d figures of old codes gave %(made)d of present ones.")
        % {"converted": summary.converted, "made": summary.made},
        _("Stored by level (0: countries, 1 to 3: NUTS): %(levels)s.") % {"levels": levels or "–"},
        _("Aggregates, not kept: %(count)d.") % {"count": summary.aggregates},
        _("Missing in the source: %(count)d.") % {"count": summary.missing},
        _("Rejected: %(count)d.") % {"count": summary.rejected},
    ]
    reasons = summary.reasons()
    told += [f"  {count} × {reason}" for reason, count in reasons[:REASONS_SHOWN]]
    if len(reasons) > REASONS_SHOWN:
        told.append(_("  … --report writes all of them to a file."))
    return told
