"""Mails to people who registered, with the calendar file where they need it."""

from collections.abc import Iterable
from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from ponte.events.calendars import MEDIA_TYPE, calendar_of
from ponte.events.models import Registration
from ponte.notifications.mail import send_mail_to

SALT = "ponte.events.registration"
CALENDAR_FILE = "event.ics"


class About(StrEnum):
    """What a mail is about: its words are in events/_mail_text.txt."""

    ASKED = "asked"
    KNOWN = "known"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    PROMOTED = "promoted"
    WITHDRAWN = "withdrawn"
    REMINDER = "reminder"
    MOVED = "moved"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


WITH_CALENDAR = {About.CONFIRMED, About.PROMOTED, About.REMINDER, About.MOVED, About.CANCELLED}


def token_of(registration: Registration) -> str:
    return signing.dumps(registration.pk, salt=SALT)


def path_of(registration: Registration, name: str = "registration") -> str:
    """A page of a registration: whoever knows the address may open it."""
    return reverse(f"events:{name}", args=[token_of(registration)])


def number_in(token: str) -> int | None:
    """The number of the registration in an address of `path_of`, None in any other."""
    try:
        return signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None


def write(registration: Registration, about: About) -> None:
    """Queue a mail to who registered, in their language."""
    event = registration.event
    context = {
        "about": about.value,
        "event": event,
        "registration": registration,
        "registration_url": settings.SITE_URL + path_of(registration),
    }
    attachments = []
    if about in WITH_CALENDAR:
        calendar = calendar_of([event], is_inside=True)
        attachments = [(CALENDAR_FILE, calendar, MEDIA_TYPE)]
    with override(registration.language):
        send_mail_to(
            member_or_address=registration.member or registration.email,
            template="event_registration",
            context=context,
            attachments=attachments,
        )


def write_to_all(registrations: Iterable[Registration], about: About) -> int:
    """Queue a mail to each; return how many."""
    count = 0
    for registration in registrations:
        write(registration, about)
        count += 1
    return count
