"""Every text is translated, in every language that is offered."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

PONTE = Path(settings.PACKAGE_DIR)
LOCALES = sorted(path.parts[-3] for path in PONTE.glob("locale/*/LC_MESSAGES/django.po"))


def catalogue(path, locale=None):
    with path.open("rb") as file:
        return read_po(file, locale=locale)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory):
    """The messages that code and templates contain now, as {(context, id)}."""
    if not shutil.which("xgettext"):
        pytest.skip("gettext is not installed")
    folder = tmp_path_factory.mktemp("extract") / "ponte"
    shutil.copytree(PONTE, folder, ignore=shutil.ignore_patterns("locale", "static", "*.pyc"))
    (folder / "locale").mkdir()
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-location"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return keys(catalogue(folder / "locale/en/LC_MESSAGES/django.po"))


def keys(messages):
    return {(m.context, m.id if isinstance(m.id, str) else m.id[0]) for m in messages if m.id}


def test_texts_are_found_in_code_and_templates(extracted):
    assert {(None, "good practices"), (None, "Good practices")} <= extracted


@pytest.mark.parametrize("locale", LOCALES)
def test_catalogue_has_exactly_the_texts_of_the_code(locale, extracted):
    messages = catalogue(PONTE / f"locale/{locale}/LC_MESSAGES/django.po", locale)

    missing = extracted - keys(messages)

    assert missing == set(), "run `make messages` and translate"


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_is_translated(locale):
    messages = catalogue(PONTE / f"locale/{locale}/LC_MESSAGES/django.po", locale)

    untranslated = [
        m.id
        for m in messages
        if m.id and (m.fuzzy or not all(m.string if isinstance(m.string, tuple) else [m.string]))
    ]

    assert untranslated == []


@pytest.mark.parametrize("locale", LOCALES)
def test_placeholders_survive_translation(locale):
    messages = catalogue(PONTE / f"locale/{locale}/LC_MESSAGES/django.po", locale)

    errors = [(m.id, [str(e) for e in found]) for m, found in messages.check()]

    assert errors == []
