from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from ponte.regions.actions import CannotCompare, compute_similarity


class Command(BaseCommand):
    help = "Compute anew which NUTS 2 regions are alike, from the latest structural figures."

    def handle(self, *args, **options):
        try:
            compared = compute_similarity()
        except CannotCompare as error:
            hint = _("Import figures first: ponte import_indicators, or ponte load_figures.")
            raise CommandError(f"{error} {hint}") from error
        self.stdout.write(
            _("%(regions)d regions compared, %(pairs)d pairs stored for %(listed)d of them.")
            % compared._asdict()
        )
