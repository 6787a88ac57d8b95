"""Which column of a file is what of a practice."""

from ponte.core import tables
from ponte.core.importing import mapping as importing
from ponte.core.importing.mapping import BadMapping, Binding, ImportMapping, Origin, Target
from ponte.practices.columns import COLUMNS, PUBLIC_COLUMNS
from ponte.practices.models import Practice

__all__ = [
    "BadMapping", "Binding", "ImportMapping", "Origin", "bind", "load_mapping", "text_limits",
]  # fmt: skip

# Hints that only a mapping may name: where to look for a region that is given by name.
COUNTRY_COLUMNS = {"country": "region", "institution_country": "institution_region"}
TARGET = Target(
    model=Practice,
    columns=COLUMNS,
    exported=PUBLIC_COLUMNS,
    hints=tuple(COUNTRY_COLUMNS),
    not_text=frozenset({"slug", "source", "external_id", "further_information"}),
)


def load_mapping(text: str) -> ImportMapping:
    """Return the mapping in `text` (TOML). Raises BadMapping."""
    return importing.load_mapping(text, TARGET)


def bind(mapping: ImportMapping, table: tables.Table) -> Binding:
    """Find the mapping's columns in the file. Raises BadMapping."""
    return importing.bind(mapping, table, TARGET)


def text_limits() -> dict[str, int]:
    return TARGET.text_limits
