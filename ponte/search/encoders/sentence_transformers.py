"""Any model of the package sentence-transformers, by its name or folder."""

from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from threading import Lock

import numpy as np

from ponte.search.encoders import EncoderUnavailable, Vectors, unit


class SentenceTransformers:
    """The model tells queries from passages by itself where it was made to."""

    def __init__(self, name: str):
        try:
            package = import_module("sentence_transformers")
        except ImportError as error:
            raise EncoderUnavailable(
                "PONTE_ENCODER asks for sentence-transformers, which is not installed."
            ) from error
        try:
            self._model = package.SentenceTransformer(name)
        except (OSError, ValueError) as error:
            raise EncoderUnavailable(f"The model {name} does not load: {error}") from error
        self.name = f"{name}@sentence-transformers-{version('sentence-transformers')}"[:200]
        self.dimensions: int = self._model.get_sentence_embedding_dimension()
        self._turn = Lock()

    def encode(self, texts: Sequence[str], *, query: bool) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        encode = self._model.encode_query if query else self._model.encode_document
        with self._turn:
            found = encode(list(texts), convert_to_numpy=True, show_progress_bar=False)
        return unit(np.asarray(found, np.float32))


def load(name: str) -> SentenceTransformers:
    return SentenceTransformers(name)
