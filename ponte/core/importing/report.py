"""What an import has to tell."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from ponte.core import tables

ERROR = "error"
WARNING = "warning"
SHOWN_CHARACTERS = 200
COLUMNS = ("row", "column", "value", "reason", "severity")


class Problem(NamedTuple):
    """One thing wrong with one cell. An error rejects its row, a warning does not.

    `row` is the number a spreadsheet shows, `column` the name it has in the file.
    """

    row: int
    column: str
    value: str
    reason: str
    severity: str = ERROR


class BadCell(ValueError):
    """A cell that cannot be understood; the message says why, for a person."""


@dataclass
class Preview:
    """A row as it will be: `outcome` is "created", "updated", "unchanged" or "rejected"."""

    row: int
    outcome: str
    practice: Any
    topics: list[Any]
    problems: list[Problem]


@dataclass
class Outcome:
    """How an import went, or would go. `saved` tells whether the database has changed."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    saved: bool = False
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    previews: list[Preview] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.accepted + self.rejected

    @property
    def accepted(self) -> int:
        return self.created + self.updated + self.unchanged

    @property
    def warnings(self) -> int:
        return sum(problem.severity == WARNING for problem in self.problems)

    def report(self) -> Iterator[bytes]:
        """The problems as a CSV file."""
        return tables.write("csv", COLUMNS, (problem._asdict() for problem in self.problems))


def shown(value: Any) -> str:
    """A cell's value as a report quotes it."""
    text = tables.as_text(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def not_filled() -> str:
    return _("This must be filled in.")
