"""Write ponte/regions/data/categories.csv: which regions are less or more developed.

Usage: .venv/bin/python scripts/region_categories.py CROSS_WALKS.csv.gz

Source: the annexes of Commission Implementing Decision 2014/99/EU, which class the NUTS 2
regions of the EU for the structural funds of 2014-2020. They are carried to the present
regions by the flows of population that `scripts/retired_codes.py` reads too. A region
stays without category, and is named, if less than 90 % of its people lived in regions
of one category.
"""

# ruff: noqa: SIM905 - long lists of codes read better without quotes
import csv
import gzip
import sys
from collections import Counter, defaultdict
from pathlib import Path

from ponte.regions import nuts

TARGET = Path(__file__).resolve().parent.parent / "ponte" / "regions" / "data" / "categories.csv"
SHARE = 0.9
# The Decision's codes are those of NUTS 2006; the crosswalk writes GR for EL there.
VERSION = "2006"
UNION = """
    AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK UK
""".split()
# "HR" is the whole country: it joined the EU, and took its place in NUTS, after 2006.
LESS = """
    BG31 BG32 BG33 BG34 BG41 BG42  CZ02 CZ03 CZ04 CZ05 CZ06 CZ07 CZ08  EE00
    GR11 GR12 GR14 GR21 GR23  ES43  FR91 FR92 FR93 FR94  HR  ITF3 ITF4 ITF5 ITF6 ITG1
    LV00  LT00  HU21 HU22 HU23 HU31 HU32 HU33
    PL11 PL21 PL22 PL31 PL32 PL33 PL34 PL41 PL42 PL43 PL51 PL52 PL61 PL62 PL63
    PT11 PT16 PT18 PT20  RO11 RO12 RO21 RO22 RO31 RO41 RO42  SI01  SK02 SK03 SK04  UKK3 UKL1
""".split()
TRANSITION = """
    AT11  BE32 BE33 BE34 BE35  DK02  DE41 DE42 DE80 DE93 DED1 DED2 DEE0 DEG0
    GR13 GR22 GR24 GR25 GR41 GR43  ES42 ES61 ES62 ES64 ES70
    FR22 FR25 FR30 FR41 FR43 FR53 FR63 FR72 FR81 FR83  ITF1 ITF2 ITG2  MT00  PT15
    UKC1 UKD1 UKD4 UKD5 UKE1 UKE3 UKF3 UKG2 UKK4 UKM6 UKN0
""".split()
# Mayotte was outside NUTS in 2006. The Decision names it among the less developed.
ADDED = {"FRY5": "less"}


def category(code):
    """Of a region of NUTS 2006: "less", "transition", "more", or empty outside the EU."""
    if code[:2] not in UNION:
        return ""
    if {code, code[:2]} & {*LESS}:
        return "less"
    return "transition" if code in TRANSITION else "more"


def people(path):
    """{present NUTS 2 region: {category of where its people lived: how many}}"""
    present = {entry.code for entry in nuts.entries() if entry.level == 2}
    found = defaultdict(Counter)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            old, new = row["from_code"], row["to_code"]
            version = "2016" if new.startswith("UK") else "2024"
            flow = row["from_version"] == VERSION and row["to_version"] == version
            if flow and len(old) == 4 and new in present and category(old):
                found[new][category(old)] += float(row["pop21"] or 0)
    return found


def classed(path):
    """{region: category}, and {region: how many people of each} where that is not clear."""
    found, unclear = dict(ADDED), {}
    for code, counted in people(path).items():
        most, number = counted.most_common(1)[0]
        if number >= SHARE * counted.total() > 0:
            found[code] = most
        else:
            unclear[code] = dict(counted)
    return found, unclear


def main(path):
    found, unclear = classed(path)
    for code, counted in unclear.items():
        sys.stdout.write(f"{code} stays without category: {counted}\n")
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["region", "category"])
        writer.writerows(sorted(found.items()))


if __name__ == "__main__":
    main(sys.argv[1])
