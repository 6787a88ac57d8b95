"""Vectors of what is asked: in time or not at all, and remembered."""

import time

import numpy as np
import pytest
from django.core.cache import caches

from ponte.search.encoders import EncoderUnavailable
from ponte.search.vectors import asked as asking
from ponte.search.vectors.asked import Asked, Late
from tests.search.encoders.words import Broken, Slow, Words


class Counting(Words):
    name = "counting@1"

    def __init__(self):
        self.encoded = []

    def encode(self, texts, *, query):
        self.encoded += texts
        return super().encode(texts, query=query)


@pytest.fixture
def ask(words_encoder):
    caches["queries"].clear()
    return Asked()


def test_a_text_is_encoded_once(ask):
    counting = Counting()

    first = ask.vector("harbour", counting)
    again = ask.vector("harbour", counting)

    assert counting.encoded == ["harbour"]
    assert np.array_equal(first, again)


def test_queries_and_passages_are_two_things(ask):
    counting = Counting()

    ask.vector("harbour", counting)
    ask.vector("harbour", counting, query=False)

    assert len(counting.encoded) == 2


def test_other_processes_find_it_in_the_cache_they_share(ask):
    counting = Counting()
    ask.vector("harbour", counting)

    found = Asked().vector("harbour", counting)

    assert counting.encoded == ["harbour"]
    assert found == pytest.approx(Words().encode(["harbour"], query=True)[0])


def test_a_process_remembers_only_so_many(ask, monkeypatch):
    monkeypatch.setattr(asking, "REMEMBERED", 2)
    counting = Counting()
    for text in ("one", "two", "three"):
        ask.vector(text, counting)
    caches["queries"].clear()

    ask.vector("three", counting)
    ask.vector("one", counting)

    assert counting.encoded == ["one", "two", "three", "one"]


def test_what_comes_late_is_there_for_the_next(ask):
    with pytest.raises(Late):
        ask.vector("harbour", Slow(), patience=0.01)

    time.sleep(1)

    assert ask.vector("harbour", Slow(), patience=0.1).shape == (256,)


def test_a_failure_is_not_tried_again_at_once(ask):
    with pytest.raises(EncoderUnavailable, match="not there today"):
        ask.vector("one", Broken())

    with pytest.raises(EncoderUnavailable, match="not there today"):
        ask.vector("two", Words())


def test_after_a_rest_it_is_tried_again(ask, monkeypatch):
    with pytest.raises(EncoderUnavailable):
        ask.vector("one", Broken())
    monkeypatch.setattr(asking, "REST", 0)

    assert ask.vector("two", Words()).shape == (256,)


def test_an_encoder_that_did_not_load_is_loaded_again_after_a_rest(use_encoder, monkeypatch):
    use_encoder("no.such.Encoder")
    ask = Asked()
    with pytest.raises(EncoderUnavailable):
        ask.encoder()
    use_encoder("tests.search.encoders.words.Words")
    monkeypatch.setattr(asking, "REST", 0)

    with pytest.raises(EncoderUnavailable):
        ask.encoder()

    assert ask.encoder().name == "words@1"


def test_too_many_at_once_are_turned_away(ask, monkeypatch):
    monkeypatch.setattr(asking, "WAITING", 1)
    ask = Asked()
    with pytest.raises(Late):
        ask.vector("one", Slow(), patience=0.01)

    started = time.monotonic()
    with pytest.raises(Late):
        ask.vector("two", Slow(), patience=0.01)

    assert time.monotonic() - started < 0.4
