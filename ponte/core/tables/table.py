"""A table as it is read: columns, rows, and why a file has none."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from ponte.core.tables.cells import as_text

MAX_COLUMNS = 2_000


class UnreadableTable(Exception):
    """The file holds no table that can be read; the message says why, for a person."""


class Row(NamedTuple):
    """One record.

    `number` is the row as a spreadsheet shows it (the header is row 1) or, for JSON, the
    position of the record from 1. Values are text, or what XLSX and JSON know better
    (numbers, booleans, dates, lists); an empty cell is "". `extra` are filled cells to
    the right of the last column.
    """

    number: int
    cells: dict[str, Any]
    extra: tuple[str, ...] = ()


@dataclass
class Table:
    """Columns by name, in order, and the rows, which are read as they are asked for.

    `notes` are remarks on the header: columns without a name or with the same name.
    """

    format: str
    columns: list[str]
    rows: Iterator[Row]
    encoding: str = ""
    delimiter: str = ""
    notes: list[str] = field(default_factory=list)


def _header(cells: Sequence[Any]) -> tuple[list[str], list[str]]:
    """Return the columns' names, made unique, and remarks on them."""
    names = [" ".join(as_text(cell).split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise UnreadableTable(
            _("The first row has %(count)d cells; a table has at most %(most)d columns.")
            % {"count": len(names), "most": MAX_COLUMNS}
        )
    columns: list[str] = []
    notes: list[str] = []
    for index, name in enumerate(names, start=1):
        letter = get_column_letter(index)
        unique = name or f"({letter})"
        if not name:
            notes.append(_("Column %(letter)s has no name.") % {"letter": letter})
        elif name in columns:
            unique = f"{name} ({letter})"
            notes.append(
                _("Column %(letter)s has the name “%(name)s” again; it is called “%(new)s” here.")
                % {"letter": letter, "name": name, "new": unique}
            )
        columns.append(unique)
    return columns, notes


def is_empty(cells: Iterable[Any]) -> bool:
    return all(cell is None or cell == "" or (isinstance(cell, str) and not cell.strip())
               for cell in cells)  # fmt: skip


def tabular(numbered: Iterator[tuple[int, Sequence[Any]]]) -> tuple[list[str], list[str], Any]:
    """Part numbered rows into columns, remarks and records: the first filled row names."""
    for _number, cells in numbered:
        if not is_empty(cells):
            columns, notes = _header(cells)
            return columns, notes, _records(columns, numbered)
    raise UnreadableTable(_("The file has no row with content."))


def _records(columns: list[str], numbered: Iterator[tuple[int, Sequence[Any]]]) -> Iterator[Row]:
    width = len(columns)
    for number, cells in numbered:
        if is_empty(cells):
            continue
        values = ["" if cell is None else cell for cell in cells]
        extra = tuple(as_text(cell) for cell in values[width:] if not is_empty([cell]))
        values = values[:width] + [""] * (width - len(values))
        yield Row(number, dict(zip(columns, values, strict=True)), extra)
