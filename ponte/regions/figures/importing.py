"""Import of figures: files in, rows of IndicatorValue and a truthful summary out."""

import csv
import io
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Literal

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from ponte.regions.figures.carrying import (
    Carrier,
    Flows,
    Given,
    Kept,
    Refusal,
    is_aggregate,
    present_code,
    recoded,
)
from ponte.regions.figures.reading import MISSING, Cell, Source, read
from ponte.regions.figures.specification import BadSpecification, Specification
from ponte.regions.models import Crosswalk, Indicator, IndicatorValue, IndicatorYear, Region

# The same in SQLite and PostgreSQL, and several times as fast as making objects first.
UPSERT = """
    INSERT INTO regions_indicatorvalue
        (indicator_id, region_id, year, value, flag, nuts_version)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (region_id, indicator_id, year) DO UPDATE
    SET value = excluded.value, flag = excluded.flag, nuts_version = excluded.nuts_version
"""
YEARS = range(1900, 2201)
LARGEST = 1e300
LONGEST_FLAG = 10
Weight = Literal["population", "area"]


@dataclass(slots=True)
class Summary:
    """What became of the figures of an import.

    `figures` were chosen from `rows` lines; each of them is missing, an aggregate,
    unchanged (stored under its own code), converted or rejected. `made` figures came of
    the converted ones. Stored are unchanged + made = new + changed + same.
    """

    rows: int = 0
    figures: int = 0
    missing: int = 0
    aggregates: int = 0
    unchanged: int = 0
    converted: int = 0
    made: int = 0
    rejected: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    levels: Counter[int] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def stored(self) -> int:
        return self.new + self.changed + self.same

    def reasons(self) -> list[tuple[str, int]]:
        """How many lines of the report have which reason, the most frequent first."""
        return Counter(refusal.reason for refusal in self.refusals).most_common()

    def report(self) -> str:
        """All refusals as CSV."""
        text = io.StringIO()
        writer = csv.DictWriter(text, [item.name for item in fields(Refusal)])
        writer.writeheader()
        writer.writerows(asdict(refusal) for refusal in self.refusals)
        return text.getvalue()


@dataclass(slots=True)
class _Choice:
    """The figures of one indicator, as they are gathered from the files."""

    specification: Specification
    figures: list[Given] = field(default_factory=list)
    dataset: str = ""


def import_figures(
    files: Sequence[Path],
    specifications: Sequence[Specification],
    *,
    weight: Weight = "population",
    dry_run: bool = False,
) -> Summary:
    """Import all files in one transaction.

    `weight` says by what the figures of old regions are shared out. Raises
    UnreadableFigures and BadSpecification; nothing is changed then.
    """
    summary = Summary()
    choices = [_Choice(specification) for specification in specifications]
    for path in files:
        _gather(path, choices, summary)
    with transaction.atomic():
        regions = {
            code: (key, version, level)
            for code, key, version, level in Region.objects.values_list(
                "code", "pk", "nuts_version", "level"
            )
        }
        carrier = _carrier(choices, {code: row[1] for code, row in regions.items()}, weight)
        for choice in choices:
            _save(choice, carrier, regions, summary)
        transaction.set_rollback(dry_run)
    return summary


def _gather(path: Path, choices: Iterable[_Choice], summary: Summary) -> None:
    """Read a file once for each way in which its table is to be read."""
    by_reading: dict[tuple[str, str], list[_Choice]] = {}
    for choice in choices:
        wanted = choice.specification
        by_reading.setdefault((wanted.value, wanted.year), []).append(choice)
    fitting, rows = 0, 0
    for (value, year), group in by_reading.items():
        named = [choice for choice in group if choice.specification.file]
        if named and len(named) == len(group):
            group = [  # noqa: PLW2901 - files of other indicators may not even be tables
                choice for choice in group if choice.specification.fits(path.name, "")
            ]
        if not group:
            continue
        with read(path, value=value, year=year) as source:
            here = [
                choice for choice in group if choice.specification.fits(source.name, source.dataset)
            ]
            fitting += len(here)
            rows = max(rows, _take(source, here, summary)) if here else rows
    summary.rows += rows
    if not fitting:
        raise BadSpecification(_("No indicator is described for %(file)s.") % {"file": path.name})


