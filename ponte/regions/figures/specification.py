"""What to import as which indicator: options of the command, or a TOML file."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

DESCRIPTION = (
    "name", "unit", "source", "dataset", "direction", "group", "theme", "decimals", "additive",
)  # fmt: skip


class BadSpecification(Exception):
    """`str()` says for people what is wrong."""


@dataclass(frozen=True, slots=True)
class Specification:
    """One indicator, and where its figures are.

    `described` holds the fields of the Indicator that are told, so that an import without
    a description leaves an existing one alone. `file` is a pattern of file names;
    `filters` map a dimension to the value to take; `value` names the column of the
    figures, `year` is the year of a table without one, `categories` map words to numbers.
    """

    code: str
    described: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    value: str = ""
    year: str = ""
    categories: Mapping[str, float] = field(default_factory=dict)

    def fits(self, file: str, dataset: str) -> bool:
        """Whether its figures are in this file: by its name if told, else by dataset."""
        if self.file:
            return fnmatch(file, self.file)
        wanted = self.described.get("dataset", "")
        return not wanted or wanted.lower() == dataset.lower()


def load(path: Path) -> list[Specification]:
    """Read a TOML file with tables `[[indicator]]`. Raises BadSpecification."""
    try:
        with path.open("rb") as file:
            tables = tomllib.load(file).get("indicator")
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSpecification(
            _("%(file)s cannot be read: %(reason)s.") % {"file": path.name, "reason": error}
        ) from error
    if not isinstance(tables, list) or not tables:
        raise BadSpecification(_("The file describes no [[indicator]]."))
    return [from_table(table) for table in tables]


def from_table(table: Mapping[str, Any]) -> Specification:
    """One `[[indicator]]`. Raises BadSpecification."""
    known = {field.name for field in fields(Specification)} - {"described"} | {*DESCRIPTION}
    unknown = sorted(set(table) - known)
    if unknown:
        raise BadSpecification(_("Unknown keys: %(keys)s.") % {"keys": ", ".join(unknown)})
    if not table.get("code"):
        raise BadSpecification(_("An indicator without a code."))
    described = {key: table[key] for key in DESCRIPTION if key in table}
    rest = {key: value for key, value in table.items() if key not in DESCRIPTION}
    if "year" in rest:
        rest["year"] = str(rest["year"])
    return Specification(described=described, **rest)


def parse_filters(texts: Sequence[str]) -> dict[str, str]:
    """["unit=PC_GDP"] -> {"unit": "PC_GDP"}. Raises BadSpecification."""
    filters = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise BadSpecification(
                _("“%(text)s” is no filter; write dimension=value.") % {"text": text}
            )
        filters[name.strip().lower()] = value.strip()
    return filters
