from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from ponte.regions import drawing


class Command(BaseCommand):
    help = "Write the map of Europe, one path per region, where static files are collected from."
    requires_system_checks = []

    def handle(self, *args, **options):
        path = settings.BUILD_DIR / "static" / "regions" / "map.svg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(drawing.svg(), encoding="utf-8")
        self.stdout.write(_("Map written to %(path)s.") % {"path": path})
