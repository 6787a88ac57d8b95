from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import now

from ponte.notifications.choices import frequency_of, stop_path
from ponte.notifications.digests import stop_headers
from ponte.notifications.kinds import Frequency, kinds
from ponte.notifications.mail import language_of, send_mail_to
from ponte.notifications.models import Notification, Preference


@transaction.atomic
def notify(
    *,
    recipients: Iterable[Any],
    kind: str,
    about: Model,
    text: str | Promise,
    url: str = "",
    needs_action: bool = False,
    key: str = "",
) -> list[Notification]:
    """Tell members something about an object; return what is new to them.

    Nobody is told the same `key` of a `kind` twice. Without a key, the same words about the
    same object are not repeated while the former are unread. A lazy `text` is written in
    each one's language; its first line is the headline. `url` is a path on this site.
    Closed accounts are passed over. Raises KeyError for a kind that is not registered.
    """
    registered = kinds[kind]
    members = [member for member in dict.fromkeys(recipients) if member.is_active]
    chosen = dict(
        Preference.objects.filter(member__in=members, kind=kind).values_list(
            "member_id", "frequency"
        )
    )
    told = []
    for member in members:
        with language_of(member):
            notification = Notification(
                recipient=member,
                kind=kind,
                key=key,
                about=about,
                about_title=str(about)[:300],
                text=str(text).strip(),
                url=url,
                needs_action=needs_action,
                frequency=frequency_of(
                    registered, chosen.get(member.pk), needs_action=needs_action
                ),
            )
        if keep(notification):
            told.append(notification)
    for notification in told:
        if notification.frequency == Frequency.AT_ONCE:
            send_at_once(notification)
    return told


def keep(notification: Notification) -> bool:
    """Save `notification` unless its recipient was told already; say whether it is saved."""
    before = Notification.objects.filter(recipient=notification.recipient, kind=notification.kind)
    if notification.key:
        before = before.filter(key=notification.key)
    else:
        before = before.about(notification.about).unread().filter(text=notification.text)
    if before.exists():
        return False
    try:
        with transaction.atomic():
            notification.save(force_insert=True)
    except IntegrityError:  # another process told the same at this moment
        return False
    return True


def send_at_once(notification: Notification) -> None:
    """Queue the mail about one notification."""
    kind = kinds[notification.kind]
    member = notification.recipient
    Notification.objects.filter(pk=notification.pk).update(mailed_at=now())
    stop = settings.SITE_URL + stop_path(member, kind.code)
    send_mail_to(
        member_or_address=member,
        template=kind.mail_template,
        context={
            "notification": notification,
            "kind": kind,
            "choices_url": settings.SITE_URL + reverse("notifications:choices"),
            "stop_url": stop,
        },
        headers=stop_headers(stop),
    )


def done(*, kind: str, about: Model, by: Any = None) -> int:
    """Settle what needed an action; return how many notifications it was.

    For everybody, or, where each one has an own part to do, for `by`.
    """
    waiting = Notification.objects.about(about).waiting().filter(kind=kind)
    if by is not None:
        waiting = waiting.filter(recipient=by)
    return waiting.update(settled_at=now())


def mark_read(*, member: Any, notifications: Iterable[int] | None = None) -> int:
    """Mark notifications of `member` as read, these or all; return how many were not."""
    unread = Notification.objects.filter(recipient=member).unread()
    if notifications is not None:
        unread = unread.filter(pk__in=notifications)
    return unread.update(read_at=now())


@transaction.atomic
def choose(*, member: Any, kind: str, frequency: str) -> None:
    """Remember how soon `member` wants mails of a kind (or DIGEST: "never", "" for as usual).

    It holds for what was not mailed yet, too.
    """
    if not frequency:
        Preference.objects.filter(member=member, kind=kind).delete()
        return
    Preference.objects.update_or_create(member=member, kind=kind, defaults={"frequency": frequency})
    unmailed = Notification.objects.filter(recipient=member, kind=kind, mailed_at=None)
    if frequency != Frequency.NEVER:
        unmailed = unmailed.filter(needs_action=False)
    unmailed.update(frequency=frequency)
