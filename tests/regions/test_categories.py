import runpy
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ponte.regions.apps import load_if_missing
from ponte.regions.loading import load
from ponte.regions.models import Region
from ponte.regions.tables import categories

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
CROSSWALK = ROOT.parent / "shared/data/nuts_crosswalk_jrc/cross_walks.csv.gz"


def category(code):
    return Region.objects.get(code=code).category


@pytest.fixture
def newer(tmp_path):
    path = tmp_path / "newer.csv"
    path.write_text("region,category\nITG2,less_developed\nitc1,More developed\nPT17,more\n")
    return path


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ES43", "less"),
        ("ES61", "transition"),
        ("ES63", "more"),
        # Where today's figures of 2007 to 2009 would say something else.
        ("ITF5", "less"),
        ("ITF1", "transition"),
        # Carried: from LT00, HR04 and PL12, whole; from UKD5 and a part of UKD2.
        ("LT01", "less"),
        ("HR05", "less"),
        ("PL92", "more"),
        ("UKD7", "transition"),
        # Made up of parts of two regions, both less developed.
        ("PT1D", "less"),
        ("FRY5", "less"),
        # Outside the EU; no NUTS 2.
        ("NO08", ""),
        ("ES", ""),
        ("ES431", ""),
    ],
)
def test_regions_are_classed_as_the_decision_says(code, expected):
    assert category(code) == expected


def test_every_nuts_2_region_of_the_union_of_then_has_a_category():
    counted = Counter(Region.objects.values_list("category", flat=True))
    members = Region.objects.exclude(category="").values_list("code", flat=True)

    assert counted == {"": 2035, "more": 159, "less": 76, "transition": 50}
    assert len({code[:2] for code in members}) == 28


@pytest.mark.skipif(not CROSSWALK.exists(), reason="the crosswalk is not beside this repository")
def test_the_list_is_the_decision_carried_to_the_present_regions():
    script = runpy.run_path(str(ROOT / "scripts/region_categories.py"))

    found, unclear = script["classed"](CROSSWALK)

    assert found == categories()
    assert unclear == {}


def test_a_database_of_before_is_classed():
    Region.objects.update(category="")

    load_if_missing(using="default")

    assert category("ES43") == "less"
    assert Region.objects.exclude(category="").count() == 285


def test_a_newer_list_replaces_the_one_in_use(newer, capsys):
    call_command("import_categories", str(newer))

    assert capsys.readouterr().out == (
        "2 regions have a category; 284 changed.\nNot a present NUTS 2 region: PT17.\n"
    )
    assert list(
        Region.objects.exclude(category="").order_by("code").values_list("code", "category")
    ) == [("ITC1", "more"), ("ITG2", "less")]


def test_a_newer_list_outlives_loading(newer):
    call_command("import_categories", str(newer))

    load(Region)

    assert category("ITG2") == "less"
    assert category("ES43") == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("region,kind\nES43,less\n", "The file has no columns: category."),
        ("region,category\nES43,less\nES42,poor\n",
         "Row 3: “poor” is no category; write less, transition or more."),
        ("", "The file is empty."),
    ],
)  # fmt: skip
def test_a_wrong_list_changes_nothing(tmp_path, text, message):
    path = tmp_path / "list.csv"
    path.write_text(text)

    with pytest.raises(CommandError) as refused:
        call_command("import_categories", str(path))

    assert str(refused.value) == message
    assert Region.objects.exclude(category="").count() == 285
