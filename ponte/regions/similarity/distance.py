"""The structural distance: weighted squared differences on scales from 0 to 1."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ponte.regions.similarity.scheme import Numbers, Scheme

Places = npt.NDArray[np.intp]

# Rows taken at once, so that what a step holds beside the result stays small.
BLOCK = 256
# Of sums of products of numbers up to 1.
ROUNDING = 1e-12
# Sums of weights differ by their order behind this many decimals.
DECIMALS = 12


class Distances(NamedTuple):
    """Of pairs (n x n, or n): the distance in [0, 1], and the share of the weight known.

    Pairs with nothing in common known are not comparable: distance NaN, coverage 0.
    """

    distance: Numbers
    coverage: Numbers


class Extremes(NamedTuple):
    """Of pairs (n x m): the least and the most that the distance can be, in [0, 1]."""

    least: Numbers
    most: Numbers


def scale(values: Numbers, scheme: Scheme) -> Numbers:
    """Return `values` (n x variables, NaN where missing) on scales from 0 to 1.

    Logged variables are taken log10 first, where 0 and less count as missing; then values
    beyond the scheme's percentiles count as those. A variable equal everywhere becomes 0.
    """
    values = np.array(values, dtype=np.float64)
    if values.shape[1:] != (len(scheme.variables),):
        raise ValueError(f"{values.shape} is no table of {len(scheme.variables)} variables.")
    values[~np.isfinite(values)] = np.nan
    for column in np.flatnonzero(scheme.logged):
        positive = values[:, column] > 0
        values[~positive, column] = np.nan
        values[positive, column] = np.log10(values[positive, column])
    for column in values.T:
        known = ~np.isnan(column)
        if known.any():
            column[known] = _unit(column[known], scheme.tail)
    return values


def distances(scaled: Numbers, scheme: Scheme) -> Distances:
    """Return the distances between all rows of `scaled`, as `scale` gives them.

    D(i, j) is the sum over groups g of W_g times the sum over variables k of
    w_k (x_ik - x_jk)². What is missing in i or j is dropped, and the weights of the rest
    are raised to add up to 1 again: first inside the group, then among the groups of
    which anything is known.
    """
    size = len(scaled)
    distance = np.zeros((size, size))
    coverage = np.zeros((size, size))
    for start in range(0, size, BLOCK):
        rows = slice(start, start + BLOCK)
        # What lies below the diagonal is the same pair the other way round.
        found = _block(scaled[rows], scaled[start:], scheme)
        for whole, part in zip((distance, coverage), found, strict=True):
            whole[rows, start:] = part
            whole[start:, rows] = part.T
            whole[rows, rows] = np.triu(part[:, : len(part)]) + np.triu(part[:, : len(part)], 1).T
    return Distances(distance, coverage)


def distances_from(place: int, scaled: Numbers, scheme: Scheme) -> Distances:
    """Return the distances from the row `place` to all rows (n each)."""
    found = _block(scaled[place : place + 1], scaled, scheme)
    return Distances(found.distance[0], found.coverage[0])


def extremes(ones: Numbers, others: Numbers, scheme: Scheme) -> Extremes:
    """Return between which distances those of the rows `ones` to the rows `others` lie.

    What is missing in one of a pair may differ by nothing, or by the whole scale. Where nothing
    is missing both are the distance.
    """
    knows_one, knows_other = ~np.isnan(ones), ~np.isnan(others)
    known = np.minimum(1.0, (knows_one * scheme.shares) @ knows_other.T.astype(np.float64))
    least = np.minimum(1.0, _squares(ones, others, scheme.shares))
    missing = np.round(1.0 - known, DECIMALS)
    return Extremes(least, np.minimum(1.0, least + missing))


def contributions(scaled: Numbers, scheme: Scheme, ones: Places, others: Places) -> Numbers:
    """Return what each variable adds to the distance of the pairs `ones[p]`, `others[p]`.

    One row per pair; NaN where a variable is unknown or has no weight. Each row adds up
    to the pair's distance.
    """
    squares = (scaled[ones] - scaled[others]) ** 2
    known = ~np.isnan(squares)
    shares = np.zeros(squares.shape)
    for weight, within, columns in scheme.parts:
        present = known[:, columns] * within
        total = present.sum(axis=1, keepdims=True)
        shares[:, columns] = weight * np.divide(
            present, total, out=np.zeros(present.shape), where=total > 0
        )
    total = shares.sum(axis=1, keepdims=True)
    shares = np.divide(shares, total, out=np.full(shares.shape, np.nan), where=shares > 0)
    result: Numbers = shares * squares
    return result


def reasons(differences: Numbers, parts: Numbers, number: int = 3) -> tuple[list[int], list[int]]:
    """Return the columns that bring a pair closest and those that drive it apart.

    `differences` are those on the scales, `parts` the contributions to the distance. Apart
    drive the largest parts, at most half of what is known; closest bring the smallest
    differences among the rest.
    """
    known = np.flatnonzero(~np.isnan(parts))
    by_part = known[np.argsort(-parts[known], kind="stable")]
    apart = [int(k) for k in by_part[: min(number, len(known) // 2)] if parts[k] > 0]
    rest = known[[k not in apart for k in known]]
    closest = rest[np.argsort(np.abs(differences[rest]), kind="stable")][:number]
    return [int(k) for k in closest], apart


def _unit(column: Numbers, tail: float) -> Numbers:
    low, high = np.percentile(column, [tail, 100 - tail])
    if not low < high:
        return np.zeros(column.shape)
    result: Numbers = np.clip((column - low) / (high - low), 0.0, 1.0)
    return result


def _block(ones: Numbers, others: Numbers, scheme: Scheme) -> Distances:
    """Distances of the rows `ones` to the rows `others`."""
    shape = (len(ones), len(others))
    distance, weights, coverage = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for weight, within, columns in scheme.parts:
        a, b = ones[:, columns], others[:, columns]
        share = np.minimum(1.0, ((~np.isnan(a)) * within) @ (~np.isnan(b)).T.astype(np.float64))
        known = share > 0
        inside = np.divide(_squares(a, b, within), share, out=np.zeros(shape), where=known)
        distance += weight * inside
        weights += weight * known
        coverage += weight * share
    distance = np.divide(distance, weights, out=np.full(shape, np.nan), where=weights > 0)
    return Distances(np.minimum(distance, 1.0), np.minimum(1.0, np.round(coverage, DECIMALS)))


def _squares(a: Numbers, b: Numbers, within: Numbers) -> Numbers:
    """Weighted squared differences, summed over the columns known in both rows.

    Multiplied out, w (a - b)² = w a² + w b² - 2 w a b, so that three products of matrices
    do for all pairs.
    """
    knows_a, knows_b = (~np.isnan(a)).astype(np.float64), (~np.isnan(b)).astype(np.float64)
    a, b = np.nan_to_num(a), np.nan_to_num(b)
    total = (within * a * a) @ knows_b.T + knows_a @ (within * b * b).T
    total -= 2 * ((within * a) @ b.T)
    # What is less than rounding is nothing: equal rows are exactly 0 apart.
    total[total < ROUNDING] = 0.0
    result: Numbers = total
    return result
