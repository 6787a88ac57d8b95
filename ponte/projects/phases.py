"""The life of a project in time: semesters of six months, in phases.

Semesters are counted from the first day of the project. What is left after the last whole
semester is its closure, if that is three months or less, else one more, shorter semester.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cached_property

MONTHS = 6
CLOSURE_MONTHS = 3
MID_TERM = 4  # the review of half-time: in the second half of the second year


class Phase(Enum):
    CORE = "core"
    FOLLOW_UP = "follow_up"
    CLOSURE = "closure"


@dataclass(frozen=True, slots=True)
class Semester:
    """A part of a project's time; `number` is 0 for the closure. Both days belong to it."""

    number: int
    phase: Phase
    first: date
    last: date

    @property
    def is_mid_term(self) -> bool:
        return self.number == MID_TERM and self.phase is Phase.CORE


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Phases:
    """When a project is in which phase; nothing is known without its first and last day."""

    start: date | None
    end: date | None
    follow_up_from: date | None = None

    @cached_property
    def semesters(self) -> Sequence[Semester]:
        if self.start is None or self.end is None:
            return ()
        found, number, first = [], 1, self.start
        while first <= self.end:
            following = months_later(self.start, number * MONTHS)
            last = min(following - timedelta(days=1), self.end)
            closes = number > 1 and self.end < months_later(first, CLOSURE_MONTHS)
            phase = Phase.CLOSURE if closes else self.phase_from(first)
            found.append(Semester(0 if closes else number, phase, first, last))
            number, first = number + 1, following
        return found

    def phase_from(self, day: date) -> Phase:
        in_follow_up = self.follow_up_from is not None and day >= self.follow_up_from
        return Phase.FOLLOW_UP if in_follow_up else Phase.CORE

    def on(self, day: date) -> Semester | None:
        """The semester in which `day` lies; None before the beginning and after the end."""
        return next((each for each in self.semesters if each.first <= day <= each.last), None)

    def has_ended(self, day: date) -> bool:
        return self.end is not None and day > self.end
