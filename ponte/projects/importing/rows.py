"""From one row of a file to the values of one project."""

import hashlib
import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from ponte.core import tables
from ponte.core.importing import rows as importing
from ponte.core.importing import values
from ponte.core.importing.mapping import Target
from ponte.core.importing.report import BadCell
from ponte.core.importing.rows import Said, plain
from ponte.projects.columns import COLUMNS
from ponte.projects.models import Project
from ponte.regions.models import Region
from ponte.topics.models import Topic

TARGET = Target(
    model=Project,
    columns=COLUMNS,
    exported=COLUMNS,
    hints=("country",),
    not_text=frozenset({"slug", "source", "external_id", "website"}),
)
CENT = Decimal("0.01")
MOST = Decimal(10) ** 15
# Countries that pay with money of their own: an amount without a sign may not be in euro.
OWN_MONEY = {
    "AL", "BA", "BG", "CH", "CZ", "DK", "HR", "HU", "IS", "MD", "MK", "NO", "PL", "RO", "RS",
    "SE", "TR", "UA", "UK",
}  # fmt: skip
_EURO = re.compile(r"€|\beur\b|\beuros?\b", re.IGNORECASE)
_OTHER_MONEY = re.compile(r"[^\W\d_]{1,4}\.?|[$£¥]")
_THOUSANDS = re.compile(r"\d{1,3}[.,]\d{3}")


@dataclass(frozen=True)
class ProgrammeSaid:
    """What a row says of its programme; found by the first of them that is given."""

    slug: str = ""
    cci: str = ""
    name: str = ""
    period: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.slug or self.cci or self.name)


@dataclass
class Candidate(Said):
    """What a row says of a project. What is None is told by no column."""

    programme: ProgrammeSaid | None = None
    topics: list[Topic] | None = None
    regions: list[Region] | None = None
    partners: list[tuple[str, bool]] | None = None
    remarks: list[str] = field(default_factory=list)


class RowReader(importing.Reader):
    target = TARGET
    handled_elsewhere = importing.Reader.handled_elsewhere | {
        "programme",
        "programme_name",
        "cci",
    }
    with_choices = ("language", "state", "period", "fund")

    def read(self, row: tables.Row) -> Candidate:
        """Return what `row` says, with everything that is wrong with it."""
        reading = Reading(self, row)
        reading.run()
        return reading.candidate()


