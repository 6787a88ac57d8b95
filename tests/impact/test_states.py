"""The life of a claim: one table, one door, and nothing that changes once it is decided."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from ponte.activity.models import Entry
from ponte.community.models import Role
from ponte.core.append_only import all_opened
from ponte.core.due import due_from, sent_by
from ponte.core.states import IllegalMove, StateIsClosed
from ponte.impact import actions, states
from ponte.impact.models import Claim, Evidence, Fund, Source
from ponte.impact.states import TRANSITIONS, Event, Need
from ponte.notifications.models import Notification
from tests.factories.community import grant_role, make_member, make_organisation
from tests.factories.impact import attested, confirmed, make_claim, move, proof, sent

pytestmark = pytest.mark.django_db


def refused(claim, event, **given):
    """The code with which a move is refused."""
    with pytest.raises(IllegalMove) as error:
        move(claim, event, **given)
    return error.value.code


def test_the_whole_way_is_noted_under_the_name_of_who_went_it():
    claim = confirmed()

    entries = Entry.objects.about(claim).order_by("pk")
    assert [(entry.verb, entry.to_state) for entry in entries] == [
        ("open", "draft"),
        ("send", "sent"),
        ("attest", "attested"),
        ("confirm", "confirmed"),
    ]
    assert [entry.actor for entry in entries] == [
        claim.claimed_by, claim.claimed_by, claim.attestor, claim.decided_by,
    ]  # fmt: skip
    assert claim.attested_for == str(claim.instrument.responsible_authority)


def test_saving_and_updating_change_no_state():
    claim = make_claim()
    claim.state = Claim.State.CONFIRMED

    with pytest.raises(StateIsClosed):
        claim.save()
    with pytest.raises(StateIsClosed):
        Claim.objects.update(state="confirmed")


@pytest.mark.parametrize("event", [event for event in Event if event != "send"])
def test_a_draft_can_only_be_handed_in(event):
    assert refused(make_claim(), event) == "state"


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: f"{row.source}-{row.event}")
def test_a_stranger_takes_no_step(row):
    reach = {"draft": make_claim, "sent": sent, "attested": attested}
    claim = move(sent(), "refuse") if row.source == "returned" else reach[row.source]()

    assert refused(claim, row.event, actor=make_member()) == "right"


def test_the_secretariat_does_not_decide_on_what_it_claimed():
    claim = attested()
    grant_role(claim.claimed_by, Role.SECRETARIAT)

    assert refused(claim, "confirm", actor=claim.claimed_by) == "right"


def test_who_no_longer_works_for_the_authority_attests_nothing():
    claim = sent()
    claim.attestor.organisation = make_organisation()
    claim.attestor.save()

    assert refused(claim, "attest") == "right"


@pytest.mark.parametrize(
    ("lacking", "code"),
    [
        ({"files": []}, Need.EVIDENCE),
        ({"attestor": None}, Need.ATTESTOR),
        ({"effective_on": timezone.localdate() + timedelta(days=1)}, Need.IN_FORCE),
    ],
)
def test_what_lacks_something_is_not_handed_in(lacking, code):
    assert refused(make_claim(**lacking), "send") == code


def test_what_comes_from_nowhere_is_not_handed_in():
    claim = make_claim()
    claim.sources.all().delete()

    assert refused(claim, "send") == Need.SOURCES


@pytest.mark.parametrize("event", ["return", "reject"])
def test_a_refusal_without_words_is_impossible(event):
    assert refused(attested(), event, words="  ") == Need.WORDS


def test_what_was_returned_is_attested_anew():
    claim = move(move(attested(), "return", "Which call?"), "send")

    assert (claim.state, claim.attested_at, claim.attestation) == ("sent", None, "")


@pytest.mark.parametrize("state", ["draft", "sent", "attested", "returned"])
def test_whoever_has_to_act_finds_it_on_the_dashboard(state):
    reach = {
        "draft": make_claim,
        "sent": sent,
        "attested": attested,
        "returned": lambda: move(sent(), "refuse"),
    }
    claim = reach[state]()
    secretary = make_member(roles=[Role.SECRETARIAT])
    turn = {"sent": claim.attestor, "attested": secretary, "returned": claim.claimed_by}

    for member in (claim.claimed_by, claim.attestor, secretary):
        found = [due.url for due in due_from(member)]
        expected = [claim.get_absolute_url()] if turn.get(state) == member else []
        assert found == expected
    assert [each.label for each in sent_by(claim.claimed_by)] == [claim.title]


def test_those_concerned_are_told_and_what_is_done_is_settled():
    claim = attested()
    secretary = make_member(roles=[Role.SECRETARIAT])
    move(claim, "return", "Which call?", actor=secretary)

    waiting = Notification.objects.filter(needs_action=True, settled_at=None)
    assert [(each.recipient, each.kind) for each in waiting] == [(claim.claimed_by, "claim-moved")]


# What is decided stays


def by_orm(claim):
    models.QuerySet(Claim).filter(pk=claim.pk).update(title="Other")


def by_save(claim):
    claim.title = "Other"
    claim.save()


def by_deleting(claim):
    claim.delete()


def by_sql(claim):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE impact_claim SET state = 'draft' WHERE id = %s", [claim.pk])


def by_raising_money(claim):
    claim.funds.update(amount=9)


def by_adding_money(claim):
    Fund.objects.create(claim=claim, year=2030, kind="other", amount=1)


def by_moving_money(claim):
    Fund.objects.filter(claim=claim).update(claim=make_claim(money={}))


def by_removing_money(claim):
    claim.funds.first().delete()


def by_changing_sources(claim):
    Source.objects.filter(claim=claim).update(name="Other")


def by_removing_evidence(claim):
    Evidence.objects.filter(claim=claim).delete()


def by_adding_evidence(claim):
    actions.add_evidence(claim, proof(), claim.claimed_by)


WAYS = [
    by_orm, by_save, by_deleting, by_sql, by_raising_money, by_adding_money, by_moving_money,
    by_removing_money, by_changing_sources, by_removing_evidence, by_adding_evidence,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("event", ["confirm", "reject"])
def test_the_database_lets_nobody_change_what_was_decided(way, event):
    claim = move(attested(), event)

    with pytest.raises(IntegrityError), transaction.atomic():
        way(claim)


@pytest.mark.parametrize("way", WAYS)
def test_until_then_it_can_be_changed(way):
    claim = make_claim()

    with transaction.atomic():
        way(claim)


def test_what_was_made_up_may_leave_but_not_change():
    claim = confirmed()
    with all_opened(connection):
        models.QuerySet(Claim).update(is_demonstration=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        by_orm(claim)
    claim.delete()

    assert not Claim.objects.exists()


def test_no_action_changes_what_was_handed_in():
    claim = sent()

    with pytest.raises(actions.ChangedMeanwhile):
        actions.change_claim(
            claim=claim, by=claim.claimed_by, seen=claim.lock_version, values={"title": "Other"},
            origins=[], money={},
        )  # fmt: skip
    with pytest.raises(actions.ChangedMeanwhile):
        actions.delete_claim(claim=claim)


def test_every_row_of_the_table_leads_somewhere_else():
    assert all(row.source != row.to for row in TRANSITIONS)
    assert {row.source for row in TRANSITIONS} == set(Claim.State) - set(Claim.DECIDED)
    assert states.find(make_claim(), "send").to == Claim.State.SENT
