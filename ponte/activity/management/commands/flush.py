from django.core.management.commands import flush
from django.db import connections

from ponte.activity.triggers import opened


class Command(flush.Command):
    """Empties the whole database: the one act that ends the activity log too."""

    def handle(self, **options):
        with opened(connections[options["database"]]):
            super().handle(**options)
