from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.timezone import now

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
    default = Frequency.AT_ONCE if needs_action else kinds[kind].default
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
                frequency=chosen.get(member.pk, default),
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
    kind = kinds[notification.kind]
    Notification.objects.filter(pk=notification.pk).update(mailed_at=now())
    send_mail_to(
        member_or_address=notification.recipient,
        template=kind.mail_template,
        context={
            "notification": notification,
            "kind": kind,
            "link": absolute(notification.url),
        },
    )


def absolute(path: str) -> str:
    """The address of `path` on this site, "" for none."""
    return settings.SITE_URL + path if path else ""


def done(*, kind: str, about: Model) -> int:
    """Mark what needed somebody's action as settled for everybody; return how many were."""
    return Notification.objects.about(about).waiting().filter(kind=kind).update(settled_at=now())
