"""A month of events, week by week. What lasts several days is one bar in each week."""

import re
from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from ponte.events.models import Event

MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Day:
    day: date
    is_outside: bool
    events: list[Event] = field(default_factory=list)

    @property
    def is_today(self) -> bool:
        return self.day == timezone.localdate()


@dataclass(frozen=True)
class Bar:
    """An event of several days within a week: its first column (1 to 7) and how many."""

    event: Event
    column: int
    days: int


@dataclass(frozen=True)
class Week:
    days: list[Day]
    bars: list[Bar]


def month_in(text: str) -> date:
    """The first day of the month "2026-12", or of this month where nothing sensible is typed."""
    found = MONTH.fullmatch(text)
    if found and 1 <= int(found[2]) <= 12 and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return date(int(found[1]), int(found[2]), 1)
    return timezone.localdate().replace(day=1)


def after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def weeks_of(month: date, events: Iterable[Event]) -> list[Week]:
    """The weeks of `month` with `events`, each on the days of its own place."""
    events = list(events)
    short = [event for event in events if event.is_of_one_day]
    long = [event for event in events if not event.is_of_one_day]
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    return [
        Week(
            days=[
                Day(
                    day,
                    day.month != month.month,
                    [event for event in short if event.local_start.date() == day],
                )
                for day in week
            ],
            bars=[bar for event in long if (bar := bar_in(week, event))],
        )
        for week in weeks
    ]


def bar_in(week: list[date], event: Event) -> Bar | None:
    first = max(week[0], event.local_start.date())
    last = min(week[-1], event.last_day)
    if first > last:
        return None
    return Bar(event, (first - week[0]).days + 1, (last - first).days + 1)
