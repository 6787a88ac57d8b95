"""Gower's similarity, for regions described by numbers and by kinds alike."""

from collections.abc import Hashable, Sequence
from math import isnan
from typing import NamedTuple

import numpy as np

from ponte.regions.similarity.scheme import Numbers


class Similarities(NamedTuple):
    """Of every pair (n x n): its similarity in [0, 1], and the share of the weight known.

    Pairs with nothing in common known are not comparable: similarity NaN, coverage 0.
    """

    similarity: Numbers
    coverage: Numbers


class Feature(NamedTuple):
    """One value per region. Numbers are compared by range, kinds by equality."""

    values: Sequence[float | None] | Sequence[Hashable]
    is_number: bool = True
    weight: float = 1.0


def gower(features: Sequence[Feature]) -> Similarities:
    """Return the similarities of all pairs. None and NaN are missing.

    Raises ValueError without any weight, or if features are not equally long.
    """
    total = sum(feature.weight for feature in features)
    if not total > 0:
        raise ValueError("No feature has a weight.")
    if len({len(feature.values) for feature in features}) > 1:
        raise ValueError("Every feature has one value per region.")
    size = len(features[0].values)
    alike, known = np.zeros((size, size)), np.zeros((size, size))
    for feature in features:
        missing = np.array([_is_missing(value) for value in feature.values])
        both = ~(missing[:, None] | missing)
        same = _by_range(feature, missing) if feature.is_number else _by_kind(feature, missing)
        alike += feature.weight * np.where(both, same, 0.0)
        known += feature.weight * both
    similarity = np.divide(alike, known, out=np.full((size, size), np.nan), where=known > 0)
    return Similarities(np.minimum(similarity, 1.0), np.minimum(known / total, 1.0))


def _is_missing(value: Hashable) -> bool:
    return value is None or (isinstance(value, float) and isnan(value))


def _by_range(feature: Feature, missing: np.ndarray) -> Numbers:
    pairs = zip(feature.values, missing, strict=True)
    values = np.array([0.0 if gone else float(value) for value, gone in pairs])  # type: ignore[arg-type]
    known = values[~missing]
    extent = float(np.ptp(known)) if known.size else 0.0
    if not extent > 0:
        return np.ones((len(values), len(values)))
    result: Numbers = 1.0 - np.abs(values[:, None] - values) / extent
    return result


def _by_kind(feature: Feature, missing: np.ndarray) -> Numbers:
    numbers: dict[Hashable, int] = {}
    pairs = zip(feature.values, missing, strict=True)
    kinds = np.array([-1 if gone else numbers.setdefault(v, len(numbers)) for v, gone in pairs])
    return (kinds[:, None] == kinds).astype(np.float64)
