"""What a query's vector has in common with all of its sort, and how it is taken away.

More than of its subject, a vector tells what sort of text it comes from: its language, and
whether it tells a need, asks a question or names something. Every record is more or less alike
to a whole sort, and those most alike would come first whatever is looked for. So each vector
loses most of what is common to the sort that it is most alike.

What is common to a sort is the mean of a few texts on unlike subjects. The texts are in
`search/data/queries`, a file for each language and in it a paragraph for each sort; the means
are encoded beforehand (`scripts/sorts_of_queries.py`).
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np

from ponte.search.encoders import Encoder, Vectors

DATA = Path(__file__).parent.parent / "data"
# How much of what is common is taken away. More helps needs told in a sentence and harms questions;
# between 0.4 and 0.8 all is better than nothing on needs and titles: docs/reference/benchmarks.md.
SHARE = 0.6


def subject(vector: Vectors, encoder: str) -> Vectors:
    """What a vector of a query by this encoder says beyond its sort; no longer of length 1.

    The vector itself where nothing is known of the encoder's sorts.
    """
    means = sorts(encoder)
    return vector - SHARE * means[(means @ vector).argmax()] if len(means) else vector


def sought(vector: Vectors, encoder: str) -> Vectors:
    """The subject of a query, at the length at which its product with the query itself is 1."""
    found = subject(vector, encoder)
    return found / (found @ vector)


@cache
def sorts(encoder: str) -> Vectors:
    """The mean of each sort, in rows; none when this encoder's were not made."""
    path = means_file(encoder)
    return np.load(path).astype(np.float32) if path.exists() else np.zeros((0, 0), np.float32)


def means_file(encoder: str) -> Path:
    """Named after the encoder and the texts, so that means of other texts are not found."""
    digest = sha256("\n\n".join("\n".join(each) for each in texts()).encode()).hexdigest()
    return DATA / f"sorts-{encoder}-{digest[:12]}.npy"


@cache
def texts() -> tuple[tuple[str, ...], ...]:
    """The texts of each sort."""
    paragraphs = [
        paragraph.split("\n")
        for path in sorted((DATA / "queries").glob("*.txt"))
        for paragraph in path.read_text(encoding="utf-8").strip().split("\n\n")
    ]
    return tuple(map(tuple, paragraphs))


def encoded(encoder: Encoder) -> Vectors:
    """The mean of each sort by this encoder, made anew: a quarter of a minute."""
    means = [encoder.encode(each, query=True).mean(axis=0) for each in texts()]
    return np.array(means, np.float32)
