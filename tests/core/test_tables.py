import dataclasses
import datetime
import gzip
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ponte.core import tables
from ponte.core.tables.cells import guard, unguard
from ponte.core.tables.xlsx_format import MAX_XLSX_UNPACKED

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
TRICKY = st.one_of(
    TEXT,
    st.sampled_from(
        ["=1+1", "'=1", "''=", "-5", "'-5", "+a", "@x", "\tx", "\r", "a\r\nb", "_x0041_", "x\x01y",
         "a;b", 'say "no"', " lead", "trail ", "#N/A", "TRUE", "007", "\ufffe", "\x00"]
    ),
)  # fmt: skip


def read_bytes(data, **options):
    """The table in `data`, its rows as a list."""
    with tables.read(io.BytesIO(data), **options) as table:
        return dataclasses.replace(table, rows=list(table.rows))


def cells_of(data, **options):
    return [row.cells for row in read_bytes(data, **options).rows]


def written(format_, columns, rows):
    return b"".join(tables.write(format_, columns, rows))


def workbook(rows, **sheets):
    book = openpyxl.Workbook()
    for cells in rows:
        book.active.append(cells)
    for title, state in sheets.items():
        book.create_sheet(title, 0).sheet_state = state
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("format_", ["csv", "xlsx", "json"])
@settings(max_examples=60)
@given(rows=st.lists(st.tuples(TRICKY, TRICKY), min_size=1, max_size=5))
def test_what_was_written_reads_back_unchanged(format_, rows):
    records = [{"a": a, "b": b, "n": "1"} for a, b in rows]

    data = written(format_, ["n", "a", "b"], records)

    table = read_bytes(data, name=f"x.{format_}")
    assert [row.cells for row in table.rows] == records
    assert table.columns == ["n", "a", "b"]


@given(text=TRICKY)
def test_guarding_against_formulas_loses_nothing(text):
    assert unguard(guard(text)) == text
    assert guard(text)[:1] not in set("=@\t\r")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=SUM(A1)", "'=SUM(A1)"),
        ("'=SUM(A1)", "''=SUM(A1)"),
        ("+44 20", "'+44 20"),
        ("-3.75", "-3.75"),
        ("-3,75", "-3,75"),
        ("-3.75-1", "'-3.75-1"),
        ("@home", "'@home"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_guard(text, expected):
    assert guard(text) == expected


def test_values_that_are_no_text():
    row = {
        "a": None,
        "b": True,
        "c": datetime.date(2024, 5, 1),
        "d": Decimal("1.50"),
        "e": ["x;y", "z"],
    }

    as_csv = written("csv", list("abcde"), [row])
    as_json = written("json", list("abcde"), [row])

    assert as_csv == b"\xef\xbb\xbfa,b,c,d,e\r\n,true,2024-05-01,1.50,x\\;y;z\r\n"
    assert as_json == (
        b'[\n{"a": null, "b": true, "c": "2024-05-01", "d": 1.5, "e": ["x;y", "z"]}\n]\n'
    )
    assert tables.text_as_list("x\\;y;z") == ["x;y", "z"]


@given(items=st.lists(TEXT.map(str.strip).filter(bool)))
def test_a_list_in_one_cell_loses_nothing(items):
    assert tables.text_as_list(tables.list_as_text(items)) == items


@pytest.mark.parametrize("format_", ["csv", "xlsx", "json"])
def test_the_same_rows_give_the_same_bytes_in_many_pieces(format_):
    rows = [{"a": str(number) * 50, "b": f"{number * 7919 % 10007}"} for number in range(20_000)]

    pieces = list(tables.write(format_, ["a", "b"], rows))

    assert b"".join(pieces) == written(format_, ["a", "b"], iter(rows))
    assert len(pieces) >= 5


def test_numbers_in_an_xlsx_can_be_calculated_with():
    row = {"a": 3, "b": 3.75, "c": "3.75", "d": True, "e": float("nan")}
    data = written("xlsx", list("abcde"), [row])

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active

    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [
        (3, "n"), (3.75, "n"), ("3.75", "s"), ("true", "s"), ("nan", "s"),
    ]  # fmt: skip


def test_an_xlsx_opens_in_openpyxl_as_text():
    data = written("xlsx", ["a", "b"], [{"a": "=1+1", "b": "007"}])

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active

    assert [[(c.value, c.data_type) for c in row] for row in sheet.iter_rows()] == [
        [("a", "s"), ("b", "s")],
        [("=1+1", "s"), ("007", "s")],
    ]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n2,5;3,5\n", ";"),
        ("a\tb\n1,2\t3\n", "\t"),
        ("a|b|c\n1|2|3\n", "|"),
        ("a,b\r\n1,2\r\n", ","),
        ("a,b\r1,2\r", ","),
        ('a;b\n"x\ny, z, w";2\n', ";"),
        ("sep=|\na|b,c\n1|2\n", "|"),
        ("only\none\n", ","),
    ],
)
def test_the_delimiter_is_detected(text, delimiter):
    assert read_bytes(text.encode()).delimiter == delimiter


