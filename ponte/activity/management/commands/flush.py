from django.core.management.commands import flush
from django.db import connections

from ponte.activity import triggers  # noqa: F401 (the log is one of what is opened)
from ponte.core.append_only import all_opened


class Command(flush.Command):
    """Empties the whole database: the one act that ends the activity log and the ledger too."""

    def handle(self, **options):
        with all_opened(connections[options["database"]]):
            super().handle(**options)
