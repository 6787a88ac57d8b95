"""Places at events: asked for, given, waited for, given back. The event's row is locked first.

No more places are given than there are: what `triggers` has put into the database refuses it,
too.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ponte.community.models import Member
from ponte.events.mails import About, write, write_to_all
from ponte.events.models import Event, Feedback, Registration
from ponte.learning import actions as learning
from ponte.learning.models import Participant, Participation
from ponte.regions.models import Region

State = Registration.State
# How long an address may wait to be confirmed, and how early a reminder comes.
UNCONFIRMED_FOR = timedelta(days=3)
REMINDED_BEFORE = timedelta(days=2)


class Arrival(NamedTuple):
    """What was noted at the door about a registration, and when."""

    code: str
    is_there: bool
    at: datetime


class NotPossible(ValidationError):
    """Registration is closed, or the step is not possible any more."""


@transaction.atomic
def register(
    *,
    event: Event,
    name: str,
    organisation: str = "",
    region: Region | None = None,
    answers: list[tuple[str, str]] | None = None,
    member: Member | None = None,
    email: str = "",
) -> Registration:
    """Ask for a place. A member gets it, or waits, at once; a visitor has to confirm the address.

    Who is registered already gets a mail, and no second place. Raises NotPossible when
    registration is closed.
    """
    event = locked(event)
    if not event.takes_registrations:
        raise NotPossible(_("Registration is closed."))
    present = event.registrations.active().filter(
        **({"member": member} if member else {"email__iexact": email})
    )
    if found := present.first():
        if member is None:
            write(found, About.ASKED if found.state == State.ASKED else About.KNOWN)
        return found
    registration = Registration(
        event=event,
        member=member,
        email="" if member else email,
        name=name,
        organisation=organisation,
        region=region,
        answers=[list(pair) for pair in answers or []],
        language=get_language() or "en",
        state=place_in(event) if member else State.ASKED,
    )
    registration.full_clean(exclude=["event", "member", "answers"])
    registration.save()
    write(registration, TOLD[State(registration.state)])
    return registration


TOLD = {
    State.ASKED: About.ASKED,
    State.CONFIRMED: About.CONFIRMED,
    State.WAITING: About.WAITING,
}


@transaction.atomic
def confirm(*, registration: Registration) -> Registration:
    """Confirm a visitor's address: from now on the place is theirs, or they wait.

    The address of a member makes it the member's. Raises NotPossible.
    """
    event = locked(registration.event)
    registration = event.registrations.select_related("member").get(pk=registration.pk)
    if registration.state != State.ASKED:
        return registration
    if not event.takes_registrations:
        raise NotPossible(_("Registration is closed."))
    member = Member.objects.filter(email__iexact=registration.email, is_active=True).first()
    if member is not None:
        if present := event.registrations.active().filter(member=member).first():
            registration.delete()
            return present
        registration.member, registration.email = member, ""
    registration.event = event
    registration.state = place_in(event)
    registration.queued_at = timezone.now()
    registration.save()
    write(registration, TOLD[State(registration.state)])
    return registration


@transaction.atomic
def cancel(*, registration: Registration) -> Registration:
    """Give the place back; the first who waits gets it. Raises NotPossible."""
    event = locked(registration.event)
    registration = event.registrations.select_related("member").get(pk=registration.pk)
    registration.event = event
    if not registration.is_active:
        return registration
    if event.is_over or registration.attended_at:
        raise NotPossible(_("The event has taken place."))
    was = registration.state
    registration.state = State.CANCELLED
    registration.save(update_fields=["state"])
    if was != State.ASKED:
        write(registration, About.WITHDRAWN)
    fill(event=event)
    return registration


@transaction.atomic
def fill(*, event: Event) -> int:
    """Give free places to those who wait longest, and tell them; return how many."""
    event = locked(event)
    if event.is_over or event.state == Event.State.CANCELLED:
        return 0
    waiting = event.registrations.filter(state=State.WAITING).select_related("member")
    promoted = list(waiting if event.capacity is None else waiting[: free_places(event)])
    for registration in promoted:
        registration.state = State.CONFIRMED
        registration.save(update_fields=["state"])
        registration.event = event
        write(registration, About.PROMOTED)
    return len(promoted)


def locked(event: Event) -> Event:
    """The event as it is now, and no other transaction's until this one ends."""
    return Event.objects.select_for_update().get(pk=event.pk)


def free_places(event: Event) -> int:
    """How many places are left. The event has to have a capacity."""
    taken = event.registrations.filter(state=State.CONFIRMED).count()
    return max(0, event.capacity - taken)


