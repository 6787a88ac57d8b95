"""Backends behind the facade, and an encoder that tests can foresee."""

import pytest

from ponte import search
from ponte.search.backends.memory import MemoryBackend
from ponte.search.backends.tantivy import TantivyBackend
from ponte.search.encoders import encoder
from ponte.search.vectors.asked import asked
from tests.search.corpus import FACETS, filled


def made(name, path):
    return MemoryBackend() if name == "memory" else TantivyBackend(path, FACETS)


@pytest.fixture(params=["memory", "tantivy"])
def backend(request, tmp_path, monkeypatch):
    """An empty backend behind the facade."""
    chosen = filled(made(request.param, tmp_path), [])
    monkeypatch.setattr(search, "backend", lambda: chosen)
    return chosen


@pytest.fixture
def use_encoder(settings, tmp_path):
    """Call it with what PONTE_ENCODER is to be."""

    def use(chosen):
        settings.SEARCH = {**settings.SEARCH, "ENCODER": chosen, "PATH": tmp_path / "search"}
        encoder.cache_clear()
        asked.cache_clear()

    yield use
    encoder.cache_clear()
    asked.cache_clear()


@pytest.fixture
def words_encoder(use_encoder):
    """Texts are alike by their words, of which some are synonyms."""
    use_encoder("tests.search.encoders.words.Words")
