"""Half years, the periods of reports."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.utils.translation import gettext as _

# Days after the end of a semester in which its reports are due.
DAYS_TO_REPORT = 30


@dataclass(frozen=True, order=True)
class Semester:
    """The first (1) or the second half (2) of a year. Its code is as "2026-1"."""

    year: int
    half: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, 1 if day.month <= 6 else 2)

    @classmethod
    def from_code(cls, code: str) -> Self:
        """Raises ValueError."""
        year, _dash, half = code.partition("-")
        if half not in {"1", "2"} or len(year) != 4:
            raise ValueError(code)
        return cls(int(year), int(half))

    @property
    def code(self) -> str:
        return f"{self.year}-{self.half}"

    @property
    def start(self) -> date:
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def end(self) -> date:
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def due_on(self) -> date:
        """The day by which its reports are to be there."""
        return self.end + timedelta(days=DAYS_TO_REPORT)

    @property
    def next(self) -> Self:
        return type(self).of(self.end + timedelta(days=1))

    def __str__(self):
        if self.half == 1:
            return _("first half of %(year)s") % {"year": self.year}
        return _("second half of %(year)s") % {"year": self.year}


def between(first: date, last: date) -> Iterator[Semester]:
    """The semesters that have a day from `first` to `last`, in their order."""
    semester = Semester.of(first)
    while semester.start <= last:
        yield semester
        semester = semester.next


def ended(first: date, *, today: date) -> list[Semester]:
    """The semesters from that of `first` on that are over: reports on them are to be there."""
    return [each for each in between(first, today) if each.end < today]
