"""From one row of a file to the values of one practice."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from babel import Locale
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ponte.core import tables
from ponte.practices.columns import COLUMNS
from ponte.practices.importing import texts, values
from ponte.practices.importing.lookups import Lookups, plain
from ponte.practices.importing.mapping import (
    ANYTHING_ELSE,
    COUNTRY_COLUMNS,
    Binding,
    text_limits,
)
from ponte.practices.importing.report import ERROR, WARNING, BadCell, Problem, not_filled, shown
from ponte.practices.models import Practice
from ponte.topics.models import Topic

SINGLE_LINE = {
    field.name
    for field in Practice._meta.fields
    if getattr(field, "single_line", field.get_internal_type() != "TextField")
}
# Columns that say which practice a row is, not what it holds.
IDENTITY = ("source", "external_id", "slug")
HANDLED_ELSEWHERE = {*IDENTITY, "nuts_version"}
COORDINATE = Decimal("0.00001")


@dataclass
class Candidate:
    """What a row says of a practice: values by field name, for the columns there are.

    `topics` is None where no column tells of topics.
    """

    row: int
    source: str
    external_id: str
    slug: str
    values: dict[str, Any]
    topics: list[Topic] | None
    problems: list[Problem] = field(default_factory=list)

    @property
    def rejected(self) -> bool:
        return any(problem.severity == ERROR for problem in self.problems)

    @property
    def key(self) -> tuple[str, ...]:
        """What identifies the practice: source and identifier, or the slug."""
        return (self.source, self.external_id) if self.external_id else (self.slug,)


class RowReader:
    """Reads the rows of one file, each by itself, without a query."""

    def __init__(self, binding: Binding, lookups: Lookups, *, source: str = ""):
        self.binding = binding
        self.mapping = binding.mapping
        self.lookups = lookups
        self.source = source or self.mapping.source
        self.limits = text_limits()
        self.choices = {
            "language": _languages(),
            "scope": _choices("scope"),
            "state": _choices("state"),
        }
        self.text = texts.verbatim if binding.verbatim else texts.cleaned
        self.given = [name for name in COLUMNS if name in binding.origins or name in
                      self.mapping.defaults]  # fmt: skip
        # A text that moves must meet its target after the target's own text was read.
        self.moves = [(name, rule) for name in self.given
                      if (rule := self.mapping.overflow_of(name)) in self.limits]  # fmt: skip

    def read(self, row: tables.Row) -> Candidate:
        """Return what `row` says, with everything that is wrong with it."""
        reading = Reading(self, row)
        reading.run()
        return reading.candidate()


class Reading:
    """The work on one row."""

    def __init__(self, reader: RowReader, row: tables.Row):
        self.reader = reader
        self.row = row
        self.problems: list[Problem] = []
        self.values: dict[str, Any] = {}
        self.topics: list[Topic] | None = None
        self.remarks: list[str] = []

    def run(self) -> None:
        if self.row.extra:
            reason = _("The row has more cells than the header; a delimiter may be inside a text.")
            self.report("", self.row.extra[0], reason)
        for name in self.reader.given:
            if name in HANDLED_ELSEWHERE:
                continue
            value = self.raw(name)
            try:
                self.take(name, value)
            except BadCell as bad:
                self.refuse(name, value, str(bad))
            for remark in self.remarks:
                self.report(name, value, remark, severity=WARNING)
            self.remarks.clear()
        for name, target in self.reader.moves:
            self.move(name, target)
        for name, limit in self.reader.limits.items():
            if len(self.values.get(name) or "") > limit:
                self.fit(name, limit)
        if not self.values.get("title"):
            self.report("title", "", not_filled())

    def candidate(self) -> Candidate:
        external_id, slug = self.text_of("external_id"), self.text_of("slug")
        source = self.text_of("source") or self.reader.source
        if not external_id and not slug:
            external_id = self.fingerprint()
        return Candidate(
            self.row.number, source, external_id, slug, self.values, self.topics, self.problems
        )

    def fingerprint(self) -> str:
        """An identifier for a row that has none: the same title at the same place."""
        region = self.values.get("region")
        parts = (
            self.values.get("title", ""),
            region.code if region else "",
            self.values.get("institution_name", ""),
        )
        digest = hashlib.sha256("\x1f".join(map(plain, parts)).encode()).hexdigest()
        return f"auto-{digest[:20]}"

    # Cells

    def raw(self, name: str) -> Any:
        """The cell of our column `name`: translated, and replaced by the default if blank."""
        origin = self.reader.binding.origins.get(name)
        value = self.unblank(origin.value(self.row.cells)) if origin else ""
        if value != "" and name in self.reader.mapping.values:
            value = self.translated(name, value)
        if value == "":
            value = self.reader.mapping.defaults.get(name, "")
        return value

    def unblank(self, value: Any) -> Any:
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        if isinstance(value, str) and not self.reader.binding.verbatim and texts.is_blank(value):
            return ""
        return value

    def translated(self, name: str, value: Any) -> Any:
        table = self.reader.mapping.values[name]
        whole = table.get(plain(tables.as_text(value)))
        if whole is not None:
            return whole
        if name in {"topics", "keywords"}:
            found: list[str] = []
            for item in self.items(value):
                ours = table.get(plain(item), table.get(ANYTHING_ELSE, item))
                found += ours if isinstance(ours, list) else [ours]
            return [item for item in found if item]
        return table.get(ANYTHING_ELSE, value)

    def text_of(self, name: str) -> str:
        return " ".join(tables.as_text(self.raw(name)).split())

    def items(self, value: Any) -> list[str]:
        """The items of a list in one cell."""
        if isinstance(value, list):
            return [item for item in value if item.strip()]
        text = tables.as_text(value)
        if self.reader.binding.verbatim:
            return tables.text_as_list(text)
        separator = self.reader.mapping.list_separator
        parts = tables.text_as_list(text) if separator == ";" else text.split(separator)
        return [item for part in parts if not texts.is_blank(item := texts.cleaned(part))]

    def take(self, name: str, value: Any) -> None:
        """Put the value of one cell where it belongs. Raises BadCell."""
        if name in TAKE:
            TAKE[name](self, name, value)
        elif name in CHOICES:
            self.take_choice(name, value)
        else:
            single = name in SINGLE_LINE
            self.values[name] = self.reader.text(tables.as_text(value), single_line=single)

    def take_choice(self, name: str, value: Any) -> None:
        if value == "" and name in STAYS_WHEN_EMPTY:
            return
        self.values[name] = ""
        if value != "":
            choices = self.reader.choices[name]
            found = choices.get(plain(tables.as_text(value)))
            if found is None:
                known = ", ".join(dict.fromkeys(choices.values()))
                raise BadCell(_("This must be one of: %(known)s.") % {"known": known})
            self.values[name] = found

    def take_region(self, name: str, value: Any) -> None:
        country = self.text_of(hint) if (hint := HINTS[name]) in self.reader.binding.origins else ""
        text = tables.as_text(value) or country
        self.values[name] = None
        if text:
            place = self.reader.lookups.place(
                text, country=country, version=self.text_of("nuts_version")
            )
            self.values[name] = place.region
            if place.remark:
                self.remarks.append(place.remark)

    def take_topics(self, name: str, value: Any) -> None:
        self.topics = []
        unknown: list[str] = []
        for item in self.items(value):
            try:
                topic = self.reader.lookups.topic(item)
            except BadCell as bad:
                unknown.append(str(bad))
            else:
                if topic not in self.topics:
                    self.topics.append(topic)
        if unknown:
            raise BadCell(" ".join(unknown))

    def take_keywords(self, name: str, value: Any) -> None:
        self.values[name] = list(dict.fromkeys(self.items(value)))

    def take_project(self, name: str, value: Any) -> None:
        self.values[name] = None
        if value != "":
            self.values[name] = self.reader.lookups.project(tables.as_text(value))

    def take_month(self, name: str, value: Any) -> None:
        self.values[f"{name}_year"] = self.values[f"{name}_month"] = None
        if name == "end" and values.is_ongoing(value):
            self.values["ongoing"] = True
        elif value != "":
            self.values[f"{name}_year"], self.values[f"{name}_month"] = values.parse_month(
                value, month_first=self.reader.mapping.month_first, end=name == "end"
            )

    def take_answer(self, name: str, value: Any) -> None:
        if value == "":
            # The end may have said "ongoing" already.
            if name != "ongoing" or "end" not in self.reader.given:
                self.values[name] = EMPTY.get(name)
            else:
                self.values.setdefault(name, None)
        else:
            self.values[name] = values.parse_answer(value)

    def take_coordinate(self, name: str, value: Any) -> None:
        self.values[name] = None
        if value != "":
            number = values.parse_number(value)
            if abs(number) > 180:
                raise BadCell(_("This is not a coordinate in degrees."))
            self.values[name] = number.quantize(COORDINATE)

    def take_date(self, name: str, value: Any) -> None:
        parse = values.parse_moment if name == "published_at" else values.parse_date
        first = self.reader.mapping.month_first
        self.values[name] = parse(value, month_first=first) if value != "" else None

    def take_address(self, name: str, value: Any) -> None:
        self.values[name] = ""
        text = tables.as_text(value)
        if self.reader.binding.verbatim:
            self.values[name] = text
        elif text:
            self.values[name], more = values.parse_address(texts.cleaned(text))
            if more:
                self.remarks.append(
                    ngettext(
                        "One more address was left out.",
                        "%(count)d more addresses were left out.",
                        more,
                    )
                    % {"count": more}
                )

    # Texts over their limit

    def move(self, name: str, target: str) -> None:
        text, limit = self.values.get(name, ""), self.reader.limits[name]
        if len(text) <= limit:
            return
        start, rest = texts.split_at(text, limit)
        self.values[name] = start
        self.values[target] = "\n\n".join(filter(None, ("… " + rest, self.values.get(target))))
        label = self.reader.binding.label(target)
        reason = _("%(length)s characters, limit %(limit)s: the rest was moved to %(target)s.")
        sizes = {"length": len(text), "limit": limit, "target": label}
        self.report(name, text, reason % sizes, severity=WARNING)

    def fit(self, name: str, limit: int) -> None:
        text = self.values[name]
        rule = self.reader.mapping.overflow_of(name)
        sizes = {"length": len(text), "limit": limit}
        if rule in {"shorten", "excerpt"}:
            self.values[name] = texts.split_at(text, limit)[0]
        if rule == "shorten":
            reason = _("%(length)s characters, limit %(limit)s: shortened.") % sizes
            self.report(name, text, reason, severity=WARNING)
        elif rule != "excerpt":
            self.refuse(name, text, _("%(length)s characters, limit %(limit)s.") % sizes)

    # Problems

    def refuse(self, name: str, value: Any, reason: str) -> None:
        """Report a cell that cannot be used: an error, or a warning where that is allowed."""
        if name in self.reader.mapping.lenient and name != "title":
            self.report(name, value, _("%(reason)s Left empty.") % {"reason": reason}, WARNING)
            if name in self.values:
                self.values[name] = EMPTY.get(name, "")
        else:
            self.report(name, value, reason)

    def report(self, name: str, value: Any, reason: str, severity: str = ERROR) -> None:
        label = self.reader.binding.label(name) if name else ""
        self.problems.append(Problem(self.row.number, label, shown(value), reason, severity))


def _choices(name: str) -> dict[str, str]:
    choices = getattr(Practice._meta.get_field(name), "flatchoices", [])
    labels = {plain(str(label)): code for code, label in choices}
    return labels | {plain(code): code for code, _label in choices}


def _languages() -> dict[str, str]:
    """Languages by code, English name and own name."""
    english = Locale("en").languages
    found = {code: code for code, _name in settings.EU_LANGUAGES}
    for code, name in settings.EU_LANGUAGES:
        found |= {plain(name): code, plain(english[code]): code}
    return found


CHOICES = ("language", "scope", "state")
# An empty cell says nothing of these: there is always one.
STAYS_WHEN_EMPTY = {"language", "state"}
HINTS = {region: country for country, region in COUNTRY_COLUMNS.items()}
EMPTY: dict[str, Any] = {
    "region": None,
    "institution_region": None,
    "project": None,
    "keywords": [],
    "latitude": None,
    "longitude": None,
    "ongoing": None,
    "public_intervention": None,
    "counts_for_indicator": False,
    "expert_opinion_date": None,
    "published_at": None,
}
TAKE: dict[str, Callable[[Reading, str, Any], None]] = {
    "region": Reading.take_region,
    "institution_region": Reading.take_region,
    "topics": Reading.take_topics,
    "keywords": Reading.take_keywords,
    "project": Reading.take_project,
    "start": Reading.take_month,
    "end": Reading.take_month,
    "ongoing": Reading.take_answer,
    "public_intervention": Reading.take_answer,
    "counts_for_indicator": Reading.take_answer,
    "latitude": Reading.take_coordinate,
    "longitude": Reading.take_coordinate,
    "expert_opinion_date": Reading.take_date,
    "published_at": Reading.take_date,
    "further_information": Reading.take_address,
}


def read_rows(reader: RowReader, rows: Iterator[tables.Row]) -> Iterator[Candidate]:
    """Read all rows; one with the identifier of an earlier row is refused."""
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        candidate = reader.read(row)
        earlier = first.setdefault(candidate.key, row.number)
        if earlier != row.number:
            reason = _("Row %(row)d has the same identifier.") % {"row": earlier}
            column = "external_id" if reader.binding.origins.get("external_id") else "slug"
            label = reader.binding.label(column)
            candidate.problems.append(Problem(row.number, label, shown(candidate.key[-1]), reason))
        yield candidate
