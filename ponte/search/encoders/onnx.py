"""A model in the format ONNX, with its tokenizer beside it.

The folder holds `model.onnx`, `tokenizer.json` and, if the model wants queries and passages to
begin with certain words, `config_sentence_transformers.json` with its `prompts` for "query" and
"passage" or "document". A model that gives a vector for each token is averaged over them.
"""

import hashlib
import json
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import numpy as np

from ponte.search.encoders import EncoderUnavailable, Vectors, unit

WINDOW = 512  # tokens


class Onnx:
    def __init__(self, folder: Path):
        try:
            runtime, tokenizers = import_module("onnxruntime"), import_module("tokenizers")
        except ImportError as error:
            raise EncoderUnavailable(
                f"PONTE_ENCODER asks for onnx, which needs the package {error.name}."
            ) from error
        path = folder / "model.onnx"
        try:
            content = path.read_bytes()
            self._session = runtime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
            self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            # Both packages raise classes of their own, which cannot be imported.
            raise EncoderUnavailable(f"The model in {folder} does not load: {error}") from error
        self._tokenizer.enable_truncation(WINDOW)
        self._tokenizer.enable_padding()
        self._prompts = _prompts(folder)
        self._inputs = {each.name for each in self._session.get_inputs()}
        made = hashlib.sha256(content + json.dumps(list(self._prompts.values())).encode())
        self.name = f"onnx@{made.hexdigest()[:12]}"
        self.dimensions = self._vectors([""]).shape[1]

    def encode(self, texts: Sequence[str], *, query: bool) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        prompt = self._prompts[query]
        return unit(self._vectors([prompt + text for text in texts]))

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(list(texts))
        mask = np.array([each.attention_mask for each in encoded], np.int64)
        given = {
            "input_ids": np.array([each.ids for each in encoded], np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        wanted = {name: value for name, value in given.items() if name in self._inputs}
        found = np.asarray(self._session.run(None, wanted)[0], np.float32)
        if found.ndim == 2:
            return found
        weights = mask[:, :, None].astype(np.float32)
        return (found * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1)


def _prompts(folder: Path) -> dict[bool, str]:
    """What a query (True) and a passage (False) begin with."""
    try:
        config = json.loads((folder / "config_sentence_transformers.json").read_text())
    except FileNotFoundError:
        return {True: "", False: ""}
    prompts = config.get("prompts", {})
    return {
        True: prompts.get("query", ""),
        False: prompts.get("passage", prompts.get("document", "")),
    }


def load(folder: str) -> Onnx:
    return Onnx(Path(folder))
