"""Compile the message catalogues, without needing gettext on the machine."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

locale = Path(__file__).resolve().parent.parent / "ponte" / "locale"
for source in sorted(locale.glob("*/LC_MESSAGES/django.po")):
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parts[-3])
    with source.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)
