"""JSON: a list of objects, or an object with such a list in "records"."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from ponte.core.tables.csv_format import CHUNK, detect_encoding, no_encoding, not_encoded
from ponte.core.tables.table import Row, Table, UnreadableTable, is_empty


def _json_value(value):
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a table.")


def write_json(columns, rows):
    waiting: list[str] = ["["]
    size = 0
    for number, row in enumerate(rows):
        record = {column: row.get(column) for column in columns}
        text = json.dumps(record, ensure_ascii=False, default=_json_value)
        waiting.append(("," if number else "") + "\n" + text)
        size += len(text)
        if size > CHUNK:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    yield "".join([*waiting, "\n]\n"]).encode()


def read_json(source: BinaryIO, encoding: str) -> Table:
    encoding = encoding or detect_encoding(source)
    try:
        data = json.loads(source.read().decode(encoding), parse_constant=lambda _name: None)
    except UnicodeError as error:
        raise UnreadableTable(not_encoded(encoding)) from error
    except LookupError as error:
        raise UnreadableTable(no_encoding(encoding)) from error
    except RecursionError as error:
        raise UnreadableTable(_("The JSON is nested too deeply.")) from error
    except json.JSONDecodeError as error:
        raise UnreadableTable(
            _("The JSON has a mistake in line %(line)d, column %(column)d.")
            % {"line": error.lineno, "column": error.colno}
        ) from error
    if isinstance(data, dict):
        data = data.get("records")
    if not isinstance(data, list) or not all(isinstance(record, dict) for record in data):
        raise UnreadableTable(
            _("The JSON must be a list of objects, or an object with such a list in “records”.")
        )
    records = [dict(_flat(record)) for record in data]
    columns = list(dict.fromkeys(key for record in records for key in record))
    if not columns:
        raise UnreadableTable(_("The file has no row with content."))
    return Table("json", columns, _json_rows(columns, records), encoding)


def _flat(record: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the values of a JSON object; an inner object's as "outer.inner"."""
    for key, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            plain = [v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in value]
            yield prefix + key, plain
        else:
            yield prefix + key, value


def _json_rows(columns: list[str], records: list[dict[str, Any]]) -> Iterator[Row]:
    for number, record in enumerate(records, start=1):
        values = {
            column: "" if (value := record.get(column)) is None else value for column in columns
        }
        if not is_empty(values.values()):
            yield Row(number, values)
