import pytest

from ponte.regions.figures.carrying import (
    Carrier,
    Flows,
    Given,
    Kept,
    is_aggregate,
    present_code,
    recoded,
)

PRESENT = dict.fromkeys(["AA01", "BB11", "BB12", "CC10", "DD10", "EE10", "EE20"], "2024")
FLOWS = [
    # AA01 is as it was.
    ("AA01", "2016", "AA01", 100.0),
    # BB10 was divided.
    ("BB10", "2016", "BB11", 75.0),
    ("BB10", "2016", "BB12", 25.0),
    # CC01 and CC02 were joined.
    ("CC01", "2013", "CC10", 30.0),
    ("CC02", "2013", "CC10", 70.0),
    # DD01 has another code; a corrected border gave 0.5 % to AA01.
    ("DD01", "2016", "DD10", 99.5),
    ("DD01", "2016", "AA01", 0.5),
    # EE01 gave 5 % of its people to EE20.
    ("EE01", "2016", "EE10", 95.0),
    ("EE01", "2016", "EE20", 5.0),
    ("EE02", "2016", "EE20", 95.0),
    ("GG01", "2016", "GG10", 9.0),
]
CHANGES = {"AA99": ("AA01", "Code change"), "FF01": ("", "Split")}


def carry(*figures, additive=False, flows=FLOWS):
    given = [
        Given(code, year, value, flag, "f.csv", row)
        for row, (code, year, value, flag) in enumerate(figures, start=2)
    ]
    return Carrier(PRESENT, CHANGES, Flows(flows)).carry(given, additive=additive)


@pytest.mark.parametrize(
    ("figures", "additive", "expected"),
    [
        ([("AA01", 2014, 5.0, "b")], False, [Kept("AA01", 2014, 5.0, "b", "2024")]),
        ([("AA99", 2014, 5.0, "b")], False, [Kept("AA01", 2014, 5.0, "b", "2021")]),
        ([("DD01", 2014, 5.0, "")], False, [Kept("DD10", 2014, 5.0, "", "2016")]),
        ([("DD01", 2014, 5.0, "")], True, [Kept("DD10", 2014, 5.0, "", "2016")]),
        (
            [("BB10", 2014, 8.0, "p")],
            True,
            [Kept("BB11", 2014, 6.0, "ep", "2016"), Kept("BB12", 2014, 2.0, "ep", "2016")],
        ),
        (
            [("CC01", 2014, 1.0, "b"), ("CC02", 2014, 2.0, "u")],
            True,
            [Kept("CC10", 2014, 3.0, "bu", "2013")],
        ),
        (
            [("CC01", 2014, 10.0, ""), ("CC02", 2014, 20.0, "")],
            False,
            [Kept("CC10", 2014, 17.0, "e", "2013")],
        ),
        (
            [("EE01", 2014, 10.0, ""), ("EE02", 2014, 20.0, "")],
            False,
            [Kept("EE10", 2014, 10.0, "e", "2016"), Kept("EE20", 2014, 19.5, "e", "2016")],
        ),
        (
            [("EE01", 2014, 10.0, ""), ("EE02", 2014, 20.0, "")],
            True,
            [Kept("EE10", 2014, 9.5, "e", "2016"), Kept("EE20", 2014, 20.5, "e", "2016")],
        ),
    ],
)
def test_figures_are_carried(figures, additive, expected):
    carried = carry(*figures, additive=additive)

    assert sorted(carried.kept.values(), key=lambda kept: kept.code) == expected
    assert carried.refusals == []
    assert carried.unchanged + carried.converted == len(figures)


@pytest.mark.parametrize(
    ("figures", "additive", "reasons"),
    [
        (
            [("BB10", 2014, 8.0, "")],
            False,
            [
                "divided: the figure of BB10 cannot be told for BB11",
                "divided: the figure of BB10 cannot be told for BB12",
            ],
        ),
        ([("CC01", 2014, 8.0, "")], True, ["incomplete: CC10 also needs CC02"]),
        ([("ATXX", 2014, 8.0, "")], True, ["figures that are attributed to no place"]),
        ([("QQ01", 2014, 8.0, "")], True, ["unknown code"]),
        (
            [("FF01", 2014, 8.0, "")],
            True,
            ["no longer a region (Split); a crosswalk with its parts must be imported"],
        ),
        ([("GG01", 2014, 8.0, "")], True, ["its successor GG10 is not listed"]),
    ],
)
def test_what_cannot_be_carried_is_rejected_with_the_reason(figures, additive, reasons):
    carried = carry(*figures, additive=additive)

    assert carried.kept == {}
    assert [refusal.reason for refusal in carried.refusals] == reasons
    assert carried.rejected == 1


