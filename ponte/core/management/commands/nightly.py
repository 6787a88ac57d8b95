from django.core.management.base import BaseCommand, CommandError

from ponte.core import nightly


class Command(BaseCommand):
    help = "Do the night's jobs now: reminders, retention, freshness, digests."

    def add_arguments(self, parser):
        parser.add_argument("jobs", nargs="*", metavar="JOB", help="only these")
        parser.add_argument("--list", action="store_true", help="name the jobs and end")

    def handle(self, *, jobs, list, **options):  # noqa: A002 (the option's name)
        if list:
            self.stdout.write("\n".join(nightly.jobs))
            return
        if unknown := sorted(set(jobs) - set(nightly.jobs)):
            raise CommandError(f"There is no job {', '.join(unknown)}. See --list.")
        failed = []
        for outcome in nightly.run(jobs):
            self.stdout.write(f"{outcome.name}: {outcome.said}")
            if not outcome.ok:
                failed.append(outcome.name)
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}.")
