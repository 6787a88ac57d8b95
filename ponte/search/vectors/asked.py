"""Turns the text of a query into a vector, in time or not at all.

Encoding takes a processor for tens of milliseconds, and the same texts are asked again and
again: for another page, with another filter. So vectors are remembered, by each process and in
the cache that all share, under a digest of the text.
"""

import os
import time
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from hashlib import sha256
from threading import BoundedSemaphore

import numpy as np
from django.core.cache import caches

from ponte.search.encoders import Encoder, EncoderUnavailable, Vectors, encoder

REMEMBERED = 2000  # vectors: 3 MB
AT_ONCE = 2
WAITING = 8  # more texts than these are not taken on
REST = 30.0  # seconds without another try after a failure


class Late(Exception):
    """The vector is not there in time; it may be for the next who asks."""


class Asked:
    """The encoder of this process, in threads of its own. It begins to load at once."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="encoder")
        self._room = BoundedSemaphore(WAITING)
        self._loading: Future[Encoder | None]
        self._load()
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._failure: tuple[float, EncoderUnavailable] | None = None

    def encoder(self, patience: float | None = None) -> Encoder | None:
        """The encoder, None where there is to be none. Raises EncoderUnavailable; Late when it
        is not loaded within `patience` seconds."""
        try:
            return self._loading.result(patience)
        except TimeoutError as error:
            raise Late from error
        except EncoderUnavailable:
            if time.monotonic() - self._tried > REST:
                self._load()
            raise

    def _load(self) -> None:
        self._tried = time.monotonic()
        self._loading = self._threads.submit(encoder)

    def vector(
        self, text: str, chosen: Encoder, *, query: bool = True, patience: float | None = None
    ) -> Vectors:
        """Of a text by this encoder, as a query or as a text that may answer one.

        Raises EncoderUnavailable; Late when it takes longer than `patience` seconds.
        """
        name = _name(chosen, text, query=query)
        if name in self._known:
            self._known.move_to_end(name)
            return self._known[name]
        shared = caches["queries"].get(name)
        if shared is not None:
            return self._remember(name, np.frombuffer(shared, "<f4"))
        found = self._encoded(chosen, name, text, query=query, patience=patience)
        caches["queries"].set(name, found.astype("<f4").tobytes())
        return found

    def _encoded(
        self, chosen: Encoder, name: str, text: str, *, query: bool, patience: float | None
    ) -> Vectors:
        if self._failure and time.monotonic() - self._failure[0] < REST:
            raise self._failure[1]
        if not self._room.acquire(timeout=patience):
            raise Late
        coming = self._threads.submit(self._encode, chosen, name, text, query=query)
        coming.add_done_callback(lambda _: self._room.release())
        try:
            return coming.result(patience)
        except TimeoutError as error:
            raise Late from error

    def _encode(self, chosen: Encoder, name: str, text: str, *, query: bool) -> Vectors:
        try:
            return self._remember(name, chosen.encode([text], query=query)[0])
        except EncoderUnavailable as error:
            self._failure = time.monotonic(), error
            raise

    def _remember(self, name: str, vector: Vectors) -> Vectors:
        self._known[name] = vector
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return vector


@cache
def asked() -> Asked:
    """The one of this process."""
    return Asked()


# Threads do not live on in a process that was forked off.
os.register_at_fork(after_in_child=asked.cache_clear)


def _name(chosen: Encoder, text: str, *, query: bool) -> str:
    """What a vector is remembered under."""
    return sha256(f"{chosen.name}\n{query}\n{text}".encode(errors="replace")).hexdigest()
