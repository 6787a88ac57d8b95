import shutil

import pytest
from django.test import override_settings

from ponte.events.models import Event
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.regions.models import Indicator, IndicatorValue, SimilarRegion
from tests.demo.command import run
from tests.factories.events import make_event

pytestmark = pytest.mark.usefixtures("first_run")


@pytest.fixture(scope="module")
def first_run(module_db, tmp_path_factory):
    """The folder with the data and what the command said where nothing was loaded."""
    folder = tmp_path_factory.mktemp("demonstration")
    with module_db(), override_settings(DATA_DIR=folder):
        return folder, run()


@pytest.fixture
def said(first_run, data_folder, db):
    """What the first run said; its files are in the folder of the test."""
    folder, said = first_run
    shutil.copytree(folder, data_folder, dirs_exist_ok=True)
    return said


def test_the_command_says_what_it_did_and_how_to_sign_in(said, data_folder):
    password = (data_folder / "demo-password.txt").read_text().strip()
    assert "Demonstration: practices 27, projects 1, accounts 14, new or changed 54.\n" in said
    assert said.endswith(
        "Made-up projects: 8, begun just now: 8.\n"
        "Figures about regions: new or changed 9921.\nTransfers: 6, begun just now: 6.\n"
        "Projects that choose: 1, begun just now: 1.\n"
        "Learning activities: 9, added just now: 9.\n"
        "Action plans: 4, written just now: 4.\n"
        "Improvements: 10, begun just now: 10.\n"
        "News and policy solutions: 29, written just now: 29.\n"
        "Newsletters: 2, written just now: 2.\n"
        "Events: 5, added just now: 5.\n"
    )
    assert "Sign in as admin@demo.example" in said
    assert password in said


def test_the_second_load_keeps_the_password_to_itself(said):
    again = run()

    assert again == (
        "Demonstration: practices 27, projects 1, accounts 14, new or changed 0.\n"
        "Made-up projects: 8, begun just now: 0.\n"
        "Figures about regions: new or changed 0.\n"
        "Transfers: 6, begun just now: 0.\n"
        "Projects that choose: 1, begun just now: 0.\n"
        "Learning activities: 9, added just now: 0.\n"
        "Action plans: 4, written just now: 0.\n"
        "Improvements: 10, begun just now: 0.\n"
        "News and policy solutions: 29, written just now: 0.\n"
        "Newsletters: 2, written just now: 0.\n"
        "Events: 5, added just now: 0.\n"
    )


def alike():
    return list(SimilarRegion.objects.order_by("pk").values_list("pk", flat=True))


def test_regions_are_compared_when_figures_came(said):
    nearest = alike()

    run()

    assert nearest
    assert alike() == nearest


def test_a_figure_that_was_edited_is_mended_and_regions_compared_anew(said):
    nearest = alike()
    IndicatorValue.objects.filter(indicator__code="density", region__code="AT11").delete()

    again = run()

    assert "Figures about regions: new or changed 2.\n" in again
    assert not set(alike()) & set(nearest)


def test_once_brings_figures_to_a_demonstration_without_them(said):
    Indicator.objects.all().delete()
    SimilarRegion.objects.all().delete()

    again = run("--once")

    assert again == "Figures about regions: new or changed 9921.\n"
    assert SimilarRegion.objects.exists()


def test_once_leaves_figures_as_they_are(said):
    Indicator.objects.filter(code="density").update(name="People per square kilometre")
    IndicatorValue.objects.filter(indicator__code="density").delete()

    run("--once")

    assert Indicator.objects.get(code="density").name == "People per square kilometre"
    assert not IndicatorValue.objects.filter(indicator__code="density").exists()


def test_figures_outlive_a_removal_and_do_not_come_back_without_them(said):
    run("--remove", "--yes")
    figures = IndicatorValue.objects.count()
    Indicator.objects.all().delete()
    run("--once")

    assert figures == 9921
    assert not Indicator.objects.exists()


def test_once_does_not_bring_back_what_was_removed(said):
    run("--remove", "--yes")

    run("--once")

    assert Practice.objects.count() == 0


def test_removal_says_what_went(said):
    removed = run("--remove", "--yes")

    assert removed == "Removed: practices 36, projects 9, accounts 14.\n"
    assert not Event.objects.exists()


def test_removal_leaves_an_event_of_your_own_and_its_project(said):
    own = make_event(project=Project.objects.get(slug="smarty"))

    removed = run("--remove", "--yes")

    assert "records of your own belong to it (1)" in removed
    assert Event.objects.get() == own
