"""The texts of a record of which vectors are made."""

import hashlib

from ponte.search.documents import SearchDocument
from ponte.search.sentences import sentences

LENGTH = 1200  # characters
# Of each record no more sentences than these are looked at, and nothing so short that it says
# little by itself, or that does not end as a sentence does: a name, a heading.
MOST_SENTENCES = 60
LEAST_WORDS = 5
ENDS = (".", "!", "?", "…", ";", "”", "“", "»", ")")


def meaning_text(document: SearchDocument) -> str:
    """Title, summary and keywords, then as much of the rest as fits."""
    parts = (document.title, document.summary, ", ".join(document.keywords), document.body)
    return "\n".join(filter(None, parts))[:LENGTH]


def telling_sentences(document: SearchDocument) -> list[str]:
    """The sentences of summary and body that may answer something."""
    found = [*sentences(document.summary), *sentences(document.body)]
    telling = [each for each in found if each.endswith(ENDS) and len(each.split()) >= LEAST_WORDS]
    return list(dict.fromkeys(telling))[:MOST_SENTENCES]


def whole_text(document: SearchDocument) -> str:
    """All of which vectors are made: when it changes, they are made again."""
    return "\n".join([meaning_text(document), *telling_sentences(document)])


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
