"""Fixtures that every test may use."""

import pytest

from ponte import search
from ponte.search.indexer import drain


@pytest.fixture(autouse=True)
def _empty_index():
    """Begin with an index that holds nothing; the memory backend is made anew."""
    search.backend.cache_clear()


@pytest.fixture
def indexed(db):
    """Bring the index up to date: call it after the objects are saved."""
    return drain