def place_in(event: Event) -> Registration.State:
    """What the next one gets; nobody passes those who wait."""
    if event.capacity is None:
        return State.CONFIRMED
    if event.registrations.filter(state=State.WAITING).exists():
        return State.WAITING
    return State.CONFIRMED if free_places(event) else State.WAITING


# At the door and afterwards


@transaction.atomic
def let_in(*, registration: Registration, at: datetime | None = None) -> Registration:
    """Note that somebody came, `at` a time or now; with the event's learning activity, there too.

    Raises NotPossible for who has no place.
    """
    event = locked(registration.event)
    registration = event.registrations.select_related("region").get(pk=registration.pk)
    if registration.state != State.CONFIRMED:
        raise NotPossible(_("This person has no confirmed place."))
    if registration.attended_at:
        return registration
    now = timezone.now()
    registration.attended_at = min(at or now, now)
    registration.save(update_fields=["attended_at"])
    if event.activity and not participation_of(registration, event):
        learning.note_participant(
            activity=event.activity,
            name=registration.name,
            organisation=registration.organisation,
            region=registration.region,
            role=Participation.Role.PARTICIPANT,
        )
    return registration


@transaction.atomic
def take_back(*, registration: Registration, at: datetime | None = None) -> Registration:
    """Somebody did not come after all; who arrived after `at` did."""
    event = locked(registration.event)
    registration = event.registrations.get(pk=registration.pk)
    if at and registration.attended_at and registration.attended_at > at:
        return registration
    registration.attended_at = None
    registration.save(update_fields=["attended_at"])
    if event.activity and (noted := participation_of(registration, event)):
        learning.forget_participant(participation=noted)
    return registration


def participation_of(registration: Registration, event: Event) -> Participation | None:
    key = Participant.key_of(registration.name, registration.organisation)
    return event.activity.participations.filter(participant__key=key).first()


def note_arrivals(*, event: Event, arrivals: list[Arrival]) -> list[str]:
    """Note what was kept at the door without a network; return the codes that were refused.

    What is sent twice, or from two phones, changes nothing the second time.
    """
    codes = [each.code for each in arrivals]
    found = {each.code: each for each in event.registrations.filter(code__in=codes)}
    refused = [code for code in codes if code not in found]
    for arrival in arrivals:
        if arrival.code not in found:
            continue
        step = let_in if arrival.is_there else take_back
        try:
            step(registration=found[arrival.code], at=arrival.at)
        except ValidationError:
            refused.append(arrival.code)
    return refused


@transaction.atomic
def say(*, registration: Registration, feedback: Feedback) -> Feedback:
    """Keep what somebody who came says; once. Raises NotPossible."""
    event = locked(registration.event)
    registration = event.registrations.get(pk=registration.pk)
    if registration.attended_at is None or Feedback.objects.filter(registration=registration):
        raise NotPossible(_("Only those who came are asked, and once."))
    feedback.event, feedback.registration = event, registration
    feedback.full_clean()
    feedback.save()
    return feedback


# By night


def remind() -> int:
    """Remind those with a place of what begins soon; return how many."""
    now = timezone.now()
    soon = Registration.objects.filter(
        state=State.CONFIRMED,
        reminded_at=None,
        event__state=Event.State.ANNOUNCED,
        event__start__gt=now,
        event__start__lte=now + REMINDED_BEFORE,
    ).values_list("pk", flat=True)
    return sum(remind_one(pk) for pk in list(soon))


@transaction.atomic
def remind_one(pk: int) -> bool:
    """Once, also if two processes try."""
    claimed = Registration.objects.filter(pk=pk, state=State.CONFIRMED, reminded_at=None)
    if not claimed.update(reminded_at=timezone.now()):
        return False
    write(Registration.objects.select_related("event", "member").get(pk=pk), About.REMINDER)
    return True


def delete_unconfirmed() -> int:
    """Delete what visitors asked for and did not confirm; return how many."""
    before = timezone.now() - UNCONFIRMED_FOR
    return Registration.objects.filter(state=State.ASKED, created_at__lt=before).delete()[0]


def delete_older_than(before) -> int:
    """Delete the registrations of events that ended before; their numbers stay."""
    count = 0
    old = Event.objects.filter(end__lt=before, registrations__isnull=False).distinct()
    for event in old.with_counts():
        with transaction.atomic():
            Event.objects.filter(pk=event.pk).update(
                past_confirmed=event.past_confirmed + event.confirmed,
                past_attended=event.past_attended + event.attended,
            )
            count += event.registrations.all().delete()[0]
    return count


def tell_all(*, event: Event, about: About) -> int:
    """Write to everybody who has a place or waits; return how many."""
    wanted = event.registrations.filter(state__in=[State.CONFIRMED, State.WAITING])
    registrations = list(wanted.select_related("member"))
    for registration in registrations:
        registration.event = event
    return write_to_all(registrations, about)
