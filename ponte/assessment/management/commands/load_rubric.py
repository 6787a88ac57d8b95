from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from ponte.assessment.actions import install
from ponte.assessment.specification import RubricUnreadable, parse


class Command(BaseCommand):
    help = (
        "Install a rubric written in a TOML file. A rubric that somebody has judged by stays "
        "as it is: what changed becomes a new version."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            rubric = install(parse(file.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, RubricUnreadable) as error:
            raise CommandError(f"{file}: {error}") from error
        except ValidationError as error:
            raise CommandError(f"{file}: {' '.join(error.messages)}") from error
        self.stdout.write(f"{rubric.slug}, version {rubric.version}.")
