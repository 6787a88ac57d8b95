"""Imports projects from a table. docs/guide/projects.md describes files and mappings."""

import csv
import sys
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from tqdm import tqdm

from ponte.core import tables
from ponte.core.importing.mapping import BadMapping, ImportMapping, load_mapping
from ponte.core.importing.report import COLUMNS, WARNING, Outcome
from ponte.core.importing.telling import exit_code, problem_line, read_text, summary
from ponte.core.tables.cells import guard
from ponte.projects.importing.rows import TARGET
from ponte.projects.importing.run import import_projects
from ponte.projects.importing.standing import Standing

PROBLEMS_SHOWN = 20
NOTHING_IN = 2


class Command(BaseCommand):
    help = (
        "Import projects from a CSV, TSV, XLSX or JSON file (also .gz). "
        "Exit code 0: every row is in; 1: some rows were rejected; "
        "2: nothing was imported, or file or mapping cannot be read."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--map", type=Path, help="which column is what (TOML)")
        parser.add_argument("--source", default="", help="where the external identifiers are from")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument(
            "--resume", action="store_true", help="go on where the same import was interrupted"
        )
        parser.add_argument("--report", type=Path, help="write all problems to this CSV file")

    def handle(self, *, file, source, dry_run, resume, report, **options):
        try:
            text = read_text(options["map"]) if options["map"] else ""
            mapping = load_mapping(text, TARGET) if text else ImportMapping()
            with ExitStack() as stack:
                table = stack.enter_context(
                    tables.read(
                        file,
                        delimiter=mapping.delimiter,
                        encoding=mapping.encoding,
                        sheet=mapping.sheet,
                    )
                )
                standing = Standing.of(file, text, source)
                done, so_far = standing.read() if resume else (0, Outcome())
                bar = stack.enter_context(
                    tqdm(
                        desc=_("Importing"),
                        initial=done,
                        unit=" rows",
                        disable=None if options["verbosity"] else True,
                    )
                )
                told = stack.enter_context(Told(report, append=resume))

                def keep(rows, outcome):
                    bar.update(rows - bar.n)
                    if not dry_run:
                        standing.keep(rows, outcome)

                outcome = import_projects(
                    table,
                    mapping,
                    source=source,
                    dry_run=dry_run,
                    skip=done,
                    outcome=so_far,
                    tell=told.add,
                    progress=keep,
                )
        except (tables.UnreadableTable, BadMapping) as error:
            self.stderr.write(str(error))
            sys.exit(NOTHING_IN)
        if not dry_run:
            standing.forget()
        self.tell(outcome, told, dry_run=dry_run, shown_elsewhere=bool(report))
        if code := exit_code(outcome):
            sys.exit(code)

    def tell(self, outcome, told, *, dry_run, shown_elsewhere):
        for note in outcome.notes:
            self.stdout.write(note)
        for problem in [] if shown_elsewhere else told.first:
            self.stdout.write(problem_line(problem))
        if (hidden := told.total - len(told.first)) > 0 and not shown_elsewhere:
            text = _("… and %(count)d more; --report writes all of them to a file.")
            self.stdout.write(text % {"count": hidden})
        self.stdout.write(summary(outcome, warnings=told.warnings))
        if dry_run:
            self.stdout.write(_("Nothing was changed: this was a dry run."))


class Told:
    """The problems: the first ones are kept, all of them are written to a file as they come."""

    def __init__(self, path: Path | None, *, append: bool):
        self.path, self.append = path, append
        self.first, self.total, self.warnings = [], 0, 0
        self.file = self.writer = None

    def __enter__(self):
        if self.path:
            goes_on = self.append and self.path.exists()
            self.file = self.path.open("a" if goes_on else "w", encoding="utf-8", newline="")
            self.writer = csv.writer(self.file)
            if not goes_on:
                self.file.write("\ufeff")
                self.writer.writerow(COLUMNS)
        return self

    def __exit__(self, *details):
        if self.file:
            self.file.close()

    def add(self, problems):
        self.first += problems[: PROBLEMS_SHOWN - len(self.first)]
        self.total += len(problems)
        self.warnings += sum(problem.severity == WARNING for problem in problems)
        if self.writer:
            self.writer.writerows([guard(str(cell)) for cell in problem] for problem in problems)
