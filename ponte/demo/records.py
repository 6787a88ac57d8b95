"""Records of the demonstration: read, found and brought to what it says."""

import tomllib
from pathlib import Path
from typing import Any

from ponte.regions.models import Region
from ponte.topics.models import Topic

SOURCE = "demonstration"
DATA = Path(__file__).parent / "data"


class UnknownCode(Exception):
    """The demonstration names a region or a topic that is not loaded."""


def read(name: str) -> list[dict[str, Any]]:
    """The records of `data/<name>s.toml`, as written there."""
    with (DATA / f"{name}s.toml").open("rb") as file:
        return [
            {key: clean(value) for key, value in row.items()} for row in tomllib.load(file)[name]
        ]


def clean(value):
    return value.strip() if isinstance(value, str) else value


def assign(record, values) -> bool:
    """Give `record` the `values` and save it, unless it has them; tell whether it was saved."""
    new = {name: value for name, value in values.items() if getattr(record, name) != value}
    if record.pk and not new:
        return False
    for name, value in new.items():
        setattr(record, name, value)
    record.full_clean()
    record.save()
    return True


def assign_related(manager, wanted) -> bool:
    if set(manager.all()) == set(wanted):
        return False
    manager.set(wanted)
    return True


def find_topics(codes) -> list[Topic]:
    found = {topic.code: topic for topic in Topic.objects.filter(code__in=codes)}
    return in_order(codes, found, "topics")


def find_regions(codes) -> list[Region]:
    """The regions of `codes`, each in the newest classification that has it."""
    rows = Region.objects.filter(code__in=codes).order_by("nuts_version")
    return in_order(codes, {region.code: region for region in rows}, "regions")


def in_order(codes, found, kind):
    if missing := [code for code in codes if code not in found]:
        raise UnknownCode(
            f"The demonstration needs {kind} that are not loaded: {', '.join(missing)}."
        )
    return [found[code] for code in codes]