GREEK = "Η περιφέρεια στηρίζει τις μικρές επιχειρήσεις που αντιμετωπίζουν δυσκολίες. "
POLISH = "Wczesne ostrzeganie przedsiębiorców: łatwiejszy dostęp do pomocy, większe szanse. "
FRENCH = "L’économie de la région est soutenue par des mesures ciblées — à coût réduit. "
BULGARIAN = "Общината подкрепя малките предприятия с безплатни съвети и обучения. "


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", GREEK),
        ("utf-8-sig", BULGARIAN),
        ("utf-16", POLISH),
        ("utf-16-le", FRENCH),
        ("utf-16-be", FRENCH),
        ("cp1252", FRENCH),
        ("cp1250", POLISH),
        ("cp1253", GREEK),
        ("cp1251", BULGARIAN),
    ],
)
def test_the_encoding_is_detected(encoding, text):
    data = f"title;summary\r\n{text};{text * 3}\r\n".encode(encoding)

    assert cells_of(data) == [{"title": text, "summary": text * 3}]


def test_a_late_letter_decides_the_encoding():
    data = ("a;b\n" + "plain text;more\n" * 40_000 + "Städte;für\n").encode("cp1252")

    assert read_bytes(data).rows[-1].cells == {"a": "Städte", "b": "für"}


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    data = b'\n\na,b\n1,"two\nlines"\n\n , \n3,4\n'

    table = read_bytes(data)

    assert list(table.rows) == [
        (4, {"a": "1", "b": "two\nlines"}, ()),
        (7, {"a": "3", "b": "4"}, ()),
    ]


def test_ragged_rows():
    table = read_bytes(b"a,b\n1\n1,2,3,,4\n1,2,,\n")

    assert list(table.rows) == [
        (2, {"a": "1", "b": ""}, ()),
        (3, {"a": "1", "b": "2"}, ("3", "4")),
        (4, {"a": "1", "b": "2"}, ()),
    ]


def test_columns_without_or_with_the_same_name_are_reported():
    table = read_bytes(b"a,,a,b,\n1,2,3,4,\n")

    assert table.columns == ["a", "(B)", "a (C)", "b"]
    assert table.notes == [
        "Column B has no name.",
        "Column C has the name “a” again; it is called “a (C)” here.",
    ]


def test_a_workbook():
    day = datetime.datetime(2020, 3, 1, tzinfo=None)  # noqa: DTZ001 - as Excel keeps it
    data = workbook(
        [[None], ["title", "year", "start"], ["One", 2020, day], [], ["=1", 1.5, True]],
        Hidden="hidden",
    )

    table = read_bytes(data)

    assert table.columns == ["title", "year", "start"]
    assert [(number, list(cells.values())) for number, cells, _extra in table.rows] == [
        (3, ["One", 2020, datetime.date(2020, 3, 1)]),
        (5, ["", 1.5, True]),
    ]


def test_a_sheet_by_name():
    data = workbook([["a"], ["1"]], Other="visible")

    assert [row.cells for row in read_bytes(data, sheet="Sheet").rows] == [{"a": "1"}]
    with pytest.raises(tables.UnreadableTable) as caught:
        read_bytes(data, sheet="Shet")
    assert str(caught.value) == "There is no sheet “Shet”. The workbook has: Other, Sheet."


