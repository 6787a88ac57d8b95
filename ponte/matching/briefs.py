"""The page on paper: PDF/UA-1 by WeasyPrint, as the sheet of a practice."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from ponte.matching import finding
from ponte.matching.asking import Asked
from ponte.practices import sheet

PRACTICES = 6


def pdf(asked: Asked, *, address: str) -> bytes:
    """The brief in the reader's language. Raises SheetUnavailable."""
    weasyprint = sheet.writer()
    html = render_to_string("fit/brief_sheet.html", context(asked, address))
    document = weasyprint.HTML(string=html, url_fetcher=sheet.fonts_only())
    written: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return written


def context(asked: Asked, address: str) -> dict:
    found = finding.find(asked, per_page=PRACTICES)
    return {
        "found": found,
        "neighbours": finding.neighbours(found),
        "projects": finding.projects_under_way(asked),
        "address": address,
        "day": timezone.localdate(),
        "site_name": settings.SITE_NAME,
        "font_faces": sheet.font_faces(),
    }