def _take(source: Source, choices: list[_Choice], summary: Summary) -> int:
    """Sort the figures of one file to the indicators; return the number of its rows."""
    for choice in choices:
        choice.dataset = choice.dataset or source.dataset
    plan = _Plan(source, choices)
    rows, last = 0, 0
    for cell in source.cells:
        if cell.row != last:
            rows, last = rows + 1, cell.row
        for choice in plan.choices_of(cell.dimensions):
            summary.figures += 1
            figure = _figure(source.name, cell, choice.specification.categories, summary)
            if figure:
                choice.figures.append(figure)
    plan.refuse_several()
    return rows


class _Plan:
    """Which indicators take which figures of a file, by the values of its dimensions."""

    def __init__(self, source: Source, choices: list[_Choice]):
        self.source = source
        names = [name.lower() for name in source.dimensions]
        self.filters = []
        for choice in choices:
            filters = choice.specification.filters
            unknown = sorted(set(filters) - set(names))
            if unknown:
                raise BadSpecification(
                    _("%(file)s has no dimension %(unknown)s. It has: %(known)s.")
                    % {
                        "file": source.name,
                        "unknown": ", ".join(unknown),
                        "known": ", ".join(source.dimensions) or "–",
                    }
                )
            self.filters.append([filters.get(name) for name in names])
        self.choices = choices
        self.known: dict[tuple[str, ...], list[_Choice]] = {}

    def choices_of(self, dimensions: Sequence[str]) -> list[_Choice]:
        key = tuple(dimensions)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = [
                choice
                for choice, wanted in zip(self.choices, self.filters, strict=True)
                if all(want in {None, have} for want, have in zip(wanted, key, strict=True))
            ]
        return found

    def refuse_several(self) -> None:
        """Raise BadSpecification where an indicator took several values of a dimension."""
        for choice in self.choices:
            taken = [key for key, choices in self.known.items() if choice in choices]
            several = [
                f"{name} ({', '.join(sorted(set(values))[:12])})"
                for name, values in zip(
                    self.source.dimensions, zip(*taken, strict=True), strict=False
                )
                if len(set(values)) > 1
            ]
            if several:
                raise BadSpecification(
                    _("%(file)s, %(indicator)s: choose one value of each of: %(several)s.")
                    % {
                        "file": self.source.name,
                        "indicator": choice.specification.code,
                        "several": "; ".join(several),
                    }
                )


def _figure(
    file: str, cell: Cell, categories: Mapping[str, float], summary: Summary
) -> Given | None:
    if not cell.value or cell.value.startswith(MISSING):
        summary.missing += 1
        return None
    code = present_code(cell.geo)
    if is_aggregate(code):
        summary.aggregates += 1
        return None
    value = categories.get(cell.value) if categories else _number(cell.value)
    year = _year(cell.year)
    if value is None:
        reason = _("not a number: %(value)s") % {"value": cell.value[:40]}
    elif year is None:
        reason = _("not a year: %(value)s") % {"value": cell.year[:40]}
    elif len(cell.flag) > LONGEST_FLAG:
        reason = _("the flag has more than %(number)d letters") % {"number": LONGEST_FLAG}
    else:
        return Given(code, year, value, cell.flag, file, cell.row)
    summary.rejected += 1
    summary.refusals.append(Refusal(file, cell.row, code, cell.year, reason))
    return None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= LARGEST else None


def _year(text: str) -> int | None:
    """The year of "2014", also as the number "2014.0"."""
    digits = text.strip().removesuffix(".0")
    year = int(digits) if len(digits) == 4 and digits.isascii() and digits.isdigit() else 0
    return year if year in YEARS else None


