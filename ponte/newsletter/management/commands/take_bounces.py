from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ponte.newsletter import actions, bounces


class Command(BaseCommand):
    help = (
        "Take in mails that came back and complaints, from a Maildir, an mbox, a folder or a "
        "file of a message. Addresses that do not exist and those of who complained get no "
        "newsletter any more. The same report counts once."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, nargs="+")

    def handle(self, *, path, **options):
        counts = {"read": 0, "bounces": 0, "complaints": 0, "given up": 0}
        for each in path:
            if not each.exists():
                raise CommandError(f"There is no {each}.")
            for message in bounces.messages(each):
                counts["read"] += 1
                self.take(bounces.read(message), counts)
        self.stdout.write(", ".join(f"{name} {count}" for name, count in counts.items()))

    def take(self, report, counts):
        if report is None:
            return
        if report.is_complaint:
            counts["complaints"] += 1
            given_up = actions.take_complaint(delivery_id=report.delivery_id)
        else:
            counts["bounces"] += 1
            given_up = actions.take_bounce(delivery_id=report.delivery_id, for_good=report.for_good)
        counts["given up"] += given_up
