from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Bring the database and the search index up to date. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument(
            "--demonstration",
            action="store_true",
            help="load the demonstration with its figures too, unless it was loaded before",
        )

    def handle(self, *, demonstration, verbosity, **options):
        call_command("migrate", interactive=False, verbosity=0)
        if demonstration:
            call_command("demo", once=True, verbosity=verbosity)
        call_command("reindex", if_needed=True, verbosity=verbosity)
