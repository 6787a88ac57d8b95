"""A tiny encoder for tests: each word is a direction, and words that mean the same share one."""

import hashlib
import time

import numpy as np

from ponte.search.analysis import words
from ponte.search.encoders import EncoderUnavailable, unit

DIMENSIONS = 256
SAME = {
    "hafen": "ports", "hafens": "ports", "harbours": "ports", "harbour": "ports", "port": "ports",
    "larm": "noise", "laerm": "noise", "silence": "noise", "quiet": "noise",
    "betriebe": "firms", "enterprises": "firms", "companies": "firms",
    "pleite": "insolvency", "bankruptcy": "insolvency",
}  # fmt: skip


class Words:
    name = "words@1"
    dimensions = DIMENSIONS

    def encode(self, texts, *, query):
        found = np.zeros((len(texts), DIMENSIONS), np.float32)
        for row, text in enumerate(texts):
            for word in words(text):
                found[row, place(word)] += 1
        return unit(found)


def place(word):
    same = SAME.get(word, word)
    return int.from_bytes(hashlib.sha256(same.encode()).digest()[:4], "big") % DIMENSIONS


class Broken(Words):
    name = "broken@1"

    def encode(self, texts, *, query):
        raise EncoderUnavailable("It is not there today.")


class Stuck(Words):
    """Never done with what comes after the first texts."""

    name = "slow@1"
    calls = 0

    def encode(self, texts, *, query):
        self.calls += 1
        if self.calls > 1:
            time.sleep(3600)
        return super().encode(texts, query=query)


class Slow(Words):
    name = "slow@1"

    def encode(self, texts, *, query):
        time.sleep(0.5)
        return super().encode(texts, query=query)
