"""Takes an action plan in from a file. docs/guide/action-plans.md describes the files."""

import sys
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from ponte.community.models import Member
from ponte.plans import actions


class Command(BaseCommand):
    help = (
        "Look an action plan in a JSON or CSV file through; with --commit take it in as a draft. "
        "Exit code 0: it is in order; 2: it is not, and nothing was taken in."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="e-mail address of a project’s member")
        parser.add_argument("--commit", action="store_true", help="take it in")

    def handle(self, *, file, by, commit, **_options):
        member = Member.objects.filter(email__iexact=by).first()
        if member is None:
            self.refuse([_("Nobody here has the address %(email)s.") % {"email": by}])
        try:
            body = file.read_bytes()
            plan = actions.import_plan(body=body, by=member, dry_run=not commit)
        except OSError as error:
            reason = _("%(file)s cannot be opened: %(reason)s.")
            self.refuse([reason % {"file": file.name, "reason": error.strerror}])
        except ValidationError as error:
            self.refuse(error.messages)
        if commit:
            self.stdout.write(_("It is a draft now: %(url)s") % {"url": plan.get_absolute_url()})
        else:
            self.stdout.write(_("The file is in order. Nothing was taken in: see --commit."))

    def refuse(self, reasons):
        for reason in reasons:
            self.stderr.write(reason)
        sys.exit(2)
