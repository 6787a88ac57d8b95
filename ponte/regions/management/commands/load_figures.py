from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from ponte.regions.figures.shipped import load_shipped


class Command(BaseCommand):
    help = "Load the figures about regions that come with Ponte (source: Eurostat)."

    def handle(self, *args, **options):
        loaded = load_shipped()
        self.stdout.write(
            _("%(figures)d figures of %(indicators)d indicators; %(written)d written.")
            % {
                "figures": loaded.figures,
                "indicators": loaded.indicators,
                "written": loaded.written,
            }
        )
