"""Which ties between an expert and a practice forbid a review: rules without a database.

Both sides are described by ties: to a person, an organisation, a project, a region. A tie
that both sides have is a conflict. A tie that ended counts for some years more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

YEARS = 3


class Kind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    PROJECT = "project"
    REGION = "region"
    PRACTICE = "practice"


class Point(NamedTuple):
    """What a tie leads to, for example ("organisation", "university of girona")."""

    kind: Kind
    key: str | int


@dataclass(frozen=True)
class Tie:
    """A relation to `point`, over since `until` (None: it lasts). `label` names it to people;
    `declared` is one that the expert stated."""

    point: Point
    label: str = field(default="", compare=False)
    until: date | None = None
    declared: bool = False


class Conflict(NamedTuple):
    """Why an expert may not review a practice."""

    kind: Kind
    label: str
    declared: bool


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; 28 February for 29 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def standing(ties: Iterable[Tie], *, today: date) -> dict[Point, Tie]:
    """The ties that still count on `today`, one for each point, a declared one first."""
    earliest = years_before(today, YEARS)
    counting = [tie for tie in ties if tie.until is None or tie.until >= earliest]
    return {tie.point: tie for tie in sorted(counting, key=lambda tie: tie.declared)}


def between(expert: Iterable[Tie], practice: Iterable[Tie], *, today: date) -> list[Conflict]:
    """The conflicts between an expert and a practice, in the order of `Kind`; empty if none."""
    mine, theirs = standing(expert, today=today), standing(practice, today=today)
    found = {
        Conflict(
            point.kind, mine[point].label or theirs[point].label, declared=mine[point].declared
        )
        for point in mine.keys() & theirs.keys()
    }
    order = list(Kind)
    return sorted(found, key=lambda conflict: (order.index(conflict.kind), conflict.label))


def all_between(
    experts: Mapping[int, Iterable[Tie]], practices: Mapping[int, Iterable[Tie]], *, today: date
) -> set[tuple[int, int]]:
    """Each (practice, expert) with a conflict, for many at once."""
    holders = defaultdict(set)
    for expert, ties in experts.items():
        for point in standing(ties, today=today):
            holders[point].add(expert)
    return {
        (practice, expert)
        for practice, ties in practices.items()
        for point in standing(ties, today=today)
        for expert in holders.get(point, ())
    }
