"""XLSX: one sheet of text and numbers, written as a stream and read row by row."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, time
from math import isfinite
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

import openpyxl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl.utils import get_column_letter

from ponte.core.tables.cells import as_text
from ponte.core.tables.csv_format import CHUNK
from ponte.core.tables.table import Table, UnreadableTable, tabular

MAX_XLSX_UNPACKED = 1024**3
MAX_XLSX_RATIO = 300
MAX_XLSX_ROWS = 1_048_576


class _Pieces(io.RawIOBase):
    """A file that only keeps what was written until somebody takes it."""

    def __init__(self):
        self.parts: list[bytes] = []
        self.waiting = 0

    def writable(self):
        return True

    def write(self, data):
        self.parts.append(bytes(data))
        self.waiting += len(data)
        return len(data)

    def take(self, at_least=0) -> Iterator[bytes]:
        if self.waiting > at_least:
            yield b"".join(self.parts)
            self.parts.clear()
            self.waiting = 0


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OOXML = "http://schemas.openxmlformats.org"
_XLSX_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_OOXML}/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.styles+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxml'
        'formats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_OOXML}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{_OOXML}/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_OOXML}/spreadsheetml/2006/main" '
        f'xmlns:r="{_OOXML}/officeDocument/2006/relationships">'
        '<sheets><sheet name="Ponte" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_OOXML}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{_OOXML}/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
        f'Type="{_OOXML}/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
        "</Relationships>"
    ),
    # Style 1 is the bold header, style 2 a cell marked as text, so that an edit stays text.
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_OOXML}/spreadsheetml/2006/main">'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="3">'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
        "</cellStyles></styleSheet>"
    ),
}
_XLSX_SHEET_START = (
    f'<worksheet xmlns="{_OOXML}/spreadsheetml/2006/main"><sheetViews>'
    '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
    'state="frozen"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultColWidth="18" defaultRowHeight="15"/><sheetData>'
)

# What XML cannot hold is written as _x0000_; a text that looks so itself is protected.
_XLSX_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_XLSX_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def _xlsx_text(text: str) -> str:
    return escape(_XLSX_ILLEGAL.sub(lambda match: f"_x{ord(match[0]):04X}_", text))


def _xlsx_cell(place: str, value: Any, style: int) -> str:
    """A number that is one to Python can be calculated with; all else is text."""
    if type(value) in (int, float) and isfinite(value):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    text = as_text(value)
    if not text:
        return ""
    return (
        f'<c r="{place}" s="{style}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{_xlsx_text(text)}</t></is></c>'
    )


def _xlsx_row(number: int, values: Iterable[Any], letters: Sequence[str], style: int) -> bytes:
    cells = [
        _xlsx_cell(f"{letter}{number}", value, style)
        for letter, value in zip(letters, values, strict=True)
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'.encode()


def write_xlsx(columns, rows):
    # Written part by part straight into a zip archive: a library would hold the whole
    # sheet back until the end and stamp the hour into the file.
    pieces = _Pieces()
    letters = [get_column_letter(index + 1) for index in range(len(columns))]
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in _XLSX_PARTS.items():
            archive.writestr(_zip_entry(name), _XML + xml)
        with archive.open(_zip_entry("xl/worksheets/sheet1.xml"), "w") as sheet:
            sheet.write((_XML + _XLSX_SHEET_START).encode())
            sheet.write(_xlsx_row(1, columns, letters, style=1))
            for number, row in enumerate(rows, start=2):
                if number > MAX_XLSX_ROWS:
                    raise ValueError("An XLSX sheet holds 1,048,575 records; use CSV.")
                values = [row.get(column) for column in columns]
                sheet.write(_xlsx_row(number, values, letters, style=2))
                yield from pieces.take(at_least=CHUNK)
            sheet.write(b"</sheetData></worksheet>")
    yield from pieces.take()


def _zip_entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


@contextmanager
def read_xlsx(source: BinaryIO, sheet: str, limit: int) -> Iterator[Table]:
    _refuse_zip_bomb(source, min(limit, MAX_XLSX_UNPACKED))
    with closing(_workbook(source)) as workbook:
        columns, notes, rows = tabular(_xlsx_rows(_chosen_sheet(workbook, sheet)))
        yield Table("xlsx", columns, rows, notes=notes)


def _workbook(source: BinaryIO) -> openpyxl.Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            return openpyxl.load_workbook(source, read_only=True, data_only=True)
    except Exception as error:
        raise UnreadableTable(_("The Excel workbook is damaged.")) from error


def _chosen_sheet(workbook: openpyxl.Workbook, name: str):
    if name and name not in workbook.sheetnames:
        raise UnreadableTable(
            _("There is no sheet “%(sheet)s”. The workbook has: %(names)s.")
            % {"sheet": name, "names": ", ".join(workbook.sheetnames)}
        )
    if name:
        return workbook[name]
    sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise UnreadableTable(_("The workbook has no sheet."))
    return sheets[0]


def _refuse_zip_bomb(source: BinaryIO, limit: int) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise UnreadableTable(_("The Excel workbook is damaged.")) from error
    finally:
        source.seek(0)
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if unpacked > limit or (unpacked > 50 * 1024**2 and unpacked / packed > MAX_XLSX_RATIO):
        raise UnreadableTable(too_large(limit))
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise UnreadableTable(_("This is a zip archive, but no Excel workbook."))


def _xlsx_rows(sheet) -> Iterator[tuple[int, list[Any]]]:
    # Some programs write a wrong size into the sheet; the rows themselves are right.
    sheet.reset_dimensions()
    try:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            yield number, [_xlsx_value(cell) for cell in cells]
    except Exception as error:
        raise UnreadableTable(_("The Excel workbook is damaged.")) from error


def _xlsx_value(cell) -> Any:
    if cell.data_type == "e":
        return ""
    value = cell.value
    if isinstance(value, str):
        return _XLSX_ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value


def too_large(limit: int) -> str:
    megabytes = limit // 1024**2
    return ngettext(
        "The file unpacks to more than %(size)d MB.",
        "The file unpacks to more than %(size)d MB.",
        megabytes,
    ) % {"size": megabytes}
