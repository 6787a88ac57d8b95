"""Make tests/permissions/matrix.csv of what its tests have found and left in build/matrix/."""

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.permissions.roles import ROLES  # noqa: E402 - needs the path


def main():
    rows = []
    for file in sorted((ROOT / "build/matrix").glob("*.csv")):
        with file.open(newline="") as found:
            rows += csv.reader(found)
    with (ROOT / "tests/permissions/matrix.csv").open("w", newline="") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(["address", *ROLES])
        writer.writerows(sorted(rows))


if __name__ == "__main__":
    main()
