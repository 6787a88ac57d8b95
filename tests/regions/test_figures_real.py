"""Imports of Eurostat's own files, where they lie beside the repository."""

from pathlib import Path

import pytest

from ponte.regions.figures.crosswalk import CrosswalkSummary, import_crosswalk
from ponte.regions.figures.importing import import_figures
from ponte.regions.figures.specification import Specification
from ponte.regions.models import IndicatorValue

DATA = Path(__file__).parents[2].parent / "shared" / "data"
SDMX = DATA / "eurostat_sdmx_csv_2026" / "raw"
TSV = DATA / "eurostat_tsv_2017"
LONG = DATA / "eurostat_nuts2_indicators_2007_2018" / "indicators_long.csv"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SDMX.exists(), reason="Eurostat's files are not beside the repository"),
]

CATEGORIES = {"less_developed": 1, "transition": 2, "more_developed": 3}


@pytest.fixture
def crosswalk(db):
    return import_crosswalk(DATA / "nuts_crosswalk_jrc" / "cross_walks.csv.gz")


def test_the_crosswalk_is_imported_once(crosswalk):
    again = import_crosswalk(DATA / "nuts_crosswalk_jrc" / "cross_walks.csv.gz")

    assert crosswalk == CrosswalkSummary(rows=66877, new=66877, changed=0, removed=0)
    assert again == CrosswalkSummary(rows=66877, new=0, changed=0, removed=0)


# Rows, figures, missing, aggregates, unchanged, converted, made, rejected.
SDMX_FILES = [
    ("eurostat_nama_10r_2gdp.csv", {"described": {"additive": True}},
     (4625, 4625, 0, 10, 4615, 0, 0, 0)),
    ("eurostat_tgs00007_employment_rate.csv", {},
     (3744, 3744, 0, 0, 3699, 12, 12, 33)),
    ("eurostat_tgs00042_gerd_rd_expenditure.csv", {"filters": {"unit": "PC_GDP"}},
     (2523, 2523, 194, 0, 2215, 37, 37, 77)),
    ("eurostat_tgs00109_tertiary_education_25_64.csv", {},
     (3732, 3732, 0, 0, 3687, 12, 12, 33)),
    ("eurostat_gdp_pc_pps_nuts2.csv", {},
     (9865, 9865, 0, 24, 9841, 0, 0, 0)),
    ("eurostat_gdp_pc_pps_rel_eu_nuts2.csv", {},
     (9865, 9865, 0, 24, 9841, 0, 0, 0)),
    ("eurostat_gdp_real_nuts2.csv", {},
     (10224, 10224, 0, 24, 10200, 0, 0, 0)),
    ("eligibility_categories_2014_2020.csv",
     {"value": "category_2014_2020", "year": "2014", "categories": CATEGORIES},
     (279, 279, 0, 0, 279, 0, 0, 0)),
]  # fmt: skip
TSV_FILES = [
    ("ilc_li41.tsv.gz", {"filters": {"unit": "PC_POP"}},
     (201, 2534, 700, 0, 1712, 24, 20, 98)),
    ("ilc_lvhl21.tsv.gz", {"filters": {"unit": "PC_Y_LT60"}},
     (201, 2534, 700, 0, 1712, 24, 20, 98)),
    ("ilc_mddd21.tsv.gz", {"filters": {"unit": "PC_POP"}},
     (201, 2534, 687, 0, 1720, 24, 20, 103)),
    ("ilc_peps11.tsv.gz", {"filters": {"unit": "PC_POP"}},
     (201, 2534, 700, 0, 1712, 24, 20, 98)),
    ("lfst_r_lfe2emp.tsv.gz",
     {"filters": {"sex": "T", "age": "Y15-64"}, "described": {"additive": True}},
     (16203, 8347, 875, 95, 6263, 1114, 1369, 0)),
    ("lfst_r_lfe2en2.tsv.gz",
     {"filters": {"nace_r2": "B-E", "age": "Y_GE15"}, "described": {"additive": True}},
     (28065, 3928, 261, 48, 3144, 475, 593, 0)),
    ("lfst_r_lfp2acedu.tsv.gz", {"filters": {"sex": "T", "age": "Y25-64", "isced11": "ED5-8"}},
     (13612, 8347, 928, 95, 6243, 671, 671, 410)),
    ("lfst_r_lfu3pers.tsv.gz", {"filters": {"sex": "T", "age": "Y_GE15"}},
     (5892, 8347, 970, 95, 6177, 695, 695, 410)),
    ("nama_10r_2gdp.tsv.gz", {"filters": {"unit": "PPS_HAB"}},
     (2564, 6270, 203, 15, 5230, 540, 540, 282)),
    ("nama_10r_2gvagr.tsv.gz", {},
     (282, 4230, 635, 14, 2904, 464, 464, 213)),
    ("nama_10r_2hhinc.tsv.gz", {"filters": {"unit": "PPCS_HAB", "na_item": "B6N"}},
     (5531, 6405, 2141, 4, 3487, 396, 396, 377)),
    ("trng_lfse_04.tsv.gz", {"filters": {"sex": "T"}},
     (1455, 7760, 951, 94, 5766, 567, 567, 382)),
]  # fmt: skip
LONG_FIGURES = {
    "broadband_access_household": 1582,
    "disp_income_household": 2831,
    "gender_employ_gap": 3716,
    "life_expectancy_f": 3592,
    "life_expectancy_m": 3592,
    "life_expectancy_t": 3592,
    "patents": 1388,
    "region_gdp": 3534,
    "region_population": 3421,
    "unemployment_rate_f": 3354,
    "unemployment_rate_m": 3374,
    "unemployment_rate_t": 3408,
}


