"""Every mail has a text beside its HTML, and neither is broken by what people write."""

from pathlib import Path

import pytest
from django.conf import settings as ponte

from ponte.notifications.mail import render

TEMPLATES = Path(ponte.PACKAGE_DIR) / "templates/mail"
NAMES = sorted(
    {str(path.relative_to(TEMPLATES).with_suffix("")) for path in TEMPLATES.rglob("*.*")} - {"base"}
)


@pytest.mark.parametrize("name", NAMES)
def test_every_mail_has_text_and_html_in_our_frame(name):
    for ending in ("txt", "mjml"):
        template = (TEMPLATES / f"{name}.{ending}").read_text()

        assert template.startswith(f'{{% extends "mail/base.{ending}" %}}')


def mail(tmp_path, settings, *, text, mjml=""):
    """Render a mail of these blocks."""
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail/own.txt").write_text('{% extends "mail/base.txt" %}' + text)
    (tmp_path / "mail/own.mjml").write_text('{% extends "mail/base.mjml" %}' + mjml)
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]
    return render("own", {"said": "5 < 6 & “7”\nBcc: all@example.org"})


def test_the_text_is_not_escaped_and_the_html_is(tmp_path, settings):
    subject, text, html = mail(
        tmp_path,
        settings,
        text="{% block subject %}Hi{% endblock %}{% block text %}{{ said }}{% endblock %}",
        mjml="{% block content %}<mj-text>{{ said }}</mj-text>{% endblock %}",
    )

    assert (subject, text.startswith("5 < 6 & “7”\n")) == ("Hi", True)
    assert "5 &lt; 6 &amp; “7”" in html


def test_a_subject_is_one_line(tmp_path, settings):
    subject, text, _ = mail(
        tmp_path,
        settings,
        text="{% block subject %}{{ said|truncatewords:20 }}{% endblock %}",
    )

    assert subject == "5 < 6 & “7” Bcc: all@example.org"
    assert "Bcc" not in text
