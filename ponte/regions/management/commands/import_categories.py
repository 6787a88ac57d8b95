from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from ponte.regions.categories import UnreadableCategories, import_categories


class Command(BaseCommand):
    help = (
        "Import which NUTS 2 regions are less developed, in transition or more developed "
        "(a table with the columns region and category). It replaces the list in use."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            imported = import_categories(file)
        except UnreadableCategories as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("%(classed)d regions have a category; %(changed)d changed.") % imported._asdict()
        )
        if imported.unknown:
            self.stdout.write(
                _("Not a present NUTS 2 region: %(codes)s.")
                % {"codes": ", ".join(imported.unknown)}
            )
