"""Write ponte/regions/data/figures.csv, the figures that come with Ponte.

Usage: .venv/bin/python scripts/build_figures.py FOLDER

FOLDER holds Eurostat's files and the crosswalk, anywhere below it. They are imported into
an empty database as ponte/regions/data/indicators.toml describes, and carried to NUTS 2024.
Kept of each indicator and NUTS 2 region: the latest year and one about ten years earlier.
"""

# ruff: noqa: PLC0415 - the settings must know the temporary folder before models are imported
import csv
import os
import sys
import tempfile
from collections import Counter, defaultdict
from fnmatch import fnmatch
from pathlib import Path

YEARS_BETWEEN = 10
# How far from the year of most regions a region's own figure may be.
TOLERANCE = 2
NACE = {
    "agriculture": ("A",),
    "industry": ("B-E",),
    "trade": ("G-I",),
    "business": ("J", "K", "L", "M_N"),
    "public": ("O-Q",),
}
TYPOLOGIES = {
    "urban-share": (3, lambda word: word == "predominantly urban"),
    "rural-share": (3, lambda word: word == "predominantly rural"),
    "coastal-share": (4, lambda word: word == "coastal"),
    "border-share": (7, lambda word: word != "Non-border"),
}


def write_tidy(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["geo", "year", "value", "flag"])
        writer.writerows(rows)


def only(folder, pattern):
    (found,) = folder.rglob(pattern)
    return found


def employment_shares(path, target):
    """One file per group of NACE sections: its share of all employed people, in percent."""
    from ponte.regions.figures.reading import read

    persons, flags = defaultdict(dict), defaultdict(dict)
    with read(path) as source:
        nace, age = (source.dimensions.index(name) for name in ("nace_r2", "age"))
        for cell in source.cells:
            if cell.dimensions[age] == "Y_GE15" and not cell.value.startswith(":"):
                key = cell.geo, cell.year
                persons[key][cell.dimensions[nace]] = float(cell.value)
                flags[key][cell.dimensions[nace]] = cell.flag
    for group, sections in NACE.items():
        write_tidy(
            target / f"employment-{group}.csv",
            [
                (
                    *key,
                    100 * sum(parts[section] for section in sections) / parts["TOTAL"],
                    "".join(sorted({*"".join(flags[key][s] for s in (*sections, "TOTAL"))})),
                )
                for key, parts in persons.items()
                if {*sections, "TOTAL"} <= parts.keys() and parts["TOTAL"]
            ],
        )


def typology_shares(population, target):
    """The share of a region's people whose NUTS 3 region is of a kind, in percent."""
    from ponte.regions import nuts

    rows = [row for row in nuts.sheet("NUTS-3 Typologies") if row[1] and row[3]]
    for name, (column, fits) in TYPOLOGIES.items():
        inside, total = Counter(), Counter()
        for row in rows:
            total[row[1][:4]] += population[row[1]]
            inside[row[1][:4]] += population[row[1]] * fits(row[column])
        write_tidy(
            target / f"{name}.csv",
            [(code, 2024, 100 * inside[code] / people, "") for code, people in total.items()
             if people],
        )  # fmt: skip


def sizes():
    """Inhabitants and area by code of the present regions, as the crosswalk has them."""
    from django.db.models import F

    from ponte.regions.models import Crosswalk, Region

    versions = dict(Region.objects.values_list("code", "nuts_version"))
    population, area = Counter(), Counter()
    for entry in Crosswalk.objects.filter(from_version=F("to_version")):
        if versions.get(entry.from_code) == entry.from_version:
            population[entry.from_code] += entry.population
            area[entry.from_code] += entry.area
    return population, area


def save_densities(specification, area):
    """From the stored figures of population, with their flags and NUTS versions."""
    from ponte.regions.figures.carrying import Kept
    from ponte.regions.figures.importing import save_indicator, save_values
    from ponte.regions.models import IndicatorValue, Region

    populations = IndicatorValue.objects.filter(indicator__code="population", region__level=2)
    save_values(
        save_indicator(specification.code, specification.described),
        [
            Kept(code, year, value / area[code], flag, version)
            for code, year, value, flag, version in populations.values_list(
                "region__code", "year", "value", "flag", "nuts_version"
            )
            if area[code]
        ],
        dict(Region.objects.values_list("code", "pk")),
    )


def chosen_years(years):
    """The latest year that most regions have, and the one about ten years earlier."""
    most = max(years.values())
    usual = [year for year, count in years.items() if count >= 0.8 * most]
    latest = max(usual)
    enough = [year for year, count in years.items() if count >= 0.5 * most and year < latest]
    earlier = min(enough, key=lambda year: abs(latest - YEARS_BETWEEN - year), default=None)
    return latest, earlier


def figures():
    from ponte.regions.models import Indicator, IndicatorValue

    for indicator in Indicator.objects.order_by("pk"):
        values = IndicatorValue.objects.filter(indicator=indicator, region__level=2)
        by_region = defaultdict(dict)
        for code, year, *rest in values.order_by("region__code", "year").values_list(
            "region__code", "year", "value", "flag", "nuts_version"
        ):
            by_region[code][year] = rest
        latest, earlier = chosen_years(
            Counter(year for years in by_region.values() for year in years)
        )
        for code, years in by_region.items():
            for year in sorted({nearest(years, latest), nearest(years, earlier)} - {None}):
                value, flag, version = years[year]
                yield indicator.code, year, code, f"{value:.7g}", flag, version


def nearest(years, wanted):
    near = [year for year in years if wanted and abs(year - wanted) <= TOLERANCE]
    return min(near, key=lambda year: (abs(year - wanted), -year), default=None)


def build(folder, target):
    from ponte.regions.figures import shipped
    from ponte.regions.figures.crosswalk import import_crosswalk
    from ponte.regions.figures.importing import import_figures
    from ponte.regions.figures.specification import load

    import_crosswalk(only(folder, "cross_walks.csv.gz"))
    population, area = sizes()
    employment_shares(only(folder, "lfst_r_lfe2en2.tsv.gz"), target)
    typology_shares(population, target)
    for specification in load(shipped.INDICATORS):
        if specification.code == "density":
            save_densities(specification, area)
            continue
        files = [*folder.rglob("*.csv*"), *target.glob("*.csv")]
        fitting = [path for path in files if fnmatch(path.name, specification.file)]
        summary = import_figures(fitting, [specification])
        sys.stdout.write(
            f"{specification.code}: {summary.stored} of {summary.figures} stored, "
            f"{summary.rejected} rejected\n"
        )
    with shipped.FIGURES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(shipped.COLUMNS)
        writer.writerows(figures())


def main(folder):
    with tempfile.TemporaryDirectory() as target:
        os.environ["PONTE_DATA_DIR"] = target
        os.environ["DJANGO_SETTINGS_MODULE"] = "ponte.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        build(Path(folder), Path(target))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main(sys.argv[1])
