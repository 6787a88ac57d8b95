from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from ponte.regions.loading import load
from ponte.regions.models import Region


class Command(BaseCommand):
    help = "Bring codes, names and outlines of all regions up to date; deletes none."

    def handle(self, *args, **options):
        number = load(Region)
        self.stdout.write(_("%(number)d regions loaded.") % {"number": number})
