import signal

from django.core.management.base import BaseCommand

from ponte.core.worker import Worker, work


class Command(BaseCommand):
    help = "Do what waits in the background (mails, the night's jobs) until told to end."
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")

    def handle(self, *, once, **options):
        if once:
            Worker().run()
            return
        stopped = False

        def stop(*_):
            nonlocal stopped
            stopped = True

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        work(lambda: stopped)
