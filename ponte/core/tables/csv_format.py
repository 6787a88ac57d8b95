"""CSV and TSV: text with delimiters, in any encoding of Europe."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from ponte.core.tables.cells import as_text, guard, unguard
from ponte.core.tables.table import Table, UnreadableTable, tabular

CHUNK = 64 * 1024
MAX_CELL = 1_000_000
DELIMITERS = (",", ";", "\t", "|")

# Single-byte encodings of Europe that Windows and older databases write.
LEGACY_ENCODINGS = ["cp1252", "cp1250", "cp1253", "cp1251", "cp1257", "cp1254", "iso8859_2"]


def write_csv(columns, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    yield codecs.BOM_UTF8
    writer.writerow([guard(column) for column in columns])
    for row in rows:
        writer.writerow([guard(as_text(row.get(column))) for column in columns])
        if text.tell() > CHUNK:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def peek(source: BinaryIO) -> bytes:
    source.seek(0)
    head = source.read(512)
    source.seek(0)
    return head


def detect_encoding(source: BinaryIO) -> str:
    """Return the name of the encoding of a text file; "utf-8-sig" for UTF-8 of any kind."""
    head = peek(source)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[1:60:2].count(0) > len(head[:60]) // 4:
        return "utf-16-le"
    if head[0:60:2].count(0) > len(head[:60]) // 4:
        return "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    sample = head
    try:
        while piece := source.read(CHUNK * 4):
            sample = piece
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _legacy_encoding(sample)
    finally:
        source.seek(0)
    return "utf-8-sig"


def _legacy_encoding(sample: bytes) -> str:
    best = from_bytes(sample, cp_isolation=LEGACY_ENCODINGS).best()
    return best.encoding if best else "cp1252"


def detect_delimiter(lines: Sequence[str]) -> str:
    """Return the delimiter that parts these first lines of a file most evenly."""

    def evenness(delimiter: str) -> tuple[float, int]:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells]
        if not widths or widths[0] < 2:
            return 0.0, 0
        # The last one may have been cut by the end of the sample.
        body = widths[:-1] if len(widths) > 2 else widths
        return round(body.count(widths[0]) / len(body), 1), widths[0]

    return max(DELIMITERS, key=evenness)


@contextmanager
def read_csv(source: BinaryIO, encoding: str, delimiter: str) -> Iterator[Table]:
    csv.field_size_limit(MAX_CELL)
    encoding = encoding or detect_encoding(source)
    text = _decoded(source, encoding)
    try:
        yield _csv_table(text, delimiter)
    finally:
        text.detach()


def _decoded(source: BinaryIO, encoding: str) -> io.TextIOWrapper:
    try:
        return io.TextIOWrapper(source, encoding=encoding, newline="")
    except LookupError as error:
        raise UnreadableTable(no_encoding(encoding)) from error


def _csv_table(text: io.TextIOWrapper, delimiter: str) -> Table:
    try:
        sample = text.read(CHUNK).splitlines(keepends=True)
        text.seek(0)
        told = re.fullmatch(r"sep=(.)\s*", sample[0]) if sample else None
        delimiter = delimiter or (told[1] if told else detect_delimiter(sample))
        numbered = _csv_rows(text, delimiter)
        if told:
            next(numbered)
        columns, notes, rows = tabular(numbered)
    except UnicodeError as error:
        raise UnreadableTable(not_encoded(text.encoding)) from error
    return Table("csv", columns, rows, text.encoding, delimiter, notes)


def no_encoding(encoding: str) -> str:
    return _("There is no encoding “%(name)s”.") % {"name": encoding}


def not_encoded(encoding: str) -> str:
    return _("The file is not written in the encoding %(name)s.") % {"name": encoding}


class _Lines:
    """The lines of a file, remembering those of the record that is being read."""

    def __init__(self, text):
        self.text = text
        self.record: list[str] = []

    def __iter__(self):
        for line in self.text:
            self.record.append(line)
            yield line


def _csv_rows(text, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    lines = _Lines(text)
    number = 0
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), start=1):
            if len(lines.record) > 1:
                _refuse_open_quote(lines.record, delimiter, number)
            lines.record.clear()
            yield number, [unguard(cell) for cell in cells]
    except csv.Error as error:
        raise UnreadableTable(_open_quote(number + 1)) from error
    except UnicodeError as error:
        raise UnreadableTable(not_encoded(text.encoding)) from error


def _refuse_open_quote(lines: list[str], delimiter: str, number: int) -> None:
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "end of data" in str(error):
            raise UnreadableTable(_open_quote(number)) from error


def _open_quote(number: int) -> str:
    return _("A quotation mark opened in row %(row)d is never closed.") % {"row": number}
