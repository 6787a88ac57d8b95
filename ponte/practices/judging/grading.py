"""The evidence grade: five steps, each with a stated condition, and three ways down.

Steps. An entry is a result that somebody stated.
  claimed      something is said about success, no figure needed
  measured     an entry has a figure and the year it was taken
  compared     a measured entry also has what it is compared with: before, or without
  replicated   compared entries, or reports of having tried it, show it in two regions
  independent  a compared entry was found by an evaluator who does not run the practice

Ways down, one step each, never below "claimed".
  weak         no entry that carries the step names a source to check
  old          none of them is about the last MAX_AGE years
  contradicted entries or reports against it are as many as those for it, or more
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

MAX_AGE = 5


class Step(IntEnum):
    NONE = 0
    CLAIMED = 1
    MEASURED = 2
    COMPARED = 3
    REPLICATED = 4
    INDEPENDENT = 5


class Lowered(StrEnum):
    WEAK = "weak"
    OLD = "old"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Finding:
    """One entry as the rules see it.

    `region` is any value that tells regions apart, None when unknown. `year` is the last
    year the figure is about. `speaks_against` marks a result that denies the practice's.
    """

    has_figure: bool = False
    year: int | None = None
    is_compared: bool = False
    has_source: bool = False
    is_independent: bool = False
    region: object = None
    speaks_against: bool = False

    @property
    def is_measured(self) -> bool:
        return self.has_figure and self.year is not None

    @property
    def step(self) -> Step:
        """How far this entry goes alone."""
        if not self.is_measured:
            return Step.CLAIMED
        if not self.is_compared:
            return Step.MEASURED
        return Step.INDEPENDENT if self.is_independent else Step.COMPARED


@dataclass(frozen=True, slots=True)
class Trial:
    """A report of having tried the practice in `region`."""

    region: object
    worked: bool
    failed: bool
    has_source: bool
    year: int


@dataclass(frozen=True, slots=True)
class Grade:
    """The grade, the step reached before anything lowered it, and what lowered it."""

    step: Step
    reached: Step
    lowered: tuple[Lowered, ...] = ()

    @property
    def next_step(self) -> Step | None:
        return None if self.reached is Step.INDEPENDENT else Step(self.reached + 1)


def grade(
    findings: Iterable[Finding], trials: Iterable[Trial], *, is_claimed: bool, year: int
) -> Grade:
    """The grade of a practice in `year`. `is_claimed`: its text states a success."""
    every, trials = list(findings), list(trials)
    speaking = [finding for finding in every if not finding.speaks_against]
    worked = [trial for trial in trials if trial.worked]
    reached = reach(speaking, worked)
    if reached is Step.NONE:
        return Grade(*(Step.CLAIMED,) * 2) if is_claimed else Grade(Step.NONE, Step.NONE)
    lowered = tuple(ways_down(reached, every, trials, year))
    return Grade(Step(max(Step.CLAIMED, reached - len(lowered))), reached, lowered)


def reach(findings: list[Finding], worked: list[Trial]) -> Step:
    """The highest step whose condition holds."""
    steps = [finding.step for finding in findings]
    best = max(steps, default=Step.NONE)
    if best is Step.COMPARED and len(regions_of(findings, worked)) > 1:
        return Step.REPLICATED
    return best


def regions_of(findings, worked):
    """The regions where it is shown: compared entries, and trials with a source."""
    compared = {finding.region for finding in findings if finding.step >= Step.COMPARED}
    tried = {trial.region for trial in worked if trial.has_source}
    return (compared | tried) - {None}


def ways_down(reached, findings, trials, year):
    if reached > Step.CLAIMED:
        carrying = carriers(reached, findings)
        if not any(finding.has_source for finding in carrying):
            yield Lowered.WEAK
        if all(year - finding.year > MAX_AGE for finding in carrying):
            yield Lowered.OLD
    against = sum(finding.speaks_against for finding in findings)
    against += sum(trial.failed for trial in trials)
    speaking = len(findings) - sum(finding.speaks_against for finding in findings)
    speaking += sum(trial.worked for trial in trials)
    if against and against >= speaking:
        yield Lowered.CONTRADICTED


def carriers(reached, findings):
    """The entries on which the step rests."""
    wanted = Step.COMPARED if reached is Step.REPLICATED else reached
    return [
        finding for finding in findings if not finding.speaks_against and finding.step >= wanted
    ]