def _carrier(choices: Iterable[_Choice], present: Mapping[str, str], weight: Weight) -> Carrier:
    codes = {figure.code for choice in choices for figure in choice.figures}
    if codes <= set(present):
        return Carrier(present, {}, Flows())
    return Carrier(present, recoded(), Flows(_flows(present, weight)))


def _flows(present: Mapping[str, str], weight: Weight) -> Iterator[tuple[str, str, str, float]]:
    """The crosswalk towards the version in which each country's regions are listed."""
    newest = max(present.values(), default="")
    rows = Crosswalk.objects.filter(to_version__in=set(present.values())).values_list(
        "from_code", "from_version", "to_code", "to_version", weight
    )
    for old, version, new, to_version, amount in rows.iterator():
        if present.get(new, newest) == to_version:
            yield old, version, new, amount


def _save(
    choice: _Choice,
    carrier: Carrier,
    regions: Mapping[str, tuple[int, str, int]],
    summary: Summary,
) -> None:
    specification = choice.specification
    indicator = save_indicator(specification.code, specification.described, dataset=choice.dataset)
    carried = carrier.carry(choice.figures, additive=indicator.additive)
    summary.unchanged += carried.unchanged
    summary.converted += carried.converted
    summary.made += carried.made
    summary.rejected += carried.rejected
    summary.refusals += carried.refusals
    summary.levels.update(len(code) - 2 for code, _year in carried.kept)
    keys = {code: row[0] for code, row in regions.items()}
    new, changed = save_values(indicator, carried.kept.values(), keys)
    summary.new += new
    summary.changed += changed
    summary.same += len(carried.kept) - new - changed


def save_indicator(code: str, described: Mapping[str, object], dataset: str = "") -> Indicator:
    """Create the indicator or bring what is described of it up to date.

    Raises BadSpecification for what an Indicator cannot hold.
    """
    indicator = Indicator.objects.filter(code=code).first()
    if indicator is None:
        indicator = Indicator(code=code, name=code, dataset=dataset)
    before = [getattr(indicator, item.attname) for item in Indicator._meta.concrete_fields]
    for name, value in described.items():
        setattr(indicator, name, value)
    after = [getattr(indicator, item.attname) for item in Indicator._meta.concrete_fields]
    if indicator.pk and before == after:
        return indicator
    try:
        indicator.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise BadSpecification(f"{code}: {' '.join(error.messages)}") from error
    indicator.save()
    return indicator


def save_values(
    indicator: Indicator, figures: Iterable[Kept], keys: Mapping[str, int]
) -> tuple[int, int]:
    """Write what is new or has changed; return how many are new, and how many changed."""
    stored = {
        (region, year): rest
        for region, year, *rest in IndicatorValue.objects.filter(indicator=indicator).values_list(
            "region_id", "year", "value", "flag", "nuts_version"
        )
    }
    rows: list[tuple[int | float | str, ...]] = []
    new = 0
    for figure in figures:
        region = keys[figure.code]
        known = stored.get((region, figure.year))
        if known == [figure.value, figure.flag, figure.nuts_version]:
            continue
        new += known is None
        rows.append(
            (indicator.pk, region, figure.year, figure.value, figure.flag, figure.nuts_version)
        )
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(UPSERT, rows)
        count_years(indicator)
        Indicator.objects.filter(pk=indicator.pk).update(revised_at=timezone.now())
    return new, len(rows) - new


def count_years(indicator: Indicator) -> None:
    """Count anew how many NUTS 2 regions have a figure of `indicator`, year by year."""
    found = (
        IndicatorValue.objects.filter(indicator=indicator, region__level=Region.Level.NUTS2)
        .values_list("year")
        .order_by("year")
        .annotate(Count("pk"))
    )
    indicator.years.all().delete()
    IndicatorYear.objects.bulk_create(
        IndicatorYear(indicator=indicator, year=year, regions=regions) for year, regions in found
    )
