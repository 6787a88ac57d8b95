"""Imports a crosswalk between NUTS versions. docs/guide/indicators.md describes it."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from ponte.regions.figures.crosswalk import UnreadableCrosswalk, import_crosswalk


class Command(BaseCommand):
    help = (
        "Import how regions of one NUTS version lie in those of another "
        "(CSV, also .gz: from_code, to_code, from_version, to_version, level, pop21, areaKm)."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            summary = import_crosswalk(file)
        except UnreadableCrosswalk as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("%(rows)d rows: %(new)d new, %(changed)d changed, %(removed)d old ones removed.")
            % {
                "rows": summary.rows,
                "new": summary.new,
                "changed": summary.changed,
                "removed": summary.removed,
            }
        )