def test_without_a_crosswalk_an_old_code_is_rejected():
    carried = carry(("BB10", 2014, 8.0, ""), flows=[])

    assert [refusal.reason for refusal in carried.refusals] == [
        "unknown code; an old one is known once a crosswalk is imported"
    ]


@pytest.mark.parametrize("old", ["DD01", "AA99"])
def test_the_figure_under_the_present_code_wins(old):
    new = {"DD01": "DD10", "AA99": "AA01"}[old]
    carried = carry((old, 2014, 5.0, ""), (new, 2014, 6.0, ""))

    assert carried.kept == {(new, 2014): Kept(new, 2014, 6.0, "", "2024")}
    assert [refusal.reason for refusal in carried.refusals] == [
        f"{new} has a figure under its present code"
    ]
    assert (carried.unchanged, carried.converted, carried.rejected) == (1, 0, 1)


def test_a_divided_region_reaches_the_parts_that_have_no_figure():
    carried = carry(("BB10", 2014, 8.0, ""), ("BB11", 2014, 5.0, ""), additive=True)

    assert carried.kept["BB12", 2014] == Kept("BB12", 2014, 2.0, "e", "2016")
    assert carried.kept["BB11", 2014].value == 5.0
    assert (carried.unchanged, carried.converted, carried.rejected) == (1, 1, 0)
    assert len(carried.refusals) == 1


def test_years_are_carried_apart():
    carried = carry(("CC01", 2014, 1.0, ""), ("CC02", 2015, 2.0, ""), additive=True)

    assert carried.kept == {}
    assert carried.rejected == 2


def test_a_code_is_of_the_newest_version_that_knows_it():
    flows = [("CC01", "2010", "BB11", 1.0), *FLOWS]

    carried = carry(("CC01", 2014, 1.0, ""), ("CC02", 2014, 2.0, ""), additive=True, flows=flows)

    assert carried.kept == {("CC10", 2014): Kept("CC10", 2014, 3.0, "", "2013")}


@pytest.mark.parametrize(
    ("second", "reason"),
    [(5.0, "given twice"), (6.0, "given twice with different values; the first is kept")],
)
def test_a_figure_given_twice_is_kept_once(second, reason):
    carried = carry(("AA01", 2014, 5.0, ""), ("AA01", 2014, second, ""))

    assert carried.kept["AA01", 2014].value == 5.0
    assert [refusal.reason for refusal in carried.refusals] == [reason]


def test_additive_figures_keep_their_total():
    carried = carry(
        ("BB10", 2014, 8.0, ""), ("DD01", 2014, 3.0, ""), ("CC01", 2014, 1.0, ""),
        ("CC02", 2014, 2.0, ""), ("EE01", 2014, 7.0, ""), ("EE02", 2014, 9.0, ""),
        additive=True,
    )  # fmt: skip

    assert sum(kept.value for kept in carried.kept.values()) == pytest.approx(30.0)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("EU27_2020", True), ("EU28", True), ("EA19", True), ("EFTA", True), ("EE", False),
     ("EE00", False), ("EL", False)],
)  # fmt: skip
def test_groups_of_countries_are_aggregates(code, expected):
    assert is_aggregate(code) is expected


def test_the_codes_of_iso_are_read_as_eurostats():
    assert [present_code(code) for code in ("GR11", "gb", "AT11")] == ["EL11", "UK", "AT11"]


def test_the_workbook_tells_what_was_renamed_and_what_was_divided():
    changes = recoded()

    assert changes["NL332"] == ("NL361", "Code change")
    assert changes["PT17"] == ("", "Split")
    assert len([old for old, (new, _change) in changes.items() if new]) == 16