class Reading(importing.Reading):
    """The work on one row."""

    lists = ("topics", "themes", "regions", "partners")

    def __init__(self, reader: RowReader, row: tables.Row):
        super().__init__(reader, row)
        self.topics: list[Topic] | None = None
        self.regions: list[Region] | None = None
        self.names: dict[str, list[str]] = {}

    def candidate(self) -> Candidate:
        external_id, slug = self.text_of("external_id"), self.text_of("slug")
        if not external_id and not slug:
            external_id = self.fingerprint()
        return Candidate(
            self.row.number,
            self.text_of("source") or self.reader.source,
            external_id,
            slug,
            self.values,
            problems=self.problems,
            programme=self.programme(),
            topics=self.topics,
            regions=self.regions,
            partners=self.partners(),
        )

    def fingerprint(self) -> str:
        """An identifier for a row that has none: the same title, beneficiary and money."""
        parts = (
            self.values.get("title", ""),
            self.values.get("acronym", ""),
            " ".join(self.names.get("lead_partner", [])),
            str(self.values.get("total_budget") or ""),
            str(self.values.get("start") or ""),
        )
        digest = hashlib.sha256("\x1f".join(map(plain, parts)).encode()).hexdigest()
        return f"auto-{digest[:20]}"

    def programme(self) -> ProgrammeSaid | None:
        if not {"programme", "programme_name", "cci"} & set(self.reader.given):
            return None
        cci = self.text_of("cci").upper()
        if cci and not re.fullmatch(r"\d{4}[0-9A-Z]{10,11}", cci):
            self.report("cci", cci, _("This is not a CCI code."), severity="warning")
            cci = ""
        return ProgrammeSaid(
            slug=slugify(self.text_of("programme"))[:60],
            cci=cci,
            name=self.text_of("programme_name")[:150],
            period=self.values.get("period", ""),
        )

    def partners(self) -> list[tuple[str, bool]] | None:
        """Names, and whether each leads; None where no column tells of partners."""
        if not self.names:
            return None
        lead = self.names.get("lead_partner", [])
        found = dict.fromkeys(lead[:1], True)
        for name in (*lead[1:], *self.names.get("partners", [])):
            found.setdefault(name, False)
        return list(found.items())

    # Cells

    def take_topics(self, name: str, value: Any) -> None:
        self.topics = self.looked_up(value, self.reader.lookups.topic)

    def take_regions(self, name: str, value: Any) -> None:
        country = self.text_of("country")
        self.regions = []
        texts = self.items(value) or ([country] if country else [])
        self.regions = self.looked_up(texts, lambda text: self.region(text, country))

    def region(self, text: str, country: str) -> Region:
        if self.reader.binding.verbatim and text in self.reader.lookups.newest:
            return self.reader.lookups.newest[text]
        place = self.reader.lookups.place(text, country=country)
        if place.remark:
            self.remarks.append(place.remark)
        return place.region

    def looked_up(self, value: Any, find) -> list[Any]:
        """What the items of a list refer to, each once. Raises BadCell for what is unknown."""
        found: list[Any] = []
        unknown: list[str] = []
        for item in self.items(value):
            try:
                record = find(item)
            except BadCell as bad:
                unknown.append(str(bad))
            else:
                if record not in found:
                    found.append(record)
        if unknown:
            raise BadCell(" ".join(unknown))
        return found

    def take_names(self, name: str, value: Any) -> None:
        items = [tables.as_text(value)] if name == "lead_partner" and value else self.items(value)
        cleaned = [self.reader.text(item, single_line=True) for item in items]
        if long := next((each for each in cleaned if len(each) > 250), ""):
            self.remarks.append(_("“%(name)s…” was shortened.") % {"name": long[:40]})
        self.names[name] = [each[:250] for each in cleaned if each]

    def take_day(self, name: str, value: Any) -> None:
        self.values[name] = None
        if value != "":
            first = self.reader.mapping.month_first
            self.values[name] = day_of(value, month_first=first, end=name == "end")

    def take_money(self, name: str, value: Any) -> None:
        self.values[name] = None
        if value != "":
            self.values[name] = parse_euro(value, country=self.text_of("country").upper())

    def take_count(self, name: str, value: Any) -> None:
        self.values[name] = None
        if value != "":
            number = values.parse_number(value)
            if number != int(number) or not 0 <= number < 32_768:
                raise BadCell(_("This is not a number of partners."))
            self.values[name] = int(number)

    empty = {
        "themes": [],
        "start": None,
        "end": None,
        "follow_up_from": None,
        "total_budget": None,
        "erdf": None,
        "partner_count": None,
    }
    take_by = {
        "topics": take_topics,
        "regions": take_regions,
        "themes": importing.Reading.take_keywords,
        "lead_partner": take_names,
        "partners": take_names,
        "start": take_day,
        "end": take_day,
        "follow_up_from": take_day,
        "total_budget": take_money,
        "erdf": take_money,
        "partner_count": take_count,
        "website": importing.Reading.take_address,
    }


def day_of(value: Any, *, month_first: bool = False, end: bool = False) -> date:
    """The day; of a month, a quarter or a year alone the first day, with `end` the last.

    Raises BadCell.
    """
    if isinstance(value, str) and re.search(r"\bq(uarter)?\s?\d", value, re.IGNORECASE):
        year, month = values.parse_month(value, month_first=month_first, end=end)
        day = None
    else:
        year, month, day = values.parse_day(value, month_first=month_first)
    if month is None:
        month = 12 if end else 1
    if day is None:
        day = monthrange(year, month)[1] if end else 1
    return date(year, month, day)


def parse_euro(value: Any, *, country: str = "") -> Decimal:
    """An amount of euro in cents, however its thousands are marked. Raises BadCell.

    A single mark before exactly three digits marks thousands: money has no thousandths.
    """
    text = " ".join(tables.as_text(value).split())
    in_euro = bool(_EURO.search(text))
    bare = _EURO.sub("", text).strip()
    if other := _OTHER_MONEY.search(bare):
        reason = _("“%(money)s” is not euro: only amounts in euro are taken.")
        raise BadCell(reason % {"money": other[0]})
    if not in_euro and country in OWN_MONEY:
        reason = _("The amount names no currency, and %(country)s has one of its own.")
        raise BadCell(reason % {"country": country})
    digits = re.sub(r"[\s'’]", "", bare)
    if isinstance(value, str) and _THOUSANDS.fullmatch(digits):
        bare = re.sub(r"[.,]", "", digits)
    amount = values.parse_number(bare)
    if not 0 <= amount < MOST:
        raise BadCell(_("This is not an amount of money."))
    return amount.quantize(CENT, ROUND_HALF_UP)