def test_json_with_inner_objects_and_lists():
    data = b'{"records": [{"a": {"b": 1, "c": ["x", "y"]}, "d": null}, {}, {"e": true}]}'

    table = read_bytes(data)

    assert table.columns == ["a.b", "a.c", "d", "e"]
    assert list(table.rows) == [
        (1, {"a.b": 1, "a.c": ["x", "y"], "d": "", "e": ""}, ()),
        (3, {"a.b": "", "a.c": "", "d": "", "e": True}, ()),
    ]


def test_a_compressed_file(tmp_path):
    path = tmp_path / "cases.tsv.gz"
    path.write_bytes(gzip.compress(b"a\tb\n1,5\t2\n"))

    with tables.read(path) as table:
        rows = [row.cells for row in table.rows]

    assert (table.delimiter, rows) == ("\t", [{"a": "1,5", "b": "2"}])


NOT_A_LIST = "The JSON must be a list of objects, or an object with such a list in “records”."
OLD_EXCEL = (
    "This is an old Excel file (.xls) or one with a password. "
    "Save it as .xlsx without a password, or as .csv."
)


def fake_workbook(size):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * size)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.csv", "The file is empty."),
        (b" \n\n", "a.csv", "The file is empty."),
        (b",,\n", "a.csv", "The file has no row with content."),
        (b'a,b\n1,"2\n3,4\n', "a.csv", "A quotation mark opened in row 2 is never closed."),
        (
            b'a,b\n"' + b"x" * 1_000_001,
            "a.csv",
            "A quotation mark opened in row 2 is never closed.",
        ),
        (b"%PDF-1.7", "a.csv", "This is a PDF document, not a table."),
        (
            b"<!DOCTYPE html><html>",
            "a.csv",
            "This is a web page or an XML document, not a table.",
        ),
        (b"a,b", "a.xlsx", "The name ends in .xlsx, but this is no Excel workbook."),
        (b"PK\x03\x04 not really", "a.xlsx", "The Excel workbook is damaged."),
        (b"[1, 2]", "", NOT_A_LIST),
        (b'[{"a": 1},\n}]', "a.json", "The JSON has a mistake in line 2, column 1."),
        (b"[]", "a.json", "The file has no row with content."),
        (b"[" * 100_000, "a.json", "The JSON is nested too deeply."),
        (b"\x1f\x8bnonsense", "a.csv.gz", "The compressed file is damaged."),
        (gzip.compress(b"a,b\n" * 999_999), "a.csv.gz", "The file unpacks to more than 2 MB."),
        (b"\xd0\xcf\x11\xe0", "a.xls", OLD_EXCEL),
        (fake_workbook(60 * 1024**2), "a.xlsx", "The file unpacks to more than 2 MB."),
        (fake_workbook(100), "a.xlsx", "The Excel workbook is damaged."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(data, name, reason):
    with pytest.raises(tables.UnreadableTable) as caught:
        read_bytes(data, name=name, limit=2 * 1024**2)

    assert str(caught.value) == reason


def test_a_workbook_that_is_packed_too_well_is_refused():
    with pytest.raises(tables.UnreadableTable) as caught:
        read_bytes(fake_workbook(60 * 1024**2))

    assert str(caught.value) == f"The file unpacks to more than {MAX_XLSX_UNPACKED // 1024**2} MB."


def test_a_wrong_encoding_or_a_missing_file_says_so(tmp_path):
    data = b"a,b\n\xff\xfe,2\n"

    with pytest.raises(tables.UnreadableTable) as wrong:
        read_bytes(data, encoding="utf-8")
    with pytest.raises(tables.UnreadableTable) as unknown:
        read_bytes(data, encoding="utf-9")
    with pytest.raises(tables.UnreadableTable) as missing, tables.read(tmp_path / "none.csv"):
        pass

    assert str(wrong.value) == "The file is not written in the encoding utf-8."
    assert str(unknown.value) == "There is no encoding “utf-9”."
    assert str(missing.value) == "none.csv cannot be opened: No such file or directory."
