"""Fixtures that every test may use."""

import hypothesis
import pytest

from ponte import search
from ponte.matching import inputs
from ponte.search.indexer import drain

# A slow machine is no failure.
hypothesis.settings.register_profile("ponte", deadline=None)
hypothesis.settings.load_profile("ponte")


@pytest.fixture(autouse=True)
def _empty_index():
    """Begin with an index that holds nothing; the memory backend is made anew."""
    search.backend.cache_clear()


@pytest.fixture(autouse=True)
def _nothing_in_memory():
    """Begin with nothing that a test before has read from its own database."""
    inputs.store.cache_clear()


@pytest.fixture
def indexed(db):
    """Bring the index up to date: call it after the objects are saved."""
    return drain
