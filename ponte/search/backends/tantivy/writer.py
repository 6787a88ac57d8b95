"""Writes documents into an index."""

from collections.abc import Iterable

import tantivy

from ponte.search.backends.tantivy.guard import Guard
from ponte.search.backends.tantivy.schema import fields_of, key_of
from ponte.search.documents import SearchDocument


class TantivyWriter:
    def __init__(self, writer: tantivy.IndexWriter, schema: tantivy.Schema, guard: Guard):
        self._writer = writer
        self._schema = schema
        self._guard = guard

    def upsert(self, documents: Iterable[SearchDocument]) -> None:
        for document in documents:
            fields = fields_of(document)
            with self._guard:
                self._writer.delete_documents_by_term("key", fields["key"])
                self._writer.add_document(tantivy.Document.from_dict(fields, self._schema))

    def delete(self, kind: str, object_ids: Iterable[int]) -> None:
        with self._guard:
            for object_id in object_ids:
                self._writer.delete_documents_by_term("key", key_of(kind, object_id))

    def commit(self) -> None:
        with self._guard:
            self._writer.commit()

    def close(self) -> None:
        """Let what runs in the background end; of no use afterwards."""
        with self._guard:
            self._writer.wait_merging_threads()
