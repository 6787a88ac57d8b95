"""The time of a plan's actions as a chart, drawn on the server."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.text import Truncator

from ponte.plans.models import Action
from ponte.plans.semesters import between

WIDTH = 1000
LABELS = 320
ROW = 30
HEAD = 34


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in the units of the drawing, with what it says."""

    label: str
    starts_on: date
    ends_on: date
    left: int
    width: int
    top: int
    is_action: bool

    @property
    def middle(self) -> int:
        return self.top + ROW // 2

    @property
    def bar_top(self) -> int:
        return self.top + (6 if self.is_action else 10)

    @property
    def bar_height(self) -> int:
        return 18 if self.is_action else 10

    @property
    def told(self) -> str:
        first, last = (date_format(day, "DATE_FORMAT") for day in (self.starts_on, self.ends_on))
        return f"{self.label}: {first} – {last}"

    @property
    def short(self) -> str:
        return Truncator(self.label).chars(40 if self.is_action else 42)


@dataclass(frozen=True, slots=True)
class Tick:
    """The beginning of a half-year."""

    label: str
    left: int


@dataclass(frozen=True, slots=True)
class Chart:
    bars: list[Bar]
    ticks: list[Tick]
    height: int
    today: int | None
    width: int = WIDTH
    head: int = HEAD


def chart_of(actions: Iterable[Action], *, today: date) -> Chart | None:
    """Of actions with their steps; None if none has dates."""
    spans = list(spans_of(actions))
    if not spans:
        return None
    semesters = list(between(min(each[1] for each in spans), max(each[2] for each in spans)))
    first, last = semesters[0].start, semesters[-1].end
    days = (last - first).days + 1

    def at(day: date) -> int:
        return LABELS + round((WIDTH - LABELS) * (day - first).days / days)

    bars = [
        Bar(
            label=label,
            starts_on=starts_on,
            ends_on=ends_on,
            left=at(starts_on),
            width=max(4, at(ends_on) - at(starts_on)),
            top=HEAD + ROW * row,
            is_action=is_action,
        )
        for row, (label, starts_on, ends_on, is_action) in enumerate(spans)
    ]
    step = max(1, len(semesters) // 6)
    ticks = [Tick(f"{each.half}/{each.year}", at(each.start)) for each in semesters[::step]]
    here = at(today) if first <= today <= last else None
    return Chart(bars, ticks, HEAD + ROW * len(bars) + 6, here)


def spans_of(actions: Iterable[Action]) -> Iterator[tuple[str, date, date, bool]]:
    """Of each action its own span, or that of its steps, then the steps. Uses prefetched steps."""
    for action in actions:
        steps = list(action.steps.all())
        begins = action.starts_on or min((each.starts_on for each in steps), default=None)
        ends = action.ends_on or max((each.ends_on for each in steps), default=None)
        if begins and ends and begins <= ends:
            yield f"{action.number}. {action.title}", begins, ends, True
        for step in steps:
            yield step.text, step.starts_on, step.ends_on, False
