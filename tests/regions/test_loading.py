import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F
from django.utils.translation import override

from ponte.regions.apps import load_if_missing
from ponte.regions.loading import load
from ponte.regions.models import Region

pytestmark = pytest.mark.django_db


def get(code):
    return Region.objects.select_related("portrait", "parent__parent__parent").get(code=code)


def test_all_regions_are_there_after_migration():
    assert Region.objects.count() == 2320
    assert Region.objects.of_level(0).count() == 40


def test_a_second_look_costs_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        load_if_missing(using="default")


def test_nothing_is_loaded_while_migrations_are_missing():
    Region.objects.update(category="")
    before = MigrationExecutor(connection).loader.project_state(("regions", "0003_similar_regions"))

    load_if_missing(using="default", apps=before.apps)

    assert not Region.objects.exclude(category="").exists()


def test_missing_rows_come_back_and_names_are_mended():
    Region.objects.filter(code="ES511").delete()
    Region.objects.filter(code="ES51").update(name="Wrong")

    load_if_missing(using="default")

    assert Region.objects.get(code="ES511").parent.code == "ES51"
    assert Region.objects.get(code="ES51").name == "Cataluña"


def test_loading_again_keeps_the_rows(capsys):
    before = Region.objects.get(code="ES51").pk

    call_command("load_regions")

    assert capsys.readouterr().out == "2320 regions loaded.\n"
    assert Region.objects.get(code="ES51").pk == before


def test_rows_the_lists_do_not_have_stay():
    spain = Region.objects.get(code="ES")
    Region.objects.create(code="ES9", nuts_version="2006", level=1, name="Old", parent=spain)

    load(Region)

    assert Region.objects.count() == 2321


@pytest.mark.parametrize(
    ("code", "portrait"),
    [("ES51", "ES51"), ("ES511", "ES51"), ("DE212", "DE2"), ("PL91", "PL9"), ("FRY", "FR"),
     ("UKN10", "UKN0")],
)  # fmt: skip
def test_portrait_is_the_nearest_outline(code, portrait):
    assert get(code).portrait.code == portrait


def test_every_region_has_a_portrait_if_anything_above_it_has_an_outline():
    without = Region.objects.filter(portrait=None)

    assert {region.country_code for region in without} == {"UA"}
    assert Region.objects.exclude(outline="").exclude(portrait=F("pk")).count() == 0


def test_label_speaks_the_language_of_the_reader():
    with override("de"):
        labels = [get(code).label for code in ("EL", "EL30", "ES51")]

    assert labels == ["Griechenland", "Αττική · Attiki", "Cataluña"]
    assert str(get("ES51")) == "Cataluña (ES51)"


def test_country_of_a_region():
    region = get("UKN10")

    with override("fr"):
        assert (region.country_code, region.country_label) == ("UK", "Royaume-Uni")
    assert [each.code for each in region.ancestors] == ["UKN0", "UKN", "UK"]


def test_within_holds_everything_below():
    catalonia = Region.objects.within(get("ES51"))
    northern_ireland = Region.objects.within(get("UKN0"))

    assert [region.code for region in catalonia] == ["ES51", "ES511", "ES512", "ES513", "ES514"]
    assert northern_ireland.count() == 12


@pytest.mark.parametrize(
    ("code", "shapes"),
    [
        ("ES51", ["ES51"]),
        ("ES511", ["ES51"]),
        ("ES5", ["ES51", "ES52", "ES53"]),
        ("DE2", ["DE2"]),
        ("UA", []),
    ],
)
def test_shapes_that_stand_for_a_region_on_the_map(code, shapes):
    assert get(code).codes_on_map() == shapes


def test_a_region_is_on_the_map_where_its_parent_is():
    assert (get("ES511").map_x, get("ES511").map_y) == (get("ES51").map_x, get("ES51").map_y)
    assert get("ATZZ").map_x is None


def test_the_map_is_written_where_static_files_are_collected(settings, tmp_path, capsys):
    settings.BUILD_DIR = tmp_path

    call_command("build_map")

    drawn = (tmp_path / "static/regions/map.svg").read_text()
    assert len(re.findall('<path id="[A-Z]', drawn)) == 316
    assert capsys.readouterr().out == f"Map written to {tmp_path / 'static/regions/map.svg'}.\n"
