"""Talking to those who have done it: proposed with reasons, asked with consent."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from ponte.activity.models import Entry
from ponte.community import actions as community
from ponte.community.models import Audience
from ponte.core import nightly
from ponte.notifications.models import Notification
from ponte.regions.models import Region
from ponte.review.models import DeclaredConflict
from ponte.transfers import actions
from ponte.transfers.acquaintance import acquaintances
from ponte.transfers.models import ContactRequest, TransferSettings
from tests.factories.community import make_member
from tests.factories.likeness import make_structure
from tests.factories.transfers import adopted, make_officer, make_transfer, team_lead, travelling

pytestmark = pytest.mark.django_db


def speaking(*languages, **fields):
    return make_member(languages=list(languages), **fields)


def tried(practice, reporter, region, result="worked"):
    return practice.adoptions.create(
        region=Region.objects.get(code=region),
        reporter=reporter,
        year=2024,
        result=result,
        outcome="So.",
    )


@pytest.fixture
def transfer():
    officer = make_officer("AT11", languages=["de", "en"])
    return make_transfer(travelling(author=speaking("fi", "en")), region="AT11", by=officer)


@pytest.fixture
def owner(transfer):
    return transfer.practice.author


@pytest.fixture
def asker(transfer):
    return team_lead(transfer)


def ask(transfer, member, asker=None, **fields):
    return actions.ask_for_talk(
        transfer=transfer, member=member, by=asker or team_lead(transfer), **fields
    )


def refused(transfer, member, asker=None):
    """Why `member` cannot be asked, in the asker's words."""
    with pytest.raises(actions.NotToBeAsked) as error:
        ask(transfer, member, asker)
    return " ".join(error.value.messages)


# Whom


def test_who_runs_it_comes_first_then_who_speaks_ones_language_in_a_region_alike(transfer, owner):
    make_structure(
        {"AT11": (), "HU22": (), "DE25": ("tertiary",), "ES43": ("population",)}, revised_at=None
    )
    silent, near, far = speaking("hu"), speaking("de"), speaking("es", "en")
    tried(transfer.practice, silent, "HU22")
    tried(transfer.practice, far, "DE25", "failed")
    tried(transfer.practice, near, "ES43", "partly")

    found = acquaintances(transfer, asker=team_lead(transfer))

    assert [(each.member, each.languages, each.result) for each in found] == [
        (owner, ["English"], ""),
        (near, ["Deutsch"], "worked in part"),
        (far, ["English"], "did not work"),
        (silent, [], "worked"),
    ]
    assert [each.runs_it for each in found] == [True, False, False, False]
    assert [each.likeness for each in found] == [None, 65, 50, 100]


def test_teams_that_adopt_it_in_public_are_proposed(transfer, owner):
    other = adopted(transfer.practice, region="SI03", by=make_officer("SI03"))
    hidden = make_transfer(transfer.practice, region="ES51", by=make_officer("ES51"))

    found = [each.member for each in acquaintances(transfer, asker=team_lead(transfer))]

    assert team_lead(other) in found
    assert team_lead(hidden) not in found


def test_languages_that_somebody_hides_are_not_told(transfer, owner):
    owner.visibility = {"languages": Audience.NOBODY}
    owner.save()

    (found,) = acquaintances(transfer, asker=team_lead(transfer))

    assert found.languages == []


def test_the_number_of_queries_does_not_grow(transfer, django_assert_num_queries):
    def people(number):
        for at in range(number):
            tried(transfer.practice, speaking("en"), ("HU22", "DE25", "ES43", "SI03")[at])

    people(1)
    acquaintances(transfer, asker=team_lead(transfer))  # the settings are written once
    with django_assert_num_queries(21):
        assert len(acquaintances(transfer, asker=team_lead(transfer))) == 2
    people(4)
    with django_assert_num_queries(21):
        assert len(acquaintances(transfer, asker=team_lead(transfer))) == 6


# Whom not


def test_who_blocks_is_blocked_or_takes_no_messages_is_not_proposed(transfer, asker):
    blocks, blocked, quiet = (speaking("en") for _n in range(3))
    for person in (blocks, blocked, quiet):
        tried(transfer.practice, person, "HU22")
    community.block(blocker=blocks, blocked=asker)
    community.block(blocker=asker, blocked=blocked)
    quiet.visibility = {"contact": Audience.NOBODY}
    quiet.save()

    found = [each.member for each in acquaintances(transfer, asker=asker)]

    assert found == [transfer.practice.author]
    for person in (blocks, blocked, quiet):
        assert refused(transfer, person) == "This member cannot be asked."


