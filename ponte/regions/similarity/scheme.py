"""Which variables are compared, in which groups, with which weights."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

SCHEME = Path(__file__).parent.parent / "data" / "similarity.toml"


class BadScheme(ValueError):
    """A scheme that compares nothing or contradicts itself. `str()` says why."""


@dataclass(frozen=True)
class Variable:
    """An indicator by its code. `logged` ones are compared by orders of magnitude."""

    code: str
    logged: bool = False
    weight: float = 1.0


@dataclass(frozen=True)
class Group:
    """Variables that weigh `weight` together, however many they are."""

    code: str
    variables: tuple[Variable, ...]
    weight: float = 1.0


@dataclass(frozen=True)
class Scheme:
    """Groups of variables; the columns of every matrix are in the order of `variables`.

    Values beyond the percentiles `tail` and 100 - `tail` count as those. Pairs of whose
    weight less than `minimum_coverage` is known are left out of lists. Raises BadScheme.
    """

    groups: tuple[Group, ...]
    tail: float = 2.5
    minimum_coverage: float = 0.0

    def __post_init__(self) -> None:
        codes = self.codes
        if doubled := sorted({code for code in codes if codes.count(code) > 1}):
            raise BadScheme(f"Variables occur more than once: {', '.join(doubled)}.")
        weights = [group.weight for group in self.groups]
        weights += [variable.weight for variable in self.variables]
        if not all(0 <= weight < np.inf for weight in weights):
            raise BadScheme("Weights are numbers of 0 or more.")
        if not any(group.weight and _sum(group) for group in self.groups):
            raise BadScheme("No variable has a weight.")
        if not 0 <= self.tail < 50:
            raise BadScheme("The tail is a percentage from 0 to less than 50.")
        if not 0 <= self.minimum_coverage <= 1:
            raise BadScheme("The minimum coverage is a share from 0 to 1.")

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        return tuple(variable for group in self.groups for variable in group.variables)

    @cached_property
    def codes(self) -> list[str]:
        return [variable.code for variable in self.variables]

    @cached_property
    def logged(self) -> npt.NDArray[np.bool_]:
        return np.array([variable.logged for variable in self.variables], dtype=bool)

    @cached_property
    def parts(self) -> list[tuple[float, Numbers, slice]]:
        """Of each group that counts: its weight, those of its variables, its columns.

        Group weights add up to 1, and those of the variables of each group too.
        """
        found, start = [], 0
        for group in self.groups:
            columns = slice(start, start + len(group.variables))
            start = columns.stop
            if group.weight and _sum(group):
                within = np.array([variable.weight for variable in group.variables])
                found.append((group.weight, within / within.sum(), columns))
        total = sum(weight for weight, _, _ in found)
        return [(weight / total, within, columns) for weight, within, columns in found]

    @cached_property
    def shares(self) -> Numbers:
        """What part of the whole each variable weighs; they add up to 1."""
        found = np.zeros(len(self.variables))
        for weight, within, columns in self.parts:
            found[columns] = weight * within
        return found


def read_scheme(table: Mapping[str, Any]) -> Scheme:
    """Return the scheme that a parsed TOML table describes. Raises BadScheme."""
    options = dict(table)
    groups = options.pop("groups", [])
    try:
        return Scheme(groups=tuple(_group(group) for group in groups), **options)
    except (TypeError, KeyError) as error:
        raise BadScheme(f"The scheme cannot be understood: {error}.") from error


def load_scheme(path: Path = SCHEME) -> Scheme:
    """Return the scheme in the file `path`. Raises BadScheme."""
    try:
        with path.open("rb") as file:
            return read_scheme(tomllib.load(file))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadScheme(f"{path.name} cannot be read: {error}.") from error


def _group(table: Mapping[str, Any]) -> Group:
    options = dict(table)
    variables = options.pop("variables")
    return Group(variables=tuple(Variable(**variable) for variable in variables), **options)


def _sum(group: Group) -> float:
    return sum(variable.weight for variable in group.variables)
