"""The text of a record of which a vector is made."""

import hashlib

from ponte.search.documents import SearchDocument

LENGTH = 1200  # characters


def meaning_text(document: SearchDocument) -> str:
    """Title, summary and keywords, then as much of the rest as fits."""
    parts = (document.title, document.summary, ", ".join(document.keywords), document.body)
    return "\n".join(filter(None, parts))[:LENGTH]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