def counts(summary):
    return (
        summary.rows,
        summary.figures,
        summary.missing,
        summary.aggregates,
        summary.unchanged,
        summary.converted,
        summary.made,
        summary.rejected,
    )


@pytest.mark.parametrize(("folder", "files"), [(SDMX, SDMX_FILES), (TSV, TSV_FILES)])
def test_each_file_is_imported_with_a_true_summary(crosswalk, folder, files):
    for name, specification, expected in files:
        wanted = [Specification(name.partition(".")[0], **specification)]

        summary = import_figures([folder / name], wanted)
        again = import_figures([folder / name], wanted)

        stored = IndicatorValue.objects.filter(indicator__code=wanted[0].code).count()
        assert (name, counts(summary)) == (name, expected)
        assert stored == summary.new == summary.unchanged + summary.made
        assert (again.new, again.changed, again.same) == (0, 0, stored)
        assert summary.figures == (
            summary.missing
            + summary.aggregates
            + summary.unchanged
            + summary.converted
            + summary.rejected
        )


def test_a_long_table_gives_all_its_indicators_at_once(crosswalk):
    wanted = [Specification(code, filters={"indicator": code}) for code in LONG_FIGURES]

    summary = import_figures([LONG], wanted)
    again = import_figures([LONG], wanted)

    assert counts(summary) == (38404, 38404, 0, 0, 37120, 264, 264, 1020)
    assert (again.new, again.changed) == (0, 0)
    assert {
        code: IndicatorValue.objects.filter(indicator__code=code).count() for code in LONG_FIGURES
    } == LONG_FIGURES


def test_figures_can_be_traced_to_their_rows(crosswalk):
    import_figures(
        [SDMX / "eurostat_tgs00042_gerd_rd_expenditure.csv"],
        [Specification("rd", filters={"unit": "PC_GDP"})],
    )
    stored = IndicatorValue.objects.filter(region__code__in=["AT11", "HU11"], year=2013)

    assert list(stored.values_list("region__code", "value", "flag", "nuts_version")) == [
        ("AT11", 0.89, "b", "2024")
    ]
