"""The figures that come with Ponte, for the demonstration. Source: Eurostat."""

import csv
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from ponte.regions.figures.carrying import Kept
from ponte.regions.figures.importing import save_indicator, save_values
from ponte.regions.figures.specification import load
from ponte.regions.models import Region
from ponte.regions.tables import DATA

INDICATORS = DATA / "indicators.toml"
FIGURES = DATA / "figures.csv"
COLUMNS = ("indicator", "year", "code", "value", "flag", "nuts_version")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many indicators and figures come with Ponte, and how many were written."""

    indicators: int
    figures: int
    written: int


def load_shipped() -> Loaded:
    """Load indicators and figures; quick when they are there."""
    figures = shipped_figures()
    specifications = load(INDICATORS)
    written = 0
    with transaction.atomic():
        keys = dict(Region.objects.values_list("code", "pk"))
        for position, specification in enumerate(specifications, start=1):
            described = {**specification.described, "position": position}
            indicator = save_indicator(specification.code, described)
            written += sum(save_values(indicator, figures[specification.code], keys))
    return Loaded(len(specifications), sum(map(len, figures.values())), written)


def shipped_figures() -> dict[str, list[Kept]]:
    """The figures by code of their indicator."""
    figures = defaultdict(list)
    with FIGURES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            figures[row["indicator"]].append(
                Kept(
                    row["code"],
                    int(row["year"]),
                    float(row["value"]),
                    row["flag"],
                    row["nuts_version"],
                )
            )
    return figures
