import pytest

from ponte.activity.models import Entry
from ponte.community.models import Member
from ponte.core.due import due_from
from ponte.demo import actions
from ponte.demo.records import read
from ponte.practices import states
from ponte.practices.models import Practice

JOURNEYS = read("journey")
pytestmark = pytest.mark.usefixtures("demonstration")


def journey(name):
    return Practice.objects.get(source="demonstration", external_id=name)


@pytest.mark.parametrize("row", JOURNEYS, ids=lambda row: row["external_id"])
def test_what_is_made_up_says_so(row):
    assert row["title"].endswith(" (demonstration)")
    assert row["short_summary"].startswith("Made up for the demonstration: ")
    assert row["detailed_information"].startswith("This practice is made up for the demonstration")


def test_each_practice_has_come_as_far_as_its_steps_say(loaded):
    assert {row["external_id"]: journey(row["external_id"]).state for row in JOURNEYS} == {
        "repair-voucher": "validated",
        "skills-van": "expert_review",
        "heat-from-servers": "expert_review",
        "shared-machines": "project_check",
        "export-mentors": "project_info_requested",
        "night-bus": "draft",
    }


def test_a_practice_was_judged_by_two_who_differed_and_a_third(loaded):
    practice = journey("repair-voucher")
    review = practice.reviews.get()

    by_experts = practice.assessments.filter(region=None)
    assert sorted(by_experts.values_list("assessor__email", flat=True)) == [
        "expert-2@demo.example",
        "expert-3@demo.example",
        "expert@demo.example",
    ]
    assert review.further_called_at is not None
    assert practice.expert.email == "expert-3@demo.example"


def test_other_regions_tell_how_it_went(loaded):
    practice = journey("repair-voucher")

    assert (practice.worked_in, practice.partly_worked_in, practice.failed_in) == (0, 1, 1)
    assert [trial.is_answered for trial in practice.adoptions.order_by("year")] == [False, True]
    assert practice.questions.public().count() == 1


def test_what_happened_is_in_the_log_under_the_names_of_those_who_did_it(loaded):
    entries = Entry.objects.about(journey("export-mentors")).order_by("pk")

    assert [(entry.verb, entry.actor.email) for entry in entries] == [
        ("submit", "partner@demo.example"),
        ("ask", "web-admin@demo.example"),
    ]


@pytest.mark.parametrize(
    ("account", "days"), [("expert", [3]), ("expert-2", [-2]), ("controller", [])]
)
def test_experts_have_something_to_do(loaded, account, days):
    member = Member.objects.get(email=f"{account}@demo.example")

    assert [entry.days_left for entry in due_from(member)] == days


def test_what_people_did_since_is_not_taken_back(loaded):
    practice = journey("shared-machines")
    web_admin = Member.objects.get(email="web-admin@demo.example")
    states.move(practice=practice, event="approve", actor=web_admin)

    again = actions.load_demonstration()

    assert again.changed == 0
    assert journey("shared-machines").state == "expert_review"
