"""How a document lies in the index: fields, and what they are made of."""

import hashlib
import json
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import tantivy

from ponte.search.backends.base import Analysed
from ponte.search.documents import SearchDocument

LONG_AGO = -(2**62)

# Raise it when documents are written differently under the same fields.
LAYOUT = 3


@lru_cache(maxsize=4)
def schema_of(facets: tuple[str, ...]) -> tantivy.Schema:
    """The schema of an index with these facets."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("title_words", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("title_key", fast=True, tokenizer_name="raw", index_option="basic")
    for facet in facets:
        name = facet_field(facet)
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("marks", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("object_id", fast=True)
    builder.add_integer_field("time", fast=True)
    builder.add_bytes_field("hit", stored=True)
    builder.add_bytes_field("traits", stored=True)
    return builder.build()


def facet_field(facet: str) -> str:
    return f"facet_{facet}"


def fields_of(document: SearchDocument) -> dict[str, Any]:
    """The document as the schema's fields."""
    record = Analysed(document)
    hit = [document.kind, str(document.object_id), document.lang, document.url, document.title]
    time = int(document.date.timestamp() * 1_000_000) if document.date else LONG_AGO
    return {
        "key": key_of(document.kind, document.object_id),
        "terms": " ".join(record.terms),
        "words": " ".join(record.words),
        "title_words": " ".join(record.title_words),
        "title_key": record.title_key,
        "object_id": document.object_id,
        "time": time,
        "marks": ["stale"] if document.is_stale else [],
        "hit": "\n".join(hit).encode(),
        "traits": json.dumps(record.traits).encode(),
        **{facet_field(name): values for name, values in record.facets.items()},
    }


def key_of(kind: str, object_id: int) -> str:
    return f"{kind}:{object_id}"


def fingerprint(facets: tuple[str, ...]) -> str:
    """The same for the same schema and the same way to write documents."""
    versions = [LAYOUT, version("tantivy"), version("simplemma")]
    return hashlib.sha256(json.dumps([versions, facets]).encode()).hexdigest()[:12]
