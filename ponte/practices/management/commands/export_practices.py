"""Writes practices in the canonical columns: as a copy to keep, or to import elsewhere."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ponte.core import tables
from ponte.practices import export
from ponte.practices.models import Practice


class Command(BaseCommand):
    help = "Write practices to a CSV, XLSX or JSON file, which import_practices reads back."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--state",
            choices=Practice.State.values,
            help="only practices in this state (otherwise all)",
        )

    def handle(self, *, file, state, **options):
        format_ = file.suffix.lower().lstrip(".")
        if format_ not in tables.CONTENT_TYPES:
            raise CommandError(_("The file’s name must end in .csv, .xlsx or .json."))
        practices = Practice.objects.filter(state=state) if state else Practice.objects.all()
        ids = list(practices.order_by("pk").values_list("pk", flat=True))
        columns = export.columns(for_staff=True)
        rows = export.rows(ids, columns, practices=practices)
        with file.open("wb") as target:
            target.writelines(tables.write(format_, columns, rows))
        message = ngettext(
            "%(count)d practice written to %(file)s.",
            "%(count)d practices written to %(file)s.",
            len(ids),
        )
        self.stdout.write(message % {"count": len(ids), "file": file})
