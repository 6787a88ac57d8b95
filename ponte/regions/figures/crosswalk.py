"""Import of a crosswalk between NUTS versions, as JRC's NUTS converter has it."""

import csv
import gzip
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from django.db import transaction
from django.utils.translation import gettext as _

from ponte.regions.models import Crosswalk

BATCH = 5000
COLUMNS = ("from_code", "to_code", "from_version", "to_version", "level", "pop21", "areaKm")

Key = tuple[str, str, str, str]
Entry = tuple[int, float, float]


class UnreadableCrosswalk(Exception):
    """`str()` says for people what is wrong."""


@dataclass(frozen=True, slots=True)
class CrosswalkSummary:
    """`rows` of the file; how many of them are new or changed, how many old ones went."""

    rows: int
    new: int
    changed: int
    removed: int


def import_crosswalk(path: Path) -> CrosswalkSummary:
    """Make the stored crosswalk what the file says. Raises UnreadableCrosswalk."""
    entries = _read(path)
    with transaction.atomic():
        stored = {
            tuple(row[:4]): tuple(row[4:])
            for row in Crosswalk.objects.values_list(
                "from_code", "from_version", "to_code", "to_version", "level", "population", "area"
            )
        }
        different = {key: entry for key, entry in entries.items() if stored.get(key) != entry}
        new = len(different.keys() - stored.keys())
        gone = stored.keys() - entries.keys()
        if gone:
            # A crosswalk is one table: parts of an older one would count people twice.
            Crosswalk.objects.all().delete()
        Crosswalk.objects.bulk_create(
            [_row(key, entry) for key, entry in (entries if gone else different).items()],
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["from_version", "to_version", "from_code", "to_code"],
            update_fields=["level", "population", "area"],
        )
    return CrosswalkSummary(len(entries), new, len(different) - new, len(gone))


def _row(key: Key, entry: Entry) -> Crosswalk:
    old, from_version, new, to_version = key
    level, population, area = entry
    return Crosswalk(
        from_code=old,
        from_version=from_version,
        to_code=new,
        to_version=to_version,
        level=level,
        population=population,
        area=area,
    )


def _read(path: Path) -> dict[Key, Entry]:
    try:
        with _text(path) as text:
            return _entries(csv.DictReader(text))
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableCrosswalk(
            _("%(file)s cannot be read: %(reason)s.") % {"file": path.name, "reason": error}
        ) from error


def _text(path: Path) -> TextIO:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    if packed:
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _entries(rows: csv.DictReader) -> dict[Key, Entry]:
    absent = [column for column in COLUMNS if column not in (rows.fieldnames or [])]
    if absent:
        raise UnreadableCrosswalk(
            _("The file has no columns: %(columns)s.") % {"columns": ", ".join(absent)}
        )
    entries: dict[Key, Entry] = {}
    for row in rows:
        key = (row["from_code"], row["from_version"], row["to_code"], row["to_version"])
        entry = _entry(row)
        if entry is None or key in entries:
            raise UnreadableCrosswalk(
                _("Row %(row)d is not right or is there twice.") % {"row": rows.line_num}
            )
        entries[key] = entry
    return entries


def _entry(row: Mapping[str, str]) -> Entry | None:
    try:
        level, population, area = float(row["level"]), float(row["pop21"]), float(row["areaKm"])
    except (TypeError, ValueError):
        return None
    fits = len(row["from_code"]) == len(row["to_code"]) == level + 2
    right = all(math.isfinite(weight) and weight >= 0 for weight in (population, area))
    return (int(level), population, area) if fits and right else None
