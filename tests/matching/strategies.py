"""Practices, regions and weights for property tests of the fit."""

import numpy as np
from hypothesis import strategies as st

from ponte.matching.fit import PARTS, Fit, Span, Weights

SHARES = st.integers(0, 64).map(lambda number: number / 64)


@st.composite
def spans(draw, size):
    """A Span of `size` practices with any part of it unknown."""
    ends = [sorted([draw(SHARES), draw(SHARES)]) for _ in range(size)]
    low, high = np.array(ends).reshape(size, 2).T
    return Span(low, high)


@st.composite
def weights(draw):
    values = draw(st.lists(st.integers(0, 20), min_size=len(PARTS), max_size=len(PARTS)))
    values[0] += not any(values)
    return Weights.of(dict(zip(PARTS, values, strict=True)))


@st.composite
def fits(draw, most=6):
    size = draw(st.integers(1, most))
    return Fit({part: draw(spans(size)) for part in PARTS}, draw(weights()))
