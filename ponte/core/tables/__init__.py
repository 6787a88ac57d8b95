"""Tables in the files that people exchange: CSV, TSV, XLSX and JSON.

`read(file)` finds format, encoding and delimiter by itself; `write(format, columns, rows)`
streams. What was written reads back unchanged.
"""

import codecs
import gzip
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from ponte.core.tables.cells import as_text, list_as_text, text_as_list
from ponte.core.tables.csv_format import peek, read_csv, write_csv
from ponte.core.tables.json_format import read_json, write_json
from ponte.core.tables.table import Row, Table, UnreadableTable
from ponte.core.tables.xlsx_format import read_xlsx, too_large, write_xlsx

__all__ = [
    "CONTENT_TYPES", "Row", "Table", "UnreadableTable", "as_text", "list_as_text", "read",
    "text_as_list", "write",
]  # fmt: skip

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
MAX_UNPACKED = 2 * 1024**3


def write(
    format: str,  # noqa: A002 - the word people use
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Any]],
) -> Iterator[bytes]:
    """Yield a file of `format` ("csv", "xlsx" or "json") piece by piece.

    `rows` map columns to text, None, numbers, booleans, dates or lists of text. The same
    rows give the same bytes. CSV is UTF-8 with a byte order mark, which Excel needs.
    Raises ValueError when an XLSX sheet is full (1,048,575 records).
    """
    yield from {"csv": write_csv, "xlsx": write_xlsx, "json": write_json}[format](columns, rows)


@contextmanager
def read(
    source: Path | str | BinaryIO,
    *,
    name: str = "",
    delimiter: str = "",
    encoding: str = "",
    sheet: str = "",
    limit: int = MAX_UNPACKED,
) -> Iterator[Table]:
    """Open the table in `source`, a path or a seekable binary file (which stays open).

    The format is told from the content, `name` (by default the path's) only helps where
    the content is plain text. `delimiter`, `encoding` and `sheet` replace detection.
    `limit` is the most bytes a compressed file may unpack to. Raises UnreadableTable,
    also from the rows, which come as they are read.
    """
    with ExitStack() as stack:
        file: Any = source
        if isinstance(source, str | Path):
            name = name or Path(source).name
            file = stack.enter_context(_opened(Path(source)))
        suffixes = [suffix.lower() for suffix in Path(name).suffixes]
        head = peek(file)
        if head.startswith(b"\x1f\x8b"):
            file = stack.enter_context(_unpacked(file, limit))
            head = peek(file)
            suffixes = suffixes[:-1]
        suffix = suffixes[-1] if suffixes else ""
        _refuse_other_formats(head, suffix)
        if head.startswith(b"PK\x03\x04"):
            yield stack.enter_context(read_xlsx(file, sheet, limit))
        elif suffix == ".json" or (
            suffix not in {".csv", ".tsv", ".txt"} and _looks_like_json(head)
        ):
            yield read_json(file, encoding)
        else:
            delimiter = delimiter or ("\t" if suffix == ".tsv" else "")
            yield stack.enter_context(read_csv(file, encoding, delimiter))


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise UnreadableTable(
            _("%(file)s cannot be opened: %(reason)s.")
            % {"file": path.name, "reason": error.strerror}
        ) from error


def _looks_like_json(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"[", b"{"}


def _refuse_other_formats(head: bytes, suffix: str) -> None:
    if not head.strip():
        raise UnreadableTable(_("The file is empty."))
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableTable(
            _(
                "This is an old Excel file (.xls) or one with a password. "
                "Save it as .xlsx without a password, or as .csv."
            )
        )
    if head.startswith(b"%PDF"):
        raise UnreadableTable(_("This is a PDF document, not a table."))
    if head.startswith(b"PK\x03\x04") and b"opendocument" in head[:120]:
        raise UnreadableTable(
            _("This is an OpenDocument file (.ods). Save it as .xlsx or as .csv.")
        )
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:14].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise UnreadableTable(_("This is a web page or an XML document, not a table."))
    if suffix == ".xlsx" and not head.startswith(b"PK\x03\x04"):
        raise UnreadableTable(_("The name ends in .xlsx, but this is no Excel workbook."))


@contextmanager
def _unpacked(source: BinaryIO, limit: int) -> Iterator[Any]:
    with tempfile.SpooledTemporaryFile(max_size=16 * 1024**2) as unpacked:
        size = 0
        try:
            with gzip.open(source) as packed:
                while piece := packed.read(1024 * 1024):
                    size += len(piece)
                    if size > limit:
                        raise UnreadableTable(too_large(limit))
                    unpacked.write(piece)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableTable(_("The compressed file is damaged.")) from error
        yield unpacked
