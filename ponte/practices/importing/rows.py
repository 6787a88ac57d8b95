"""From one row of a file to the values of one practice."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ponte.core import tables
from ponte.core.importing import rows as importing
from ponte.core.importing import values
from ponte.core.importing.report import BadCell
from ponte.core.importing.rows import Said, plain, read_rows
from ponte.practices.importing.mapping import COUNTRY_COLUMNS, TARGET
from ponte.topics.models import Topic

__all__ = ["Candidate", "RowReader", "read_rows"]

COORDINATE = Decimal("0.00001")
HINTS = {region: country for country, region in COUNTRY_COLUMNS.items()}


@dataclass
class Candidate(Said):
    """What a row says of a practice. `topics` is None where no column tells of topics."""

    topics: list[Topic] | None


class RowReader(importing.Reader):
    target = TARGET
    handled_elsewhere = importing.Reader.handled_elsewhere | {"nuts_version"}
    with_choices = ("language", "scope", "state")

    def read(self, row: tables.Row) -> Candidate:
        """Return what `row` says, with everything that is wrong with it."""
        reading = Reading(self, row)
        reading.run()
        return reading.candidate()


class Reading(importing.Reading):
    """The work on one row."""

    lists = ("topics", "keywords")

    def __init__(self, reader: RowReader, row: tables.Row):
        super().__init__(reader, row)
        self.topics: list[Topic] | None = None

    def candidate(self) -> Candidate:
        external_id, slug = self.text_of("external_id"), self.text_of("slug")
        source = self.text_of("source") or self.reader.source
        if not external_id and not slug:
            external_id = self.fingerprint()
        return Candidate(
            self.row.number,
            source,
            external_id,
            slug,
            self.values,
            self.topics,
            problems=self.problems,
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
                self.values[name] = self.empty.get(name)
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

    empty = {
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
    take_by = {
        "region": take_region,
        "institution_region": take_region,
        "topics": take_topics,
        "keywords": importing.Reading.take_keywords,
        "project": take_project,
        "start": take_month,
        "end": take_month,
        "ongoing": take_answer,
        "public_intervention": take_answer,
        "counts_for_indicator": take_answer,
        "latitude": take_coordinate,
        "longitude": take_coordinate,
        "expert_opinion_date": importing.Reading.take_date,
        "published_at": importing.Reading.take_date,
        "further_information": importing.Reading.take_address,
    }
