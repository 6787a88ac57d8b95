"""An encoder behind an address, asked as embedding servers commonly are.

POST, in JSON: `input`, a list of texts; `input_type`, "query" or "passage". The answer: `data`, a
list of objects with `index` and `embedding`, and `model`, which names the vectors. Where
PONTE_ENCODER_KEY is set it goes along as a bearer token. Redirects are not followed: texts and
key go to this address or nowhere.
"""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import requests
from django.conf import settings

from ponte.search.encoders import EncoderUnavailable, Vectors, unit

TIMES_OUT = (5, 60)  # seconds to connect, and between two parts of the answer
MOST = 50_000_000  # bytes of an answer


class Endpoint:
    def __init__(self, url: str):
        self._url = url
        answer = self._ask(["ponte"], query=True)
        self.name = str(answer.get("model") or url)[:200]
        self.dimensions = _vectors(answer, 1).shape[1]

    def encode(self, texts: Sequence[str], *, query: bool) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        found = _vectors(self._ask(texts, query=query), len(texts))
        if found.shape[1] != self.dimensions:
            raise EncoderUnavailable(
                f"{self._url} answered in {found.shape[1]} dimensions, not {self.dimensions}."
            )
        return unit(found)

    def _ask(self, texts: Sequence[str], *, query: bool) -> dict[str, Any]:
        key = settings.SEARCH["ENCODER_KEY"]
        try:
            with requests.post(
                self._url,
                json={"input": list(texts), "input_type": "query" if query else "passage"},
                headers={"Authorization": f"Bearer {key}"} if key else {},
                timeout=TIMES_OUT,
                allow_redirects=False,
                stream=True,
            ) as response:
                if response.status_code != requests.codes.ok:
                    raise EncoderUnavailable(f"{self._url} answered {response.status_code}.")
                content = response.raw.read(MOST + 1, decode_content=True)
            if len(content) > MOST:
                raise EncoderUnavailable(f"The answer of {self._url} is too long.")
            answer = json.loads(content)
        except (requests.RequestException, OSError, ValueError) as error:
            raise EncoderUnavailable(f"{self._url}: {error}") from error
        if not isinstance(answer, dict):
            raise EncoderUnavailable(f"The answer of {self._url} is no object.")
        return answer


def load(url: str) -> Endpoint:
    return Endpoint(url)


def _vectors(answer: dict[str, Any], number: int) -> Vectors:
    """The vectors of an answer, by their index. Raises EncoderUnavailable."""
    try:
        rows = sorted(answer["data"], key=lambda each: int(each["index"]))
        found = np.asarray([row["embedding"] for row in rows], np.float32)
    except (KeyError, TypeError, ValueError) as error:
        raise EncoderUnavailable(f"The answer has no vectors: {error!r}") from error
    if found.ndim != 2 or len(found) != number or not np.isfinite(found).all():
        raise EncoderUnavailable("The answer has not one vector for each text.")
    return found
