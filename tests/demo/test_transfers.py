"""Practices that travel in the demonstration."""

import pytest

from ponte.community.models import Member
from ponte.core.due import due_from
from ponte.demo import actions, transfers
from ponte.demo.records import read
from ponte.practices.models import Practice
from ponte.transfers import states
from ponte.transfers.comparison import compare
from ponte.transfers.models import ContactRequest, Transfer

ROWS = read("transfer")


@pytest.fixture(scope="module")
def travelling(demonstration, module_db):
    """The demonstration with its transfers."""
    with module_db():
        return transfers.load_transfers()


@pytest.fixture(autouse=True)
def _loaded(travelling, db):
    """Every test here begins with them."""


def transfer(practice):
    return Transfer.objects.get(practice__external_id=practice)


def person(name):
    return Member.objects.get(email=f"{name}@demo.example")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["practice"])
def test_what_is_made_up_says_so(row):
    assert row["aim"].startswith("Made up for the demonstration. ")


def test_each_transfer_has_come_as_far_as_its_steps_say(travelling):
    assert travelling == (6, 6)
    assert all(each.is_demonstration for each in Transfer.objects.all())
    assert {row["practice"]: transfer(row["practice"]).state for row in ROWS} == {
        "repair-voucher": "adapted",
        "helpempresa-service": "considered",
        "destination-management-system-lets-marche": "planned",
        "ruralcat-platform": "adopting",
        "ipn-business-accelerator": "stopped",
        "elles-osent-en-grand-est": "considered",
    }


def test_two_assessors_differ_and_one_component_blocks():
    comparison = compare(transfer("helpempresa-service"))

    assert comparison.outcome.blocking == ("legal",)
    assert [row.component.slug for row in comparison.far_apart] == [
        "priority",
        "legal",
        "funding",
        "staff",
        "acceptance",
        "evidence",
    ]


def test_the_adopted_one_is_reported_once_under_tried_here():
    adopted = transfer("repair-voucher")

    assert adopted.adoption.reporter == person("partner")
    assert adopted.practice.adoptions.filter(region=adopted.region).count() == 1
    practice = Practice.objects.get(pk=adopted.practice_id)
    assert (practice.worked_in, practice.partly_worked_in, practice.failed_in) == (0, 1, 1)


def test_real_practices_carry_no_invented_evidence():
    real = Practice.objects.exclude(title__endswith="(demonstration)")

    assert [practice for practice in real if practice.tried_in or practice.graded] == []


def test_one_talk_took_place_and_one_waits():
    assert sorted(ContactRequest.objects.values_list("contacted__email", "state")) == [
        ("contact-point@demo.example", "open"),
        ("member@demo.example", "accepted"),
    ]
    assert [entry.kind for entry in due_from(person("contact-point"))] == ["Contact"]


def test_what_people_did_since_is_not_taken_back():
    planned = transfer("destination-management-system-lets-marche")
    states.move(transfer=planned, event="begin", actor=person("partner"))

    assert transfers.load_transfers() == (6, 0)
    planned.refresh_from_db()
    assert planned.state == "adopting"


def test_they_go_with_the_demonstration():
    actions.remove_demonstration()

    assert not Transfer.objects.exists()
