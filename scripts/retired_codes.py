"""Write ponte/regions/data/retired.csv: what became of the NUTS codes no longer in use.

Usage: .venv/bin/python scripts/retired_codes.py CROSS_WALKS.csv.gz

Reads the flows of population between NUTS versions that the NUTS converter of the
European Commission's Joint Research Centre publishes (columns from_code, to_code,
from_version, to_version, pop21, areaKm), and finds for each retired code the smallest
present region that holds at least 95 % of its people. British codes go to NUTS 2016,
the version of the list in use, all others to NUTS 2024.
"""

import csv
import gzip
import sys
from collections import defaultdict
from pathlib import Path

from ponte.regions import nuts
from ponte.regions.codes import ancestor_codes

TARGET = Path(__file__).resolve().parent.parent / "ponte" / "regions" / "data" / "retired.csv"
SHARE = 0.95


def flows(path):
    """{retired code: {(code, newest version first): weight}} towards the present lists."""
    present = {entry.code for entry in nuts.entries()}
    found = defaultdict(lambda: defaultdict(lambda: defaultdict(float)))
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            old, new = row["from_code"], row["to_code"]
            version = "2016" if old.startswith("UK") else "2024"
            if row["to_version"] == version and old not in present and new in present:
                weight = float(row["pop21"] or 0) or float(row["areaKm"] or 0) / 1e6
                found[old][row["from_version"]][new] += weight
    return found


def successor(weights):
    """The smallest present region with at least SHARE of `weights`, or an empty text."""
    inside = defaultdict(float)
    for code, weight in weights.items():
        for place in (code, *ancestor_codes(code)):
            inside[place] += weight
    total = sum(weights.values())
    fitting = [code for code, weight in inside.items() if weight >= SHARE * total]
    return max(fitting, key=len, default="")


def main(path):
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["retired", "region"])
        for old, by_version in sorted(flows(path).items()):
            newest = by_version[max(by_version)]
            writer.writerow([old, successor(newest)])


if __name__ == "__main__":
    main(sys.argv[1])
