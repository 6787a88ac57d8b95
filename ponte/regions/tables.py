"""The small tables that come with the regions: retired codes, categories, known names."""

import csv
import tomllib
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@cache
def successors() -> dict[str, str]:
    """The present region around each retired code: {"NL31": "NL35", "PT17": "PT1"}."""
    with (DATA / "retired.csv").open(encoding="utf-8", newline="") as file:
        return {row["retired"]: row["region"] for row in csv.DictReader(file)}


@cache
def categories() -> dict[str, str]:
    """The category of development of each NUTS 2 region of the EU: {"ES43": "less"}.

    From Commission Implementing Decision 2014/99/EU, for the period 2014-2020.
    """
    with (DATA / "categories.csv").open(encoding="utf-8", newline="") as file:
        return {row["region"]: row["category"] for row in csv.DictReader(file)}


@cache
def exonyms() -> dict[str, dict[str, str]]:
    """Codes by unofficial name, under "countries" and "regions"."""
    with (DATA / "exonyms.toml").open("rb") as file:
        return tomllib.load(file)
