from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ponte.practices.models import Practice
from ponte.regions.models import Indicator, IndicatorValue, Region, SimilarRegion
from ponte.topics.models import Topic


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def run(*options):
    out = StringIO()
    call_command("demo", *options, stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_did_and_how_to_sign_in(db, settings):
    said = run()

    password = (settings.DATA_DIR / "demo-password.txt").read_text().strip()
    assert "Demonstration: practices 27, projects 1, accounts 12, new or changed 44.\n" in said
    assert said.endswith("Figures about regions: new or changed 9921.\n")
    assert "Sign in as admin@demo.example" in said
    assert password in said


def test_the_second_load_keeps_the_password_to_itself(db):
    run()

    said = run()

    assert said == (
        "Demonstration: practices 27, projects 1, accounts 12, new or changed 0.\n"
        "Figures about regions: new or changed 0.\n"
    )


def alike():
    return list(SimilarRegion.objects.order_by("pk").values_list("pk", flat=True))


def test_regions_are_compared_when_figures_came(db):
    run()
    nearest = alike()

    run()

    assert nearest
    assert alike() == nearest


def test_a_figure_that_was_edited_is_mended_and_regions_compared_anew(db):
    run()
    nearest = alike()
    IndicatorValue.objects.filter(indicator__code="density", region__code="AT11").delete()

    said = run()

    assert said.endswith("Figures about regions: new or changed 2.\n")
    assert not set(alike()) & set(nearest)


def test_once_brings_figures_to_a_demonstration_without_them(db):
    run("--once")
    Indicator.objects.all().delete()
    SimilarRegion.objects.all().delete()

    said = run("--once")

    assert said == "Figures about regions: new or changed 9921.\n"
    assert SimilarRegion.objects.exists()


def test_once_leaves_figures_as_they_are(db):
    run("--once")
    Indicator.objects.filter(code="density").update(name="People per square kilometre")
    IndicatorValue.objects.filter(indicator__code="density").delete()

    run("--once")

    assert Indicator.objects.get(code="density").name == "People per square kilometre"
    assert not IndicatorValue.objects.filter(indicator__code="density").exists()


def test_figures_outlive_a_removal_and_do_not_come_back_without_them(db):
    run("--once")

    run("--remove", "--yes")
    figures = IndicatorValue.objects.count()
    Indicator.objects.all().delete()
    run("--once")

    assert figures == 9921
    assert not Indicator.objects.exists()


def test_once_loads_the_first_time_only(db):
    run("--once")

    assert run("--once") == "The demonstration was loaded before: nothing to do.\n"


def test_once_does_not_bring_back_what_was_removed(db):
    run("--once")
    run("--remove", "--yes")

    run("--once")

    assert Practice.objects.count() == 0


def test_removal_says_what_went(db):
    run()

    said = run("--remove", "--yes")

    assert said == "Removed: practices 27, projects 1, accounts 12.\n"


def test_missing_ground_data_ends_with_a_clear_error(db):
    Topic.objects.filter(code="RSO4.6").delete()

    with pytest.raises(CommandError, match=r"topics that are not loaded: RSO4\.6"):
        run()

    assert Region.objects.exists()
