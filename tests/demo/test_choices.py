"""The made-up project that chooses among its practices."""

import pytest

from ponte.demo import actions, choices, meetings, stages
from ponte.learning.counting import count
from ponte.learning.models import Activity
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.selection.models import Round
from ponte.selection.results import results_of


@pytest.fixture(scope="module")
def choosing(demonstration, module_db):
    """The demonstration with its choices."""
    with module_db():
        stages.load_stages()
        loaded = choices.load_choices()
        meetings.load_meetings()
        return loaded


@pytest.fixture(autouse=True)
def _loaded(choosing, db):
    """Every test here begins with them."""


def test_one_round_is_decided_and_one_takes_scores(choosing):
    first, second = Round.objects.order_by("pk")

    assert choosing == (1, 1)
    assert [first.state, second.state] == ["decided", "open"]
    assert [each.is_selected for each in first.candidates.all()] == [True, True, False, False]
    assert [row.standing.is_shortlisted for row in results_of(first).rows].count(True) >= 2
    assert [each.member.email for each in results_of(second).missing] == [
        "member@demo.example",
        "partner@demo.example",
    ]


def test_loading_again_leaves_alone_what_is_there():
    assert choices.load_choices() == (1, 0)


def test_nothing_of_it_is_about_smarty_and_everything_is_marked():
    project = Project.objects.get(slug="mill-towns-demonstration")

    assert not Round.objects.filter(project__slug="smarty").exists()
    assert all("demonstration" in each.title for each in project.practices.all())
    assert all(each.is_demonstration for each in Round.objects.all())


def test_it_goes_with_the_demonstration():
    actions.remove_demonstration()

    assert not Practice.objects.exists()
    assert not Project.objects.exists()
    assert not Round.objects.exists()


def test_of_smarty_only_what_is_known_is_told():
    known = Activity.objects.filter(project__slug="smarty")

    assert [(each.kind, each.place, str(each.start or "")) for each in known] == [
        ("seminar", "Leuven", "2020-02-25"),
        ("final", "Barcelona", "2023-04-19"),
        ("brokerage", "", ""),
    ]
    assert not any(each.participations.exists() or each.lessons.exists() for each in known)
    assert count(Project.objects.get(slug="smarty")).people == 0


def test_who_came_twice_to_what_is_made_up_is_trained_once():
    made_up = Project.objects.get(slug="mill-towns-demonstration")

    assert count(made_up)[:2] == (2, 5)
    assert meetings.load_meetings() == (9, 0)
