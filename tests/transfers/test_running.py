"""Beginning a transfer, its team, and its end."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from ponte.activity.models import Entry
from ponte.community.models import Role
from ponte.community.privacy.actions import erase
from ponte.notifications.models import Notification
from ponte.practices.judging import actions as judging
from ponte.practices.judging.models import Adoption
from ponte.practices.models import Practice
from ponte.regions.models import Region
from ponte.transfers import actions, rules
from ponte.transfers.models import Transfer
from tests.factories.community import grant_role, make_member, make_organisation
from tests.factories.transfers import (
    REPORT,
    add_to_team,
    adopted,
    advance,
    finish,
    give_answers,
    make_officer,
    make_transfer,
    team_lead,
    travelling,
)

pytestmark = pytest.mark.django_db


def told(member, kind):
    return list(Notification.objects.filter(recipient=member, kind=kind))


# Beginning


def test_who_begins_is_the_team_and_those_who_run_the_practice_are_told():
    officer = make_officer("SI03")

    transfer = make_transfer(by=officer)

    assert (transfer.state, transfer.visibility) == ("considered", "adopting")
    assert transfer.organisation == officer.organisation
    assert [(each.member, each.has_joined) for each in transfer.team.all()] == [(officer, True)]
    (news,) = told(transfer.practice.author, "transfer-begun")
    assert news.headline == (
        f"{officer.organisation} considers “Early warning for firms” for Vzhodna Slovenija."
    )


def test_the_same_team_begins_once():
    transfer = make_transfer()

    with pytest.raises(actions.AlreadyBegun) as error:
        make_transfer(transfer.practice, by=team_lead(transfer))

    assert error.value.transfer == transfer
    assert Transfer.objects.count() == 1


def test_a_colleague_of_the_team_does_not_begin_it_again():
    transfer = make_transfer()
    colleague = make_officer("SI03")
    add_to_team(transfer, colleague)

    with pytest.raises(actions.AlreadyBegun):
        make_transfer(transfer.practice, by=colleague)


def test_others_of_the_region_may_begin_their_own_and_learn_nothing_of_it():
    transfer = make_transfer()

    other = make_transfer(transfer.practice, by=make_officer("SI03"))

    assert other != transfer


def test_after_its_end_it_may_be_begun_again():
    transfer = adopted()

    assert make_transfer(transfer.practice, by=team_lead(transfer)) != transfer


def test_only_what_is_public_travels():
    with pytest.raises(ValidationError, match="not public"):
        make_transfer(travelling(state=Practice.State.DRAFT))


@pytest.mark.parametrize("region", ["FI1D7", "FI1D", "FI"])
def test_nothing_travels_to_where_it_comes_from(region):
    with pytest.raises(ValidationError, match="comes from this region"):
        make_transfer(region=region)


@pytest.mark.parametrize(
    ("seat", "region", "belongs"),
    [
        ("SI03", "SI03", True),
        ("SI", "SI03", True),
        ("SI036", "SI03", True),
        ("SI04", "SI03", False),
        (None, "SI03", False),
    ],
)
def test_an_organisation_belongs_to_the_region_it_lies_in_or_contains(seat, region, belongs):
    body = make_organisation(region=seat) if seat else None
    member = make_member(organisation=body)

    assert rules.works_in(member, Region.objects.get(code=region)) is belongs


@pytest.mark.parametrize(
    ("role", "begins"), [(None, True), (Role.EXPERT, True), (Role.SECRETARIAT, False)]
)
def test_who_decides_for_the_programme_begins_nothing(role, begins):
    officer = make_officer("SI03")
    if role:
        grant_role(officer, role)

    assert rules.may_begin.test(officer) is begins


def test_without_an_organisation_nobody_begins():
    assert rules.may_begin.test(make_member(region="SI03")) is False


# What it is about


def test_changes_are_noted_by_field():
    transfer = make_transfer()

    changed = actions.change_transfer(
        transfer=transfer,
        by=team_lead(transfer),
        seen=0,
        values={"aim": "Fewer insolvencies.", "barriers": ""},
    )

    assert (changed.aim, changed.lock_version) == ("Fewer insolvencies.", 1)
    assert Entry.objects.about(transfer).first().detail == {"fields": ["aim"]}


def test_who_had_an_older_text_does_not_overwrite_the_newer():
    transfer = make_transfer()
    actions.change_transfer(
        transfer=transfer, by=team_lead(transfer), seen=0, values={"aim": "First."}
    )

    with pytest.raises(actions.ChangedMeanwhile) as error:
        actions.change_transfer(
            transfer=transfer, by=team_lead(transfer), seen=0, values={"aim": "Second."}
        )

    assert error.value.stored.aim == "First."
    assert Transfer.objects.get().aim == "First."


# The team


def test_a_colleague_is_invited_and_joins():
    transfer = make_transfer()
    colleague = make_officer("SI03")

    invited = actions.invite(transfer=transfer, member=colleague, by=team_lead(transfer))

    assert rules.is_in_team.test(colleague, transfer) is False
    (asked,) = told(colleague, "transfer-invited")
    assert asked.waits
    actions.join_team(invited=invited)
    assert rules.is_in_team.test(colleague, transfer) is True
    assert told(colleague, "transfer-invited")[0].waits is False


def test_who_declines_is_gone_and_may_be_invited_again():
    transfer = make_transfer()
    colleague = make_officer("SI03")
    invited = actions.invite(transfer=transfer, member=colleague, by=team_lead(transfer))

    actions.decline_invitation(invited=invited)

    assert told(colleague, "transfer-invited")[0].waits is False
    assert actions.invite(transfer=transfer, member=colleague, by=team_lead(transfer)).pk


def test_strangers_owners_and_members_of_the_team_are_not_invited():
    owner = make_officer("SI03")
    transfer = make_transfer(travelling(author=owner))
    cases = {
        "organisation of the region": make_officer("AT11"),
        "not in the team": owner,
        "already": team_lead(transfer),
    }

    for words, member in cases.items():
        with pytest.raises(ValidationError, match=words):
            actions.invite(transfer=transfer, member=member, by=team_lead(transfer))


def test_who_leaves_takes_a_draft_along_but_not_what_was_sent():
    transfer = make_transfer()
    sender, drafter = make_officer("SI03"), make_officer("SI03")
    for member in (sender, drafter):
        add_to_team(transfer, member)
    give_answers(transfer, by=sender)
    actions.keep_answers(transfer=transfer, by=drafter, answers={})

    for member in (sender, drafter):
        actions.leave_team(transfer=transfer, member=member)

    assert [sheet.assessor for sheet in transfer.sheets.all()] == [sender]


def test_the_last_of_an_open_transfer_does_not_leave():
    transfer = make_transfer()

    with pytest.raises(ValidationError, match="the last of the team"):
        actions.leave_team(transfer=transfer, member=team_lead(transfer))

    ended = adopted(travelling(title="Another"))
    actions.leave_team(transfer=ended, member=team_lead(ended))
    assert not ended.team.exists()


def test_when_the_last_of_a_team_erases_the_account_the_transfer_is_stopped():
    transfer = advance(make_transfer(), "conclude", "plan", "begin")

    erase(member=team_lead(transfer))

    transfer.refresh_from_db()
    assert transfer.state == Transfer.State.STOPPED
    assert transfer.stop_reason == "The last member of the team closed the account."
    assert Entry.objects.about(transfer).first().actor is None


def test_when_one_of_several_erases_the_account_the_others_go_on():
    transfer = make_transfer()
    colleague = make_officer("SI03")
    add_to_team(transfer, colleague)

    erase(member=colleague)

    transfer.refresh_from_db()
    assert transfer.is_open
    assert transfer.team.count() == 1


# The end


def test_the_end_is_reported_under_tried_here_and_feeds_the_hop_line():
    transfer = advance(make_transfer(), "conclude", "plan", "begin")

    transfer = finish(transfer, "adapt", result="partly", adapted="Without mentors.")

    (adoption,) = transfer.practice.adoptions.all()
    practice = Practice.objects.get()
    assert transfer.adoption == adoption
    assert (adoption.region, adoption.reporter) == (transfer.region, team_lead(transfer))
    assert (practice.partly_worked_in, practice.tried_in) == (1, 1)
    assert len(told(practice.author, "practice-tried")) == 1


def test_what_was_reported_before_becomes_the_report_of_the_transfer():
    transfer = advance(make_transfer(), "conclude", "plan", "begin")
    report = Adoption(
        practice=transfer.practice,
        region=transfer.region,
        reporter=team_lead(transfer),
        **{**REPORT, "result": "failed"},
    )
    judging.report_trial(adoption=report, by=team_lead(transfer))

    transfer = finish(transfer)

    practice = Practice.objects.get()
    assert transfer.adoption == report
    assert practice.adoptions.count() == 1
    assert (practice.worked_in, practice.failed_in) == (1, 0)


def test_a_colleagues_report_is_not_doubled_either():
    transfer = make_transfer()
    colleague = make_officer("SI03")
    add_to_team(transfer, colleague)
    transfer = advance(transfer, "conclude", "plan", "begin")
    report = Adoption(
        practice=transfer.practice, region=transfer.region, reporter=colleague, **REPORT
    )
    judging.report_trial(adoption=report, by=colleague)

    transfer = finish(transfer)

    assert transfer.adoption == report
    assert Adoption.objects.get().reporter == colleague


def test_a_report_of_somebody_else_in_the_region_stays_theirs():
    transfer = advance(make_transfer(), "conclude", "plan", "begin")
    stranger = make_officer("SI03")
    judging.report_trial(
        adoption=Adoption(
            practice=transfer.practice, region=transfer.region, reporter=stranger, **REPORT
        ),
        by=stranger,
    )

    transfer = finish(transfer, result="failed")

    assert transfer.adoption.reporter == team_lead(transfer)
    assert Adoption.objects.count() == 2
    assert Practice.objects.get().tried_in == 1


def test_a_report_that_was_hidden_is_not_published_again():
    transfer = advance(make_transfer(), "conclude", "plan", "begin")
    report = Adoption(
        practice=transfer.practice,
        region=transfer.region,
        reporter=team_lead(transfer),
        **{**REPORT, "outcome": "Buy our product."},
    )
    judging.report_trial(adoption=report, by=team_lead(transfer))
    judging.hide(about=report, by=make_member(), reason="Advertising.")

    transfer = finish(transfer)

    assert transfer.adoption.is_hidden
    assert transfer.adoption.outcome == "Buy our product."


def test_nothing_is_reported_when_it_cannot_end():
    transfer = advance(make_transfer(), "conclude")

    with pytest.raises(ValidationError):
        finish(transfer)

    assert not Adoption.objects.exists()
    assert Transfer.objects.get().adoption is None


def test_a_second_transfer_of_the_same_practice_changes_the_same_report():
    first = adopted()
    second = make_transfer(first.practice, by=team_lead(first))

    second = finish(advance(second, "conclude", "plan", "begin"), result="failed")

    assert second.adoption == first.adoption
    assert Adoption.objects.get().result == "failed"


def test_nobody_of_the_team_reports_anew_what_its_end_has_reported(client):
    transfer = make_transfer()
    colleague, stranger = make_officer("SI03"), make_officer("SI03")
    add_to_team(transfer, colleague)
    transfer = finish(advance(transfer, "conclude", "plan", "begin"))
    form = reverse("practices:trial_new", args=[transfer.practice.slug])

    client.force_login(colleague)
    assert client.get(form).url.endswith(f"#tried-{transfer.adoption_id}")
    assert client.post(form, REPORT).status_code == 302
    client.force_login(stranger)
    assert client.get(form).status_code == 200

    assert Adoption.objects.count() == 1


# Who sees it


@pytest.mark.parametrize(
    ("visibility", "events", "is_public"),
    [
        ("team", ("conclude", "plan", "begin"), False),
        ("adopting", ("conclude", "plan"), False),
        ("adopting", ("conclude", "plan", "begin"), True),
        ("public", (), True),
    ],
)
def test_it_is_public_as_its_team_says(visibility, events, is_public):
    transfer = advance(make_transfer(visibility=visibility), *events)

    assert transfer.is_public is is_public
    assert Transfer.objects.public().exists() is is_public


def test_nothing_is_public_of_a_practice_that_is_not():
    transfer = make_transfer(visibility="public")
    models.QuerySet(Practice).filter(pk=transfer.practice_id).update(state="archived")

    transfer = Transfer.objects.get()
    assert transfer.is_public is False
    assert not Transfer.objects.public().exists()


def test_dates_of_a_plan_are_in_order():
    transfer = make_transfer()

    with pytest.raises(ValidationError, match="before the beginning"):
        actions.change_transfer(
            transfer=transfer,
            by=team_lead(transfer),
            seen=0,
            values={"begins_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)},
        )


def test_practices_of_a_member_are_those_they_write_or_run_for_a_project(django_assert_num_queries):
    transfer = make_transfer()
    member = transfer.practice.author

    with django_assert_num_queries(1):
        assert list(Transfer.objects.from_practices_of(member)) == [transfer]
    assert list(Transfer.objects.from_practices_of(team_lead(transfer))) == []
