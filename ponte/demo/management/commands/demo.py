import sys

from django.core.management.base import BaseCommand, CommandError

from ponte.demo import (
    actions,
    articles,
    choices,
    claims,
    events,
    meetings,
    newsletters,
    plans,
    stages,
    transfers,
)
from ponte.demo.accounts import ADMINISTRATOR
from ponte.demo.records import UnknownCode


class Command(BaseCommand):
    help = (
        "Load the demonstration: real practices, one real project, figures about regions, and "
        "made-up people, one for each role, with a made-up programme whose projects are at every "
        "stage. Loading again brings its records back to what the demonstration says."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--once",
            action="store_true",
            help="do nothing if the demonstration was ever loaded, even if it was removed",
        )
        parser.add_argument(
            "--remove",
            action="store_true",
            help="take the demonstration away again, but for the figures",
        )
        parser.add_argument(
            "--yes", action="store_true", help="remove without asking for confirmation"
        )

    def handle(self, *, once, remove, yes, **options):
        if remove:
            self.remove(yes=yes)
        elif not once or not actions.is_loaded():
            self.load()
            self.load_stages()
            self.load_figures()
            self.load_transfers()
            self.load_choices()
            self.load_plans()
            self.load_claims()
            self.load_articles()
            self.load_newsletters()
            self.load_events()
        elif actions.lacks_figures():
            self.load_figures()
        else:
            self.stdout.write("The demonstration was loaded before: nothing to do.")

    def load(self):
        try:
            loaded = actions.load_demonstration()
        except UnknownCode as error:
            raise CommandError(f"{error} Run `ponte migrate` first.") from error
        self.stdout.write(
            f"Demonstration: practices {loaded.practices}, projects {loaded.projects}, "
            f"accounts {loaded.accounts}, new or changed {loaded.changed}."
        )
        if loaded.password_file:
            self.stdout.write(
                f"Sign in as {ADMINISTRATOR}, or as one of the roles on the sign-in page,"
            )
            self.stdout.write(
                f"with the password {loaded.password_file.read_text().strip()} "
                f"(kept in {loaded.password_file})."
            )

    def load_stages(self):
        """After the people who take part."""
        there, begun = stages.load_stages()
        self.stdout.write(f"Made-up projects: {there}, begun just now: {begun}.")

    def load_figures(self):
        written = actions.load_figures()
        self.stdout.write(f"Figures about regions: new or changed {written}.")

    def load_transfers(self):
        """After the figures, on which what the platform suggests to assessors rests."""
        there, begun = transfers.load_transfers()
        self.stdout.write(f"Transfers: {there}, begun just now: {begun}.")

    def load_choices(self):
        there, begun = choices.load_choices()
        self.stdout.write(f"Projects that choose: {there}, begun just now: {begun}.")
        there, added = meetings.load_meetings()
        self.stdout.write(f"Learning activities: {there}, added just now: {added}.")

    def load_plans(self):
        """After the transfers: one becomes an action."""
        there, written = plans.load_plans()
        self.stdout.write(f"Action plans: {there}, written just now: {written}.")

    def load_claims(self):
        """After the transfers and plans on which they rest."""
        there, begun = claims.load_claims()
        self.stdout.write(f"Improvements: {there}, begun just now: {begun}.")

    def load_articles(self):
        there, written = articles.load_articles()
        self.stdout.write(f"News and policy solutions: {there}, written just now: {written}.")

    def load_newsletters(self):
        there, written = newsletters.load_newsletters()
        self.stdout.write(f"Newsletters: {there}, written just now: {written}.")

    def load_events(self):
        there, added = events.load_events()
        self.stdout.write(f"Events: {there}, added just now: {added}.")

    def remove(self, *, yes):
        if not yes and sys.stdin.isatty() and not self.confirmed():
            raise CommandError("Nothing was removed.")
        removed = actions.remove_demonstration()
        self.stdout.write(
            f"Removed: practices {removed.practices}, projects {removed.projects}, "
            f"accounts {removed.accounts}."
        )
        for project, count in removed.kept.items():
            self.stdout.write(
                f"Kept the project {project}: records of your own belong to it ({count})."
            )

    def confirmed(self) -> bool:
        question = "Delete every record of the demonstration, edits included? [y/N] "
        return input(question).strip().lower() in {"y", "yes"}