def test_a_declared_conflict_keeps_two_apart_without_saying_so(transfer, asker, owner):
    DeclaredConflict.objects.create(expert=owner, member=asker, reason="We quarrelled.")

    assert acquaintances(transfer, asker=asker) == []
    assert refused(transfer, owner) == "This member cannot be asked."


def test_people_of_the_same_organisation_are_too_close(transfer, asker):
    colleague = make_officer("AT11", organisation=asker.organisation)
    tried(transfer.practice, colleague, "HU22")

    found = {each.member: each for each in acquaintances(transfer, asker=asker)}

    assert found[colleague].obstacle == f"You are too close: {asker.organisation}."
    assert refused(transfer, colleague) == f"You are too close: {asker.organisation}."


def test_nobody_has_more_open_requests_than_the_limit(transfer, owner):
    for region in ("SI03", "ES51"):
        ask(make_transfer(transfer.practice, region=region, by=make_officer(region)), owner)

    (found,) = acquaintances(transfer, asker=team_lead(transfer))

    assert found.obstacle.startswith("Has as many open requests")
    assert refused(transfer, owner).startswith("Has as many open requests")
    actions.decline_talk(request=ContactRequest.objects.open().first())
    assert ask(transfer, owner).is_open


def test_the_limit_is_a_setting(transfer, owner):
    TransferSettings.objects.update_or_create(pk=1, defaults={"most_open_requests": 1})
    ask(transfer, owner)
    other = make_transfer(transfer.practice, by=make_officer("SI03"))

    assert refused(other, owner).startswith("Has as many open requests")


def test_nobody_is_asked_twice_for_the_same_transfer(transfer, owner):
    ask(transfer, owner)

    with pytest.raises(ValidationError, match="asked already"):
        ask(transfer, owner)


# Consent


def test_who_is_asked_is_told_without_what_was_written(transfer, owner, asker):
    request = ask(transfer, owner, note="What did it cost?")

    (news,) = Notification.objects.filter(recipient=owner, kind="contact-asked")
    assert news.waits
    assert news.headline == f"{asker} would like to talk with you about “Early warning for firms”."
    assert "What did it cost?" not in news.text
    assert asker.email not in news.text
    assert news.url == request.get_absolute_url()


@pytest.mark.parametrize(
    ("settle", "state"),
    [
        (actions.accept_talk, "accepted"),
        (actions.decline_talk, "declined"),
        (actions.withdraw_request, "withdrawn"),
    ],
)
def test_a_request_is_settled_once_and_forgets_what_was_written(transfer, owner, settle, state):
    request = ask(transfer, owner, note="What did it cost?")

    settle(request=request)

    request.refresh_from_db()
    assert (request.state, request.note) == (state, "")
    assert not Notification.objects.get(kind="contact-asked").waits
    with pytest.raises(ValidationError, match="settled already"):
        settle(request=request)


def test_who_asked_is_told_of_the_answer(transfer, owner, asker):
    actions.accept_talk(request=ask(transfer, owner))

    (news,) = Notification.objects.filter(recipient=asker, kind="contact-answered")
    assert news.headline == f"{owner} will talk with you about “Early warning for firms”."
    assert owner.email not in news.text


def test_only_that_contact_was_made_is_noted(transfer, owner, asker):
    request = ask(transfer, owner)
    with pytest.raises(ValidationError):
        actions.note_meeting(request=request, by=asker)

    request = actions.note_meeting(request=actions.accept_talk(request=request), by=asker)

    entry = Entry.objects.about(transfer).first()
    assert request.met_on == timezone.localdate()
    assert (entry.verb, entry.detail) == ("meet", {})


def test_what_nobody_answers_lapses_at_night(transfer, owner):
    request = ask(transfer, owner, note="What did it cost?")
    ContactRequest.objects.update(asked_at=timezone.now() - timedelta(days=29))

    assert [each.said for each in nightly.run(["contact-requests"])] == [
        "0 contact requests lapsed."
    ]
    ContactRequest.objects.update(asked_at=timezone.now() - timedelta(days=31))
    assert [each.said for each in nightly.run(["contact-requests"])] == [
        "1 contact requests lapsed."
    ]

    request.refresh_from_db()
    assert (request.state, request.note) == ("lapsed", "")
