"""Practices side by side for one region."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ponte.matching import finding, words
from ponte.matching.asking import Asked
from ponte.matching.fit import PARTS, Contribution
from ponte.matching.forms import AskForm
from ponte.matching.reasons import Explained, Statement
from ponte.practices.models import Practice

MOST = 4
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,120}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Choice:
    """The practices that an address asks for; `unknown` are addresses of none that is public,
    `left_out` those beyond the first four."""

    practices: Sequence[Practice]
    unknown: Sequence[str] = ()
    left_out: Sequence[Practice] = ()


class Cell(NamedTuple):
    contribution: Contribution
    statements: Sequence[Statement]


class Row(NamedTuple):
    """A part, and what it gives each practice."""

    name: str
    asks: str
    most: int
    cells: Sequence[Cell]


class Column(NamedTuple):
    """A practice; `note` says why it is no proposal, `without` asks for the others."""

    told: Explained
    note: str
    without: str


class Table(NamedTuple):
    columns: Sequence[Column]
    rows: Sequence[Row]


def read(slugs: Sequence[str]) -> Choice:
    """One query."""
    wanted = list(dict.fromkeys(slug for slug in slugs if SLUG.fullmatch(slug)))[:30]
    found = {each.slug: each for each in Practice.objects.published().filter(slug__in=wanted)}
    practices = [found[slug] for slug in wanted if slug in found]
    return Choice(
        practices[:MOST], [slug for slug in wanted if slug not in found], practices[MOST:]
    )


def table(asked: Asked, choice: Choice, form: AskForm) -> Table:
    """The parts of all practices, part by part."""
    counted, told = finding.chosen(asked, choice.practices)
    slugs = [each.practice.slug for each in told]
    columns = [
        Column(
            each,
            note(counted, each),
            form.query() + "".join(f"&p={slug}" for slug in slugs if slug != each.practice.slug),
        )
        for each in told
    ]
    rows = [
        Row(
            str(words.NAMES[part]),
            str(words.ASKS[part]),
            asked.weights.points[part],
            [Cell(each.account.contributions[number], each.of_part(part)) for each in told],
        )
        for number, part in enumerate(PARTS)
    ]
    return Table(columns, rows)


def note(counted, told: Explained) -> str:
    place = counted.held.holdings.place(told.practice.pk)
    if counted.at_home[place]:
        return words.at_home()
    return words.tried_here() if counted.tried[place] else ""
