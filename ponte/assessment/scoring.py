"""What scores add up to. Pure: knows no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import NamedTuple


class Answer(NamedTuple):
    """One score: its weight in the sum, and whether it is a gate (1 met, 0 not)."""

    value: int
    weight: float = 1.0
    is_gate: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """`value` is the weighted mean on the rubric's scale, None when nothing is scored.

    `gates_failed` counts gates that are not met, `lowest` is the least single score.
    """

    value: float | None
    lowest: int | None
    gates_failed: int

    def is_enough(self, threshold: float | None, floor: int | None) -> bool:
        """All gates met, the mean at `threshold` or above, no score below `floor`."""
        if self.gates_failed:
            return False
        if self.value is None:
            return True
        if floor is not None and self.lowest is not None and self.lowest < floor:
            return False
        return threshold is None or self.value >= threshold


def verdict(answers: Iterable[Answer]) -> Verdict:
    """S = Σ w·s / Σ w over the scored answers."""
    answers = list(answers)
    scored = [answer for answer in answers if not answer.is_gate]
    weights = sum(answer.weight for answer in scored)
    value = None
    if weights:
        value = sum(answer.weight * answer.value for answer in scored) / weights
    return Verdict(
        value=value,
        lowest=min((answer.value for answer in scored), default=None),
        gates_failed=sum(1 for answer in answers if answer.is_gate and not answer.value),
    )


class Spread(NamedTuple):
    """The mean of several scores and how far they lie apart (standard deviation)."""

    mean: float
    deviation: float


def spread(values: Iterable[float]) -> Spread:
    """Raises ValueError without values."""
    values = list(values)
    return Spread(fmean(values), pstdev(values))
