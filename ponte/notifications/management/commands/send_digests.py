from django.core.management.base import BaseCommand

from ponte.notifications.digests import send_digests


class Command(BaseCommand):
    help = "Send the digests that are due. Part of the night's jobs; safe to repeat."

    def handle(self, **options):
        self.stdout.write(f"{send_digests()} digests are on their way.")
