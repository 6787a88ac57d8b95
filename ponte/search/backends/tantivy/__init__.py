"""The embedded engine: tantivy."""

from ponte.search.backends.tantivy.backend import TantivyBackend

__all__ = ["TantivyBackend"]
