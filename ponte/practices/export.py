"""Practices as rows of a table, one by one, so that any number of them fits in memory."""

from collections.abc import Iterator, Sequence
from typing import Any

from ponte.practices.columns import COLUMNS, NO, PUBLIC_COLUMNS, YES
from ponte.practices.models import Practice

BATCH = 500


def nuts_version(practice: Practice) -> str:
    region = practice.region or practice.institution_region
    return region.nuts_version if region else ""


def yes_or_no(answer: bool | None) -> str:  # noqa: FBT001 - a value, not a switch
    return "" if answer is None else YES if answer else NO


# Columns whose value is not simply the field of the same name.
VALUES = {
    "topics": lambda practice: [topic.code for topic in practice.topics.all()],
    "region": lambda practice: practice.region and practice.region.code,
    "institution_region": lambda practice: (
        practice.institution_region and practice.institution_region.code
    ),
    "nuts_version": nuts_version,
    "project": lambda practice: practice.project and practice.project.slug,
    "ongoing": lambda practice: yes_or_no(practice.ongoing),
    "public_intervention": lambda practice: yes_or_no(practice.public_intervention),
    "counts_for_indicator": lambda practice: yes_or_no(practice.counts_for_indicator),
}


def columns(*, for_staff: bool) -> tuple[str, ...]:
    """The canonical columns; the expert's word is only for staff."""
    return COLUMNS if for_staff else PUBLIC_COLUMNS


def rows(ids: Sequence[int], names: Sequence[str], *, practices=None) -> Iterator[dict[str, Any]]:
    """One row of the columns `names` for each of `ids`, in their order.

    `practices` is the queryset to take them from, by default the published ones; an id
    that is not in it is passed over. A few hundred are in memory at a time.
    """
    if practices is None:
        practices = Practice.objects.published()
    practices = practices.select_related("region", "institution_region", "project")
    practices = practices.prefetch_related("topics")
    for batch in batches(ids):
        found = practices.in_bulk(batch)
        yield from (row(found[key], names) for key in batch if key in found)


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def row(practice: Practice, names: Sequence[str]) -> dict[str, Any]:
    return {name: value(practice, name) for name in names}


def value(practice: Practice, name: str) -> Any:
    return VALUES[name](practice) if name in VALUES else getattr(practice, name)
