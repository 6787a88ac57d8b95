"""The forms in which Eurostat's figures circulate, read into one.

- SDMX-CSV with labels: "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,freq,Time frequency,…",
  each code column followed by the column of its label.
- SDMX-CSV slim: "freq,unit,geo,TIME_PERIOD,OBS_VALUE", also in small letters.
- TSV: "unit,age,geo\\time" in the first column, then a column per year.
- Tidy CSV: a column each for region, year and value, others are dimensions.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, TextIO

from django.utils.translation import gettext as _

Form = Literal["sdmx", "tsv", "tidy"]

MISSING = ":"
GEO = ("geo", "nuts_id", "nuts2_id", "nuts_code", "nuts", "region", "code")
TIME = ("time_period", "time", "year")
VALUE = ("obs_value", "value", "values")
FLAG = ("obs_flag", "flag", "flags")
# Columns that say something about a row but part no figures.
SILENT = {"structure", "structure_id", "structure_name", "dataflow", "last update", "conf_status"}


class UnreadableFigures(Exception):
    """The file holds no figures in a known form. `str()` says why, for people."""


class Cell(NamedTuple):
    """One figure as written. `value` is empty or begins with ":" where it is missing."""

    row: int
    dimensions: Sequence[str]
    geo: str
    year: str
    value: str
    flag: str


@dataclass(frozen=True, slots=True)
class Source:
    """An open file of figures. `dimensions` name what `Cell.dimensions` holds, in order."""

    name: str
    form: Form
    dataset: str
    dimensions: tuple[str, ...]
    cells: Iterator[Cell]


@contextmanager
def read(path: Path, *, value: str = "", year: str = "") -> Iterator[Source]:
    """Open a file, `.gz` or not. Raises UnreadableFigures, also while cells are read.

    `value` names the column of the figures of a tidy table that has several; `year` is
    for a table without a column for it.
    """
    try:
        with _text(path) as text:
            yield _source(text, path.name, value, year)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFigures(
            _("%(file)s cannot be read: %(reason)s.") % {"file": path.name, "reason": error}
        ) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFigures(_("%(file)s is no text in UTF-8.") % {"file": path.name}) from error


@contextmanager
def _text(path: Path) -> Iterator[TextIO]:
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream = gzip.GzipFile(fileobj=raw) if packed else raw
        with io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as text:  # type: ignore[type-var]
            yield text


def _source(text: TextIO, name: str, value: str, year: str) -> Source:
    first = text.readline()
    if "\\" in first.partition("\t")[0] and "\t" in first:
        return _tsv(text, first, name)
    delimiter = max(",;\t", key=first.count)
    header = [cell.strip() for cell in next(csv.reader([first], delimiter=delimiter), [])]
    rows = csv.reader(text, delimiter=delimiter)
    columns = _columns([column.lower() for column in header], name, value, year)
    return _table(rows, header, columns, name, year)


def _tsv(text: TextIO, first: str, name: str) -> Source:
    corner, *years = first.rstrip("\r\n").split("\t")
    dimensions = tuple(corner.partition("\\")[0].strip().split(","))[:-1]
    return Source(
        name,
        "tsv",
        name.partition(".")[0].lower(),
        dimensions,
        _tsv_cells(text, [year.strip() for year in years]),
    )


def _tsv_cells(text: TextIO, years: list[str]) -> Iterator[Cell]:
    for number, line in enumerate(text, start=2):
        if not line.strip():
            continue
        keys, *cells = line.rstrip("\r\n").split("\t")
        *dimensions, geo = [key.strip() for key in keys.split(",")]
        for year, cell in zip(years, cells, strict=False):
            value, _space, flag = cell.strip().partition(" ")
            yield Cell(number, dimensions, geo, year, value, flag.strip())


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where what stands in a row; -1 for what has no column."""

    geo: int
    time: int
    value: int
    flag: int
    dimensions: tuple[int, ...]


def _table(
    rows: Iterator[list[str]], header: list[str], columns: _Columns, name: str, year: str
) -> Source:
    names = [column.lower() for column in header]
    dataset, numbered = _dataset(rows, names)
    return Source(
        name,
        "sdmx" if dataset or "obs_value" in names else "tidy",
        dataset or name.partition(".")[0].lower(),
        tuple(header[index] for index in columns.dimensions),
        _table_cells(numbered, columns, len(header), year),
    )


def _columns(names: list[str], file: str, value: str, year: str) -> _Columns:
    labelled = names[:3] == ["structure", "structure_id", "structure_name"]
    coded = range(3, len(names), 2) if labelled else range(len(names))
    geo, time, flag = (
        next((index for name in known for index in coded if names[index] == name), -1)
        for known in (GEO, TIME, FLAG)
    )
    known = (value.lower(),) if value else VALUE
    figure = next((index for name in known for index in coded if names[index] == name), -1)
    if -1 in (geo, figure) or (time == -1 and not year):
        raise UnreadableFigures(
            _("%(file)s has no columns for region, year and value. Its columns: %(columns)s.")
            % {"file": file, "columns": ", ".join(names)}
        )
    taken = {geo, time, figure, flag}
    others = tuple(index for index in coded if index not in taken and names[index] not in SILENT)
    # Where the figures' column had to be named, the others are figures too.
    return _Columns(geo, time, figure, flag, () if value else others)


def _dataset(
    rows: Iterator[list[str]], names: list[str]
) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """The table's own code, "nama_10r_2gdp", as its first row says it, and all rows."""
    numbered = enumerate(rows, start=2)
    column = next((names.index(name) for name in ("structure_id", "dataflow") if name in names), -1)
    first = next(numbered, None) if column >= 0 else None
    if first is None:
        return "", numbered
    told = first[1][column] if len(first[1]) > column else ""
    dataset = told.partition(":")[2].partition("(")[0].partition("$")[0].lower()

    def again() -> Iterator[tuple[int, list[str]]]:
        yield first
        yield from numbered

    return dataset, again()


def _table_cells(
    rows: Iterator[tuple[int, list[str]]], columns: _Columns, width: int, year: str
) -> Iterator[Cell]:
    geo, time, value, flag, dimensions = (
        columns.geo, columns.time, columns.value, columns.flag, columns.dimensions,
    )  # fmt: skip
    for number, row in rows:
        if not row:
            continue
        if len(row) < width:
            row = row + [""] * (width - len(row))  # noqa: PLW2901 - short rows end early
        yield Cell(
            number,
            [row[index] for index in dimensions],
            row[geo].strip(),
            row[time] if time >= 0 else year,
            row[value].strip(),
            row[flag].strip() if flag >= 0 else "",
        )
