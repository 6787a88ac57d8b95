import signal

from django.core.management.base import BaseCommand

from ponte.search.indexer import run


class Command(BaseCommand):
    help = "Keep the search index up to date until told to end. One works, others stand by."
    requires_migrations_checks = False

    def handle(self, **options):
        stopped = False

        def stop(*_):
            nonlocal stopped
            stopped = True

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        run(lambda: stopped)
