"""Places at events: given, waited for, given back, and never more than there are."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from ponte.core import nightly, personal, retention
from ponte.events import registering
from ponte.events.models import Event, Feedback, Registration
from ponte.events.views import ahead_of
from ponte.learning.models import Activity, Participation
from tests.factories.community import make_member
from tests.factories.events import make_event
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db
State = Registration.State


def register(event, member=None, **fields):
    member = member or make_member()
    return registering.register(event=event, member=member, name=member.name, **fields)


def visit(event, email="vera@visitors.example", name="Vera"):
    return registering.register(event=event, email=email, name=name)


def states(event):
    return list(event.registrations.values_list("state", flat=True))


def mails():
    """What was sent since the last time."""
    sent = list(mail.outbox)
    mail.outbox.clear()
    return sent


def test_when_all_places_are_taken_people_wait():
    event = make_event(capacity=2)

    for _each in range(4):
        register(event)

    assert states(event) == ["confirmed", "confirmed", "waiting", "waiting"]


def test_whoever_registers_twice_has_one_place():
    event, member = make_event(), make_member()

    assert register(event, member) == register(event, member)
    assert visit(event) == visit(event, "VERA@visitors.example")
    assert event.registrations.count() == 2


def test_a_place_given_back_goes_to_the_first_who_waits_and_tells_them():
    event = make_event(capacity=1)
    first, second, third = register(event), register(event), register(event)
    mails()

    registering.cancel(registration=first)

    assert states(event) == ["cancelled", "confirmed", "waiting"]
    told = mails()
    assert [each.to for each in told] == [[first.member.email], [second.member.email]]
    assert "place" in told[1].subject
    assert "BEGIN:VCALENDAR" in told[1].attachments[0][1]
    third.refresh_from_db()
    assert third.state == State.WAITING


def test_more_places_go_to_those_who_wait():
    event = make_event(capacity=1)
    for _each in range(4):
        register(event)
    event.capacity = 3
    event.save()

    assert registering.fill(event=event) == 2
    assert states(event) == ["confirmed"] * 3 + ["waiting"]


def test_who_registers_later_does_not_pass_those_who_wait():
    event = make_event(capacity=1)
    register(event), register(event)
    event.capacity = 5
    event.save()

    assert register(event).state == State.WAITING


def test_the_place_of_an_erased_account_goes_on(django_capture_on_commit_callbacks):
    event = make_event(capacity=1)
    first, second = register(event), register(event)

    with django_capture_on_commit_callbacks(execute=True):
        for holding in personal.holdings:
            if holding.model is Registration:
                holding.erase(first.member)

    second.refresh_from_db()
    assert second.state == State.CONFIRMED
    assert event.registrations.count() == 1


def test_the_database_itself_gives_no_place_too_many():
    event = make_event(capacity=1)
    register(event)
    waiting = register(event)

    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=waiting.pk).update(state=State.CONFIRMED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(
            event=event, email="a@b.example", name="A", state=State.CONFIRMED
        )
    Registration.objects.filter(pk=waiting.pk).update(name="Still waits")


def test_the_database_lets_nobody_take_places_away_that_are_given():
    event = make_event(capacity=2)
    register(event), register(event)

    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(capacity=1)
    Event.objects.filter(pk=event.pk).update(capacity=None)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "draft"},
        {"state": "cancelled"},
        {"registering": "none"},
        {"days": -1},
        {"opens_at": timezone.now() + timedelta(days=1)},
        {"closes_at": timezone.now() - timedelta(days=1)},
    ],
)
def test_there_is_a_time_to_register(fields):
    with pytest.raises(registering.NotPossible):
        register(make_event(**fields))


def test_a_visitor_has_no_place_before_the_address_is_confirmed():
    event = make_event(capacity=1)
    asked = visit(event)
    assert asked.state == State.ASKED
    assert register(event).state == State.CONFIRMED

    assert registering.confirm(registration=asked).state == State.WAITING
    assert [each.subject.split(":")[0] for each in mails()] == [
        "Confirm your registration",
        "Your place",
        "Waiting list",
    ]


def test_a_confirmed_address_of_a_member_is_the_members():
    event, member = make_event(), make_member("vera@visitors.example")

    confirmed = registering.confirm(registration=visit(event))

    assert (confirmed.member, confirmed.email) == (member, "")
    again = registering.confirm(registration=visit(event))
    assert again == confirmed
    assert event.registrations.count() == 1


def test_who_has_a_place_is_reminded_once(settings):
    soon, later = make_event(days=1), make_event(days=5)
    register(soon), register(later)
    mails()

    outcome = [next(nightly.run(["events"])), next(nightly.run(["events"]))]

    assert [each.said[:10] for each in outcome] == ["1 reminded", "0 reminded"]
    (reminder,) = mails()
    assert reminder.subject.startswith("Soon")
    assert soon.title in reminder.subject


def test_what_is_not_confirmed_is_deleted_after_three_days():
    asked = visit(make_event())
    Registration.objects.update(created_at=timezone.now() - timedelta(days=4))

    assert registering.delete_unconfirmed() == 1
    assert not Registration.objects.filter(pk=asked.pk).exists()


def test_registrations_are_deleted_in_time_and_their_numbers_stay(settings):
    event = make_event()
    came, _missed = register(event), register(event)
    registering.let_in(registration=came)
    feedback = Feedback(rating=4)
    registering.say(registration=came, feedback=feedback)
    past = timezone.now() - timedelta(days=400)
    Event.objects.filter(pk=event.pk).update(start=past, end=past + timedelta(hours=1))
    other = make_event()
    register(other)

    assert "registrations 2" in retention.carry_out()

    event.refresh_from_db()
    feedback.refresh_from_db()
    assert (event.past_confirmed, event.past_attended) == (2, 1)
    assert (feedback.registration, feedback.rating) == (None, 4)
    assert other.registrations.count() == 1


def test_who_came_is_noted_with_the_learning_activity_and_counts_there():
    project = make_project()
    activity = Activity.objects.create(project=project, kind="seminar", title="Seminar")
    event = make_event(project=project, activity=activity)
    registration = register(event, organisation="Town")

    registering.let_in(registration=registration)
    registering.let_in(registration=registration)
    assert str(Participation.objects.get().participant) == registration.name

    registering.take_back(registration=registration)
    assert Participation.objects.count() == 0
    registration.refresh_from_db()
    assert registration.attended_at is None


def test_who_waits_is_not_let_in_and_who_was_there_cannot_cancel():
    event = make_event(capacity=1)
    first, second = register(event), register(event)
    registering.let_in(registration=first)

    with pytest.raises(registering.NotPossible):
        registering.let_in(registration=second)
    with pytest.raises(registering.NotPossible):
        registering.cancel(registration=first)


def test_only_who_came_is_asked_and_once():
    registration = register(make_event())
    with pytest.raises(registering.NotPossible):
        registering.say(registration=registration, feedback=Feedback(rating=5))
    registering.let_in(registration=registration)
    with pytest.raises(ValidationError):
        registering.say(registration=registration, feedback=Feedback(rating=6))

    registering.say(registration=registration, feedback=Feedback(rating=5))

    with pytest.raises(registering.NotPossible):
        registering.say(registration=registration, feedback=Feedback(rating=1))


def test_who_waits_is_told_how_many_come_first():
    event = make_event(capacity=1)
    registered = [register(event) for _ in range(4)]

    assert [ahead_of(each) for each in registered[1:]] == [0, 1, 2]
