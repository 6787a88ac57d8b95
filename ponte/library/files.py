"""What files say that are attached to policy solutions."""

import logging

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ponte.library.models import DocumentText

PAGES, LETTERS = 300, 200_000  # as much of a file as is searched
logger = logging.getLogger(__name__)


def text_of(document) -> str:
    """The words of a PDF; empty for other files and for those that not everybody may read.

    A file is read when it is asked for first, and again after it was replaced.
    """
    if document.file_extension.lower() != "pdf" or document.collection.get_view_restrictions():
        return ""
    fingerprint = document.get_file_hash()
    known = DocumentText.objects.filter(document=document, file_hash=fingerprint).first()
    if known is None:
        known, _ = DocumentText.objects.update_or_create(
            document=document, defaults={"file_hash": fingerprint, "text": words(document)}
        )
    return known.text


def words(document) -> str:
    """What can be read of a PDF; a broken or locked one says nothing."""
    found: list[str] = []
    try:
        with document.open_file() as file:
            for page in PdfReader(file).pages[:PAGES]:
                found.append(page.extract_text())
                if sum(map(len, found)) > LETTERS:
                    break
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        logger.warning("Document %s cannot be read: %s", document.pk, error)
    return "\n".join(found).replace("\x00", "")[:LETTERS]
