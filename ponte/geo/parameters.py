"""What may stand behind the question mark of an address.

Each parameter says in the words of OpenAPI what it takes, and reads it.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ponte.geo.crs import CRS84, SYSTEMS, Area, Crs

LIMIT, MAXIMUM = 100, 1000
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
MOMENT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE
)
PLANE = 4  # numbers of a bounding box without heights
SOLID = 6  # with heights


class Refused(Exception):
    """The request asks for something that is not offered. The text says what is wrong."""


class Interval(NamedTuple):
    """A time from `start` to `end`, both included; None where it is open."""

    start: datetime | None
    end: datetime | None


@dataclass(frozen=True)
class Parameter:
    """`schema` is its schema in the API definition; `read` raises ValueError."""

    name: str
    description: Any
    schema: dict[str, Any]
    read: Callable[[str], Any]


@dataclass(frozen=True)
class Filter(Parameter):
    """A parameter that selects features; `condition` is what its value means."""

    condition: Callable[[Any], Q]


def read(query: QueryDict, parameters: Iterable[Parameter]) -> dict[str, Any]:
    """The values of `query` by name. Raises Refused for anything unknown or wrong."""
    known = {parameter.name: parameter for parameter in parameters}
    values = {}
    for name, texts in query.lists():
        if name not in known:
            raise Refused(
                _("There is no parameter “%(name)s” here. Known are: %(known)s.")
                % {"name": name, "known": ", ".join(sorted(known))}
            )
        if len(texts) > 1:
            raise Refused(_("The parameter “%(name)s” is given twice.") % {"name": name})
        try:
            values[name] = known[name].read(texts[0])
        except ValueError as error:
            raise Refused(
                _("The parameter “%(name)s” cannot be “%(value)s”: %(reason)s")
                % {"name": name, "value": texts[0], "reason": error}
            ) from error
    return values


# Ways to read a value


def choice(values: Iterable[str]) -> tuple[dict[str, Any], Callable[[str], str]]:
    """Schema and reader of a parameter that takes one of `values`."""
    offered = list(values)

    def read_choice(text: str) -> str:
        if text not in offered:
            raise ValueError(_("it is one of %(values)s.") % {"values": ", ".join(offered)})
        return text

    return {"type": "string", "enum": offered}, read_choice


def integer(minimum: int, maximum: int) -> tuple[dict[str, Any], Callable[[str], int]]:
    """Schema and reader of a parameter that takes a whole number."""

    def read_integer(text: str) -> int:
        if not re.fullmatch(r"\d{1,19}", text, re.ASCII) or not minimum <= int(text) <= maximum:
            raise ValueError(
                _("it is a whole number from %(minimum)s to %(maximum)s.")
                % {"minimum": minimum, "maximum": maximum}
            )
        return int(text)

    return {"type": "integer", "minimum": minimum, "maximum": maximum}, read_integer


def pattern(expression: str, sample: str) -> tuple[dict[str, Any], Callable[[str], str]]:
    """Schema and reader of a parameter that takes a text like `sample`."""

    def read_pattern(text: str) -> str:
        if not re.fullmatch(expression, text, re.ASCII):
            raise ValueError(_("it looks like %(sample)s.") % {"sample": sample})
        return text

    return {"type": "string", "pattern": f"^{expression}$"}, read_pattern


def read_limit(text: str) -> int:
    """The number of features wanted; more than MAXIMUM is no mistake, says the standard."""
    if not re.fullmatch(r"\d+", text, re.ASCII) or not int(text[:9]):
        raise ValueError(_("it is a whole number from 1."))
    return min(int(text[:9]), MAXIMUM)


def read_numbers(text: str) -> tuple[float, ...]:
    """Four numbers of a bounding box, or six with heights."""
    parts = text.split(",")
    if len(parts) not in {PLANE, SOLID} or not all(NUMBER.fullmatch(part) for part in parts):
        raise ValueError(_("it is four or six numbers with commas between them."))
    numbers = tuple(float(part) for part in parts)
    if not all(math.isfinite(number) for number in numbers):
        raise ValueError(_("a number is too large."))
    return numbers


def read_interval(text: str) -> Interval:
    """A moment, or two with a slash between them of which one may be open."""
    start, slash, end = text.partition("/")
    if not slash:
        return Interval(read_moment(start), read_moment(start))
    interval = Interval(
        *(None if side in {"", ".."} else read_moment(side) for side in (start, end))
    )
    if interval == (None, None):
        raise ValueError(_("one side of the slash must be a time."))
    if interval.start and interval.end and interval.start > interval.end:
        raise ValueError(_("it ends before it begins."))
    return interval


def read_moment(text: str) -> datetime:
    if not MOMENT.fullmatch(text):
        raise ValueError(_("a time looks like 2024-02-12T23:20:50Z."))
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError as error:
        raise ValueError(_("there is no such time.")) from error


def read_crs(text: str) -> Crs:
    if text not in SYSTEMS:
        raise ValueError(_("it is one of %(values)s.") % {"values": ", ".join(SYSTEMS)})
    return SYSTEMS[text]


def area(values: Mapping[str, Any]) -> Area | None:
    """The area that `bbox` and `bbox-crs` ask for, None without `bbox`. Raises Refused."""
    numbers, crs = values.get("bbox"), values.get("bbox-crs", CRS84)
    if numbers is None:
        return None
    if len(numbers) == SOLID:
        if crs is not CRS84 or numbers[2] > numbers[5]:
            raise Refused(_("The heights of the bounding box are wrong."))
        numbers = (*numbers[:2], *numbers[3:5])
    low_1, low_2, high_1, high_2 = numbers
    if crs.limits and any(abs(n) > crs.limits[i % 2] for i, n in enumerate(numbers)):
        raise Refused(_("The bounding box leaves the earth: longitude, latitude is the order."))
    if low_2 > high_2 or (low_1 > high_1 and crs is not CRS84):
        raise Refused(_("The lower corner of the bounding box comes first."))
    if low_1 > high_1:  # across the antimeridian
        return Area(crs, ((low_1, low_2, 180, high_2), (-180, low_2, high_1, high_2)))
    return Area(crs, (numbers,))


# The parameters that all collections have in common

FORMAT = Parameter(
    "f",
    gettext_lazy("The format of the answer, in place of the header Accept."),
    *choice(["json", "html"]),
)
BBOX = Parameter(
    "bbox",
    gettext_lazy(
        "Only features that have a point in common with this box: two corners, the lower one "
        "first. West may be larger than east, across the antimeridian. Features without a "
        "geometry are always selected."
    ),
    {
        "type": "array",
        "oneOf": [{"minItems": n, "maxItems": n} for n in (PLANE, SOLID)],
        "items": {"type": "number"},
    },
    read_numbers,
)
BBOX_CRS = Parameter(
    "bbox-crs",
    gettext_lazy("The coordinate reference system of the parameter bbox, with its order of axes."),
    {"type": "string", "format": "uri", "enum": list(SYSTEMS), "default": CRS84.uri},
    read_crs,
)
CRS = Parameter(
    "crs",
    gettext_lazy("The coordinate reference system of the answer, with its order of axes."),
    {"type": "string", "format": "uri", "enum": list(SYSTEMS), "default": CRS84.uri},
    read_crs,
)
DATETIME = Parameter(
    "datetime",
    gettext_lazy(
        "A time (RFC 3339) or two with a slash between them; two dots or nothing for an open "
        "side. Practices: those published then. Regions have no time: all are selected."
    ),
    {"type": "string"},
    read_interval,
)
LIMIT_PARAMETER = Parameter(
    "limit",
    gettext_lazy("The most features on a page. A larger number counts as the maximum."),
    {"type": "integer", "minimum": 1, "maximum": MAXIMUM, "default": LIMIT},
    read_limit,
)
SELECTING = (BBOX, BBOX_CRS, DATETIME)
