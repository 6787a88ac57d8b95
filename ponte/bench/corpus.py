"""A made-up collection like a large platform's: Zipf's words, topics with words of their
own, uneven facets, one seed."""

import random
from bisect import bisect
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from ponte.search.documents import SearchDocument

VOCABULARY = 60_000
TITLE_WORDS = 10
BODY_WORDS = 150
TOPIC_WORDS = 200
TOPIC_SHARE = 0.45  # of the words of a text
TOPICS = [f"topic-{number}" for number in range(30)]
COUNTRIES = [f"C{number}" for number in range(36)]
YEARS = [str(year) for year in range(2014, 2027)]
KINDS = ["practice", "project", "region"]

_ONSETS = ["b", "br", "c", "ch", "d", "f", "g", "gr", "l", "m", "n", "p", "pl", "r", "s", "st",
           "t", "tr", "v", "w"]  # fmt: skip
_VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "io", "ou"]
_CODAS = ["", "", "l", "n", "r", "s", "t", "nd", "rt"]


class Corpus:
    """`size` documents; the same seed gives the same ones."""

    def __init__(self, size: int, seed: int = 1):
        self.size = size
        self._seed = seed
        chance = random.Random(seed)  # noqa: S311 (no secret)
        self.words = _vocabulary(chance)
        self._common = _Zipf(self.words)
        # The very commonest words belong to no topic.
        self._own = {
            topic: _Zipf(chance.sample(self.words[100:6000], TOPIC_WORDS)) for topic in TOPICS
        }

    def documents(self) -> Iterator[SearchDocument]:
        chance = random.Random(self._seed)  # noqa: S311
        for number in range(1, self.size + 1):
            yield self.document(number, chance)

    def document(self, number: int, chance: random.Random) -> SearchDocument:
        topic = _uneven(chance, TOPICS)
        return SearchDocument(
            kind=KINDS[min(int(chance.expovariate(1.5)), 2)],
            object_id=number,
            lang="en",
            title=self.text(chance, TITLE_WORDS, topic).capitalize(),
            url=f"/practices/{number}/",
            body=self.text(chance, BODY_WORDS, topic),
            facets={
                "topic": (topic,),
                "country": (_uneven(chance, COUNTRIES),),
                "year": (chance.choice(YEARS),),
            },
            date=datetime(2014, 1, 1, tzinfo=UTC) + timedelta(hours=number),
        )

    def text(self, chance: random.Random, about: int, topic: str = TOPICS[0]) -> str:
        """About so many words, as a text on `topic` has them."""
        size = max(3, round(chance.gauss(about, about / 4)))
        own = self._own[topic]
        return " ".join(
            (own if chance.random() < TOPIC_SHARE else self._common).word(chance)
            for _ in range(size)
        )


class _Zipf:
    """Words, the first ones far more often than the last."""

    def __init__(self, words: list[str]):
        self._words = words
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))

    def word(self, chance: random.Random) -> str:
        return self._words[bisect(self._weights, chance.random() * self._weights[-1])]


def _vocabulary(chance: random.Random) -> list[str]:
    """Words that can be spoken, shorter ones first."""
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        syllables = 1 + min(3, len(found) // 400) - (chance.random() < 0.3 and len(found) > 400)
        word = "".join(
            chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_CODAS)
            for _ in range(syllables)
        )
        found[word] = None
    return list(found)


def _uneven(chance: random.Random, values: list[str]) -> str:
    return values[int(len(values) * chance.random() ** 2)]
