"""The practice on a sheet of paper: PDF/UA-1 by WeasyPrint, kept until the practice changes."""

from base64 import b64encode
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language

from ponte.practices import citation
from ponte.practices.models import Practice

FONTS = settings.BUILD_DIR / "static" / "vendor" / "fonts"
# One family name per subset: under one name with `unicode-range` the PDF writer mixes up
# the letters of Greek, Cyrillic and Latin beyond the first 256.
SUBSETS = ("latin", "latin-ext", "greek", "cyrillic")
# Ink and tint by topic hub, and without one.
COLOURS = {
    "smart": ("#5638b5", "#eeebfb"),
    "green": ("#17694a", "#e2f2ea"),
    "connected": ("#0a6480", "#e0f0f5"),
    "social": ("#a8275a", "#fae8f0"),
    "citizens": ("#964800", "#fcecdc"),
    "governance": ("#46526b", "#e9ecf2"),
    None: ("#0b46b4", "#e4edfd"),
}
PICTURE = "max-1200x900|format-jpeg|bgcolor-ffffff"
KEPT_FOR = 7 * 24 * 60 * 60


class SheetUnavailable(Exception):
    """WeasyPrint, or the Pango library it draws letters with, is not installed."""


def pdf(practice: Practice) -> bytes:
    """The sheet in the reader's language. Raises SheetUnavailable."""
    key = f"sheet:{practice.pk}:{practice.updated_at.timestamp()}:{get_language()}"
    content = cache.get(key)
    if content is None:
        content = drawn(practice)
        cache.set(key, content, KEPT_FOR)
    return content


def drawn(practice: Practice) -> bytes:
    hub = practice.hub
    ink, tint = COLOURS.get(hub and hub.slug, COLOURS[None])
    return on_paper(
        "practices/sheet.html",
        {
            "practice": practice,
            "address": citation.address(practice),
            "sentence": citation.as_sentence(practice),
            "picture": picture(practice),
            "ink": ink,
            "tint": tint,
        },
    )


def on_paper(template: str, context: dict[str, Any]) -> bytes:
    """What `template` says as PDF/UA-1. Raises SheetUnavailable."""
    weasyprint = writer()
    html = render_to_string(
        template,
        {"site_name": settings.SITE_NAME, "font_faces": font_faces(), **context},
    )
    document = weasyprint.HTML(string=html, url_fetcher=fonts_only())
    return document.write_pdf(pdf_variant="pdf/ua-1")


def picture(practice: Practice) -> str:
    """The picture as an address that holds all of it; empty without one."""
    if practice.image is None:
        return ""
    with practice.image.get_rendition(PICTURE).file.open() as file:
        return f"data:image/jpeg;base64,{b64encode(file.read()).decode()}"


def writer():
    """WeasyPrint, loaded when first needed: it takes a second and a system library."""
    try:
        import weasyprint  # noqa: PLC0415
    except (ImportError, OSError) as error:
        raise SheetUnavailable from error
    return weasyprint


def font_faces() -> list[tuple[str, str]]:
    """Family and address of each font file that is there."""
    faces = []
    for subset in SUBSETS:
        faces += [
            (f"text-{subset}", FONTS / f"commissioner-{subset}-wght-normal.woff2"),
            (f"head-{subset}", FONTS / f"source-serif-4-{subset}-600-normal.woff2"),
        ]
    return [(family, path.as_uri()) for family, path in faces if path.exists()]


@lru_cache(maxsize=1)
def fonts_only():
    """A fetcher that reads our font files, what an address itself holds, and nothing else."""
    weasyprint = writer()

    class FontFetcher(weasyprint.urls.URLFetcher):
        def fetch(self, url, headers=None):
            if not url.startswith("data:") and url not in {address for _, address in font_faces()}:
                raise ValueError(f"A sheet fetches nothing but its fonts: {url}")
            return super().fetch(url, headers)

    return FontFetcher(allowed_protocols=["file", "data"])
