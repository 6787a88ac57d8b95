"""A newer list of which regions are less or more developed."""

from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from ponte.core import tables
from ponte.regions.models import Region

COLUMNS = ("region", "category")


class UnreadableCategories(Exception):
    """`str()` says for people what is wrong with the file."""


class Imported(NamedTuple):
    """How many regions have a category now, how many changed, and codes that are none."""

    classed: int
    changed: int
    unknown: list[str]


@transaction.atomic
def import_categories(path: Path) -> Imported:
    """Class the NUTS 2 regions as the table at `path` says, and no other region.

    Its columns are `region`, a code, and `category`: less, transition or more, also as
    in "less_developed". Raises UnreadableCategories; nothing is changed then.
    """
    listed = _read(path)
    regions = Region.objects.of_level(Region.Level.NUTS2).only("code", "category")
    changed = []
    for region in regions:
        category = listed.get(region.code, "")
        if region.category != category:
            region.category = category
            changed.append(region)
    Region.objects.bulk_update(changed, ["category"], batch_size=500)
    known = {region.code for region in regions}
    return Imported(len(known & {*listed}), len(changed), sorted({*listed} - known))


def _read(path: Path) -> dict[str, str]:
    try:
        with tables.read(path) as table:
            if absent := [column for column in COLUMNS if column not in table.columns]:
                raise UnreadableCategories(
                    _("The file has no columns: %(columns)s.") % {"columns": ", ".join(absent)}
                )
            return dict(_entry(row) for row in table.rows)
    except tables.UnreadableTable as error:
        raise UnreadableCategories(str(error)) from error


def _entry(row: tables.Row) -> tuple[str, str]:
    code, word = (tables.as_text(row.cells[column]).strip() for column in COLUMNS)
    category = word.lower().replace("_", " ").split(" ")[0]
    if category not in Region.Category:
        raise UnreadableCategories(
            _("Row %(row)d: “%(word)s” is no category; write less, transition or more.")
            % {"row": row.number, "word": word}
        )
    return code.upper(), category
