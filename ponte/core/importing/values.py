"""Numbers, dates, answers and addresses in the forms that real files have.

Each function takes what a cell holds (text, or what XLSX knows better) and raises BadCell.
"""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import product
from typing import Any

from babel import Locale
from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from ponte.core.importing.report import BadCell

YES = {
    "yes", "y", "true", "t", "1", "x", "ja", "jā", "jah", "oui", "si", "sí", "sì", "sim", "da",
    "vero", "✓", "tak", "ano", "áno", "igen", "kyllä", "taip", "iva", "tá", "ναι", "да",
    "wahr", "vrai",
}  # fmt: skip
NO = {
    "no", "n", "false", "f", "0", "nein", "non", "não", "nu", "nie", "ne", "nem", "ei", "nej",
    "nee", "nē", "le", "níl", "όχι", "не", "falsch", "faux", "falso",
}  # fmt: skip
ONGOING = {
    "ongoing", "on-going", "on going", "present", "to date", "today", "now", "open", "in progress",
    "laufend", "heute", "en cours", "en curso", "in corso", "w toku", "в ход", "σε εξέλιξη",
}  # fmt: skip

# Days since this one are what Excel shows when a date lost its format.
EXCEL_DAY_ZERO = date(1899, 12, 30)
EXCEL_DAYS = range(10_000, 80_000)

_YEAR = re.compile(r"(\d{4})(?:[.,]0+)?")
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/. ]+(\d{4})")
_YEAR_MONTH_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4})(?:[T ,].*)?")
_DAY_MONTH_SHORT_YEAR = re.compile(r"(\d{1,2})[/.] ?(\d{1,2})[/.] ?(\d{2})")
_WEEKDAY = re.compile(r"^[^\W\d_]+,\s+")
_DAY_NAMED_MONTH = re.compile(
    r"(\d{1,2})(?:\.|st|nd|rd|th)?[\s-]+(?:de |of )?([^\W\d_]+)[.,]?[\s-]+(?:de )?(\d{4}|\d{2})\.?"
)
_NAMED_MONTH_DAY = re.compile(r"([^\W\d_]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_NAMED_MONTH = re.compile(r"([^\W\d_]+)[.,]?[\s-](?:de |of )?(\d{4})\.?")
_QUARTER = re.compile(r"(?:q|quarter )\s?([1-4])[\s,/-]+(\d{4})", re.IGNORECASE)
_SERIAL = re.compile(r"(\d{5})(?:[.,]0+)?")


@cache
def months() -> dict[str, int]:
    """Month names and their short forms in the languages of the EU."""
    found: dict[str, int] = {}
    for (code, _name), width, kind in product(
        settings.EU_LANGUAGES, ("wide", "abbreviated"), ("format", "stand-alone")
    ):
        for number, name in Locale(code).months[kind][width].items():
            found.setdefault(str(name).strip(".").lower(), number)
    return found


def parse_day(value: Any, *, month_first: bool = False) -> tuple[int, int | None, int | None]:
    """Return (year, month or None, day or None)."""
    if isinstance(value, date):
        return value.year, value.month, value.day
    text = " ".join(str(value).split())
    if match := _YEAR.fullmatch(text):
        return int(match[1]), None, None
    if match := _SERIAL.fullmatch(text):
        if int(match[1]) in EXCEL_DAYS:
            day = EXCEL_DAY_ZERO + timedelta(days=int(match[1]))
            return day.year, day.month, day.day
        raise _no_date()
    parts = _numbers_of(text, month_first=month_first) or _named_month(text)
    if parts is None:
        raise _no_date()
    return _checked(*parts)


def _numbers_of(text: str, *, month_first: bool):
    if match := _YEAR_MONTH.fullmatch(text):
        return int(match[1]), int(match[2]), None
    if match := _MONTH_YEAR.fullmatch(text):
        return int(match[2]), int(match[1]), None
    if match := _YEAR_MONTH_DAY.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DAY_MONTH_YEAR.fullmatch(text) or _DAY_MONTH_SHORT_YEAR.fullmatch(text):
        day, month = int(match[1]), int(match[2])
        if (month_first and day <= 12) or month > 12:
            day, month = month, day
        return _full_year(match[3]), month, day
    return None


def _named_month(text: str):
    text = _WEEKDAY.sub("", text)
    if match := _DAY_NAMED_MONTH.fullmatch(text):
        day, name, year = match.groups()
    elif match := _NAMED_MONTH_DAY.fullmatch(text):
        name, day, year = match.groups()
    elif match := _NAMED_MONTH.fullmatch(text):
        (name, year), day = match.groups(), None
    else:
        return None
    month = months().get(name.lower())
    return (_full_year(year), month, int(day) if day else None) if month else None


def _full_year(text: str) -> int:
    """Two digits are a year from 1950 to 2049."""
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 50 else 1900)


