"""What a browser says of itself, in words that people recognise."""

from django.utils.translation import gettext as _

# The first that is found counts: browsers name those before them, too.
BROWSERS = [
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]  # fmt: skip
SYSTEMS = [
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
]  # fmt: skip


def name_browser(user_agent: str) -> str:
    """Return such as "Firefox, Windows" for a header User-Agent."""
    names = [found for marks in (BROWSERS, SYSTEMS) if (found := first(marks, user_agent))]
    return ", ".join(names) or _("An unknown program")


def first(marks, text):
    return next((name for mark, name in marks if mark in text), "")
