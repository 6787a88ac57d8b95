from collections import Counter

import pytest

from ponte.regions import nuts
from ponte.regions.codes import ancestor_codes, country_name, iso_code, parent_code

ENTRIES = {entry.code: entry for entry in nuts.entries()}


def test_every_listed_region_and_forty_countries_are_there():
    levels = Counter(entry.level for entry in nuts.entries())

    assert levels[0] == 40
    assert levels[1] + levels[2] + levels[3] == 2280
    assert len(ENTRIES) == nuts.count() == 2320


def test_every_parent_is_listed_one_level_higher():
    wrong = [
        entry.code
        for entry in nuts.entries()
        if entry.level and ENTRIES[entry.parent].level != entry.level - 1
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("code", "version"),
    [("ES51", "2024"), ("NO0A", "2024"), ("UKE4", "2016"), ("UK", "2016"), ("XK", "2024")],
)
def test_version_of_the_list_a_code_comes_from(code, version):
    assert ENTRIES[code].nuts_version == version


@pytest.mark.parametrize(
    ("code", "name", "latin"),
    [
        ("EL30", "Αττική", "Attiki"),
        ("BG41", "Югозападен", "Yugozapaden"),
        ("UA61", "Київська Область", "Kyivska Oblast"),
        ("UA1", "Макрорегіон_01", "Macroregion 01"),
        ("ES51", "Cataluña", ""),
    ],
)
def test_names_are_clean_and_readable(code, name, latin):
    entry = ENTRIES[code]

    assert (entry.name, entry.name_latin) == (name, latin)


def test_every_greek_or_cyrillic_name_has_one_in_latin_letters():
    foreign = [entry for entry in nuts.entries() if nuts.GREEK_OR_CYRILLIC.search(entry.name)]

    unreadable = [
        entry.code
        for entry in foreign
        if not entry.name_latin or nuts.GREEK_OR_CYRILLIC.search(entry.name_latin)
    ]

    assert len(foreign) == 325
    assert unreadable == []


def test_stray_spaces_and_letters_of_another_alphabet_are_mended():
    assert nuts.clean(" Київська\u00a0 Область ") == "Київська Область"
    assert nuts.clean("Aττική") == "Αττική"


@pytest.mark.parametrize(("code", "is_extra"), [("ATZZ", True), ("CZ", False), ("ES51", False)])
def test_extra_regio(code, is_extra):
    assert ENTRIES[code].is_extra_regio is is_extra


def test_parents_by_code():
    assert [parent_code(code) for code in ("ES511", "ES51", "ES5", "ES", "UKN10")] == [
        "ES51",
        "ES5",
        "ES",
        "",
        "UKN0",
    ]
    assert ancestor_codes("UKN10") == ("UKN0", "UKN", "UK")


def test_country_names_in_the_language_of_the_reader():
    assert country_name("EL", "de") == "Griechenland"
    assert country_name("UK", None) == "United Kingdom"
    assert country_name("ES", "qq") == "Spain"
    assert country_name("QQ", "en") == "QQ"
    assert iso_code("EL") == "GR"