def _checked(year: int, month: int, day: int | None):
    try:
        date(year, month, day or 1)
    except ValueError:
        raise BadCell(_("There is no such day.")) from None
    return year, month, day


def _no_date() -> BadCell:
    return BadCell(_("This is not a date such as 2020, 2020-03, 15.03.2020 or March 2020."))


def parse_month(
    value: Any, *, month_first: bool = False, end: bool = False
) -> tuple[int, int | None]:
    """Return (year, month or None). Of a quarter the first month, with `end` the last."""
    if isinstance(value, str) and (match := _QUARTER.fullmatch(value.strip())):
        quarter = int(match[1])
        return int(match[2]), quarter * 3 if end else quarter * 3 - 2
    return parse_day(value, month_first=month_first)[:2]


def parse_date(value: Any, *, month_first: bool = False) -> date:
    """Return the day. A month or a year alone is not enough."""
    year, month, day = parse_day(value, month_first=month_first)
    if month is None or day is None:
        raise BadCell(_("The day is missing."))
    return date(year, month, day)


def parse_moment(value: Any, *, month_first: bool = False) -> datetime:
    """Return the moment; the start of the day, month or year where only that is known.

    Without an offset the time is that of the site.
    """
    if isinstance(value, str) and (moment := _iso_moment(value.strip())):
        value = moment
    if not isinstance(value, datetime):
        year, month, day = parse_day(value, month_first=month_first)
        value = datetime(year, month or 1, day or 1)  # noqa: DTZ001 - the zone comes below
    return value if timezone.is_aware(value) else timezone.make_aware(value)


def _iso_moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment and timezone.is_aware(moment) else moment


def parse_number(value: Any) -> Decimal:
    """Return a number written with a point or a comma, with or without thousands marks.

    Of two kinds of mark the last is the decimal one; a mark that comes once is decimal.
    """
    text = re.sub(r"[\s'’_]|^[€$£]|[€$£°]$", "", str(value))
    marks = re.findall(r"[.,]", text)
    if marks:
        decimal = marks[-1] if len(set(marks)) == 2 or len(marks) == 1 else ""
        for mark in set(marks) - {decimal}:
            text = text.replace(mark, "")
        text = text.replace(decimal, ".") if decimal else text
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise BadCell(_("This is not a number.")) from None
    if not number.is_finite():
        raise BadCell(_("This is not a number."))
    return number


def parse_answer(value: Any) -> bool:
    """Return yes or no, said in a language of the EU."""
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower().removesuffix(".0")
    if text in YES:
        return True
    if text in NO:
        return False
    raise BadCell(_("This is neither yes nor no."))


def is_ongoing(value: Any) -> bool:
    return isinstance(value, str) and value.strip().strip(".").lower() in ONGOING


_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[:/?#]\S*)?", re.IGNORECASE)


def parse_address(text: str) -> tuple[str, int]:
    """Return the web address, and how many further ones the cell has.

    An address without "https://" gets it.
    """
    words = [word.strip(" ,;<>\"'") for word in text.split()]
    words = [word for word in words if word]
    addresses = [word for word in words if _ADDRESS.fullmatch(word)]
    if len(words) == 1 and not addresses and _BARE_ADDRESS.fullmatch(words[0]):
        return f"https://{words[0]}", 0
    if not addresses or addresses[0] != words[0] or (len(words) > 1 and len(addresses) == 1):
        raise BadCell(_("This is not a web address."))
    return addresses[0], len(addresses) - 1
