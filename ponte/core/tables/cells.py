"""What stands in one cell, as text."""

import re
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any


def list_as_text(items: Iterable[str]) -> str:
    """Return the items parted by ";". A semicolon or backslash inside has a backslash."""
    return ";".join(re.sub(r"([;\\])", r"\\\1", item) for item in items)


def text_as_list(text: str) -> list[str]:
    """Return the items of `list_as_text`, without empty ones."""
    items = re.findall(r"(?:\\[;\\]|[^;])+", text)
    return [item for raw in items if (item := re.sub(r"\\([;\\])", r"\1", raw).strip())]


def as_text(value: Any) -> str:
    """Return a cell's value as the text that CSV and XLSX files carry."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return list_as_text(as_text(item) for item in value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


def guard(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula.

    An apostrophe is put before it where, after any apostrophes of its own, it starts
    like a formula and is not a plain number. `unguard` takes exactly that one away.
    """
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def unguard(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
