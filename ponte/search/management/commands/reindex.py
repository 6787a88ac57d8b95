import sys

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from ponte.search.backends.base import IndexIsLocked
from ponte.search.indexer import rebuild, rebuild_is_needed


class Command(BaseCommand):
    help = "Build the search index anew beside the live one, then put it in its place."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-needed",
            action="store_true",
            help="only when the index is missing, damaged or not of this database",
        )

    def handle(self, *, if_needed, verbosity, **options):
        if if_needed and not rebuild_is_needed():
            return

        def progress(ids, kind):
            hidden = verbosity < 1 or not sys.stderr.isatty()
            return tqdm(ids, desc=str(kind.label), disable=hidden)

        try:
            count = rebuild(progress)
        except IndexIsLocked as error:
            raise CommandError("The index is being rebuilt already.") from error
        if verbosity:
            self.stdout.write(f"The search index holds {count} records.")
