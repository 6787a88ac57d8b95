"""Imports practices from a table. docs/guide/import.md describes files and mappings."""

import sys
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from tqdm import tqdm

from ponte.core import tables
from ponte.core.importing.report import Outcome
from ponte.core.importing.telling import (
    NOTHING_IN,
    exit_code,
    problem_line,
    read_text,
    summary,
)
from ponte.practices.importing.mapping import BadMapping, ImportMapping, load_mapping
from ponte.practices.importing.run import import_practices

PROBLEMS_SHOWN = 20


class Command(BaseCommand):
    help = (
        "Import good practices from a CSV, TSV, XLSX or JSON file (also .gz). "
        "Exit code 0: every row is in; 1: some rows were rejected; "
        "2: nothing was imported, or file or mapping cannot be read."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, help="which column is what (TOML)")
        parser.add_argument("--source", default="", help="where the external identifiers are from")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument("--strict", action="store_true", help="all rows or none")
        parser.add_argument("--report", type=Path, help="write all problems to this CSV file")

    def handle(self, *, file, mapping, source, dry_run, strict, report, **options):
        try:
            with ExitStack() as stack:
                chosen = load_mapping(read_text(mapping)) if mapping else ImportMapping()
                table = stack.enter_context(
                    tables.read(
                        file,
                        delimiter=chosen.delimiter,
                        encoding=chosen.encoding,
                        sheet=chosen.sheet,
                    )
                )
                bars = stack.enter_context(Bars(hidden=not options["verbosity"]))
                outcome = import_practices(
                    table,
                    chosen,
                    source=source,
                    dry_run=dry_run,
                    strict=strict,
                    progress=bars.show,
                )
        except (tables.UnreadableTable, BadMapping) as error:
            self.stderr.write(str(error))
            sys.exit(NOTHING_IN)
        if report:
            report.write_bytes(b"".join(outcome.report()))
        self.tell(outcome, dry_run=dry_run, strict=strict, shown_elsewhere=bool(report))
        if code := exit_code(outcome, strict=strict):
            sys.exit(code)

    def tell(self, outcome: Outcome, *, dry_run, strict, shown_elsewhere):
        for note in outcome.notes:
            self.stdout.write(note)
        for problem in [] if shown_elsewhere else outcome.problems[:PROBLEMS_SHOWN]:
            self.stdout.write(problem_line(problem))
        hidden = len(outcome.problems) - PROBLEMS_SHOWN
        if hidden > 0 and not shown_elsewhere:
            self.stdout.write(
                ngettext(
                    "… and %(count)d more; --report writes all of them to a file.",
                    "… and %(count)d more; --report writes all of them to a file.",
                    hidden,
                )
                % {"count": hidden}
            )
        self.stdout.write(summary(outcome))
        if dry_run:
            self.stdout.write(_("Nothing was changed: this was a dry run."))
        elif strict and outcome.rejected:
            self.stdout.write(_("Nothing was changed: with --strict every row must be right."))


class Bars:
    """A progress bar for each phase, on terminals only."""

    def __init__(self, *, hidden: bool):
        self.hidden = True if hidden else None
        self.bars: dict[str, tqdm] = {}

    def __enter__(self):
        return self

    def __exit__(self, *details):
        for bar in self.bars.values():
            bar.close()

    def show(self, phase: str, done: int, total: int) -> None:
        if phase not in self.bars:
            label = _("Reading") if phase == "read" else _("Saving")
            self.bars[phase] = tqdm(desc=label, total=total or None, unit="", disable=self.hidden)
        bar = self.bars[phase]
        bar.update(done - bar.n)
