"""The page on paper: PDF/UA-1 by WeasyPrint, as the sheet of a practice."""

from hashlib import sha256

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language

from ponte.matching import finding
from ponte.matching.asking import Asked
from ponte.practices import sheet

PRACTICES = 5
KEPT_FOR = 10 * 60


def pdf(asked: Asked, *, address: str) -> bytes:
    """The brief in the reader's language, kept for ten minutes. Raises SheetUnavailable."""
    name = sha256(f"{address} {get_language()}".encode()).hexdigest()
    content: bytes | None = cache.get(f"fit-brief:{name}")
    if content is None:
        content = sheet.on_paper("fit/brief_sheet.html", context(asked, address))
        cache.set(f"fit-brief:{name}", content, KEPT_FOR)
    return content


def context(asked: Asked, address: str) -> dict:
    found = finding.find(asked, per_page=PRACTICES)
    return {
        "found": found,
        "neighbours": finding.neighbours(found),
        "projects": finding.projects_under_way(asked),
        "address": address,
        "day": timezone.localdate(),
    }
