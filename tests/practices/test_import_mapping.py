import pytest

from ponte.core.tables import Table
from ponte.practices.columns import PUBLIC_COLUMNS
from ponte.practices.importing.mapping import (
    BadMapping,
    ImportMapping,
    Origin,
    bind,
    load_mapping,
)


def table(*columns, notes=()):
    return Table("csv", list(columns), iter(()), notes=list(notes))


def reasons_of(text):
    with pytest.raises(BadMapping) as caught:
        load_mapping(text)
    return caught.value.reasons


UNKNOWN_COLUMN = "“columns” names a column “titel” that there is not. Did you mean “title”?"
BROKEN = (
    "This is not correct TOML: Expected ']' at the end of a table declaration "
    "(at line 1, column 9)."
)


def test_a_whole_mapping():
    mapping = load_mapping(
        """
        name = "Cases"
        source = "cases"
        lenient = ["region"]
        [file]
        delimiter = ";"
        encoding = "cp1252"
        list_separator = ","
        month_first = true
        [columns]
        title = ["Name", "Short name"]
        city = "{Town}, {Street}"
        [values.scope]
        "Whole  Country" = "national"
        [defaults]
        language = "de"
        [overflow]
        default = "shorten"
        title = { move = "detailed_information" }
        """
    )

    assert mapping == ImportMapping(
        name="Cases",
        source="cases",
        columns={
            "title": Origin(("Name", "Short name")),
            "city": Origin(("{Town}, {Street}",)),
        },
        values={"scope": {"whole country": "national"}},
        defaults={"language": "de"},
        overflow={"default": "shorten", "title": "detailed_information"},
        lenient=frozenset({"region"}),
        delimiter=";",
        encoding="cp1252",
        list_separator=",",
        month_first=True,
    )
    assert mapping.overflow_of("title") == "detailed_information"
    assert mapping.overflow_of("city") == "shorten"


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ('[column]\ntitle = "a"', ["There is no section “column”. Did you mean “columns”?"]),
        (
            '[columns]\ntitel = "a"',
            [UNKNOWN_COLUMN],
        ),
        ("columns = 3", ["“columns” must be a section, written as [columns]."]),
        ("[columns]\ntitle = 3", ["[columns] title must be a column’s name or a list of names."]),
        ('[file]\ndelimiter = ";;"\nencodign = "x"',
         ["[file] delimiter must be one character.",
          "[file] has no option “encodign”. Did you mean “encoding”?"]),
        ("[file]\nclean = 1", ["[file] clean must be true or false."]),
        ('[overflow]\ntitle = "cut"',
         ["[overflow] title must be “reject”, “shorten”, “excerpt” or { move = “column” }."]),
        ('[overflow]\ntitle = { move = "title" }',
         ["[overflow] title cannot be moved to “title”."]),
        ("[values]\nscope = 1",
         ["[values.scope] must have lines such as \"Their word\" = \"ours\"."]),
        ('source = "' + "x" * 41 + '"', ["“source” has at most 40 characters."]),
    ],
)  # fmt: skip
def test_a_wrong_mapping_says_what_is_wrong(text, reasons):
    assert reasons_of(text) == reasons


def test_broken_toml_says_where():
    assert reasons_of("[columns\n") == [BROKEN]


def test_columns_are_found_whatever_their_spaces_and_capitals():
    mapping = load_mapping('[columns]\ntitle = "project name"\ncity = "{town} ({ZIP code})"')

    binding = bind(mapping, table("Project_Name", "Town", "zip  Code", "Other"))

    assert binding.origins == {
        "title": Origin(("Project_Name",)),
        "city": Origin(("{Town} ({zip  Code})",)),
    }
    assert binding.notes == ("Columns that are not read: Other.",)
    assert binding.label("city") == "Town, zip  Code"


def test_a_column_the_file_does_not_have_is_named_with_its_neighbour():
    mapping = load_mapping('[columns]\ntitle = "Nane"')

    with pytest.raises(BadMapping) as caught:
        bind(mapping, table("Name", "Place"))

    assert caught.value.reasons == [
        "The file has no column “Nane” (for title). Did you mean “Name”?"
    ]


def test_without_a_mapping_names_and_labels_are_understood():
    binding = bind(ImportMapping(), table("Title", "Short summary", "evidence_of_success", "x"))

    assert {ours: origin.label for ours, origin in binding.origins.items()} == {
        "title": "Title",
        "short_summary": "Short summary",
        "evidence_of_success": "evidence_of_success",
    }
    assert not binding.verbatim


def test_our_own_export_is_taken_word_for_word():
    assert bind(ImportMapping(), table(*PUBLIC_COLUMNS)).verbatim
    assert not bind(ImportMapping(clean=True), table(*PUBLIC_COLUMNS)).verbatim


def test_a_file_without_a_title_needs_a_mapping():
    with pytest.raises(BadMapping) as caught:
        bind(ImportMapping(), table("a", "b"))

    assert caught.value.reasons == ["No column is the title. The file has: a, b. Write a mapping."]


@pytest.mark.parametrize(
    ("alternatives", "cells", "expected"),
    [
        (("a", "b"), {"a": " ", "b": "x"}, "x"),
        (("{a} – {b}",), {"a": "x", "b": "y"}, "x – y"),
        (("{a} – {b}",), {"a": "x", "b": ""}, "x"),
        (("{a} – {b}",), {"a": "", "b": "y"}, "y"),
        (("({a}, {b})",), {"a": "", "b": ""}, ""),
        (("{a}; {b}; {c}",), {"a": "x", "b": "", "c": "z"}, "x; z"),
        (("{a}", "b"), {"a": "", "b": "y"}, "y"),
    ],
)
def test_where_a_value_comes_from(alternatives, cells, expected):
    assert Origin(alternatives).value(cells) == expected
