"""Digests: what is new since the last one, by what it is about, the newest first.

A digest has what came before this day (daily) or this week (weekly) and was neither read
nor settled nor mailed. So a night that was missed is caught up with, nothing comes twice
and none is empty.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from ponte.notifications.choices import stop_path
from ponte.notifications.kinds import Frequency
from ponte.notifications.mail import send_mail_to
from ponte.notifications.models import DIGEST, Notification, NotificationQuerySet, Preference

SHOWN = 40  # notifications told in one digest; of more it says how many
AFTER_OTHERS = -10  # priority in the queue: no reset of a password waits for digests

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Subject:
    """What some notifications are about, and these, newest first."""

    title: str
    notifications: list[Notification]


def send_digests(*, at: datetime | None = None) -> int:
    """Send every digest that is due at `at` (now); return how many.

    One that cannot be written is logged, tried again the next night, and holds up no other.
    """
    due = due_at(at or timezone.now())
    sent = 0
    for member_id in list(due.order_by().values_list("recipient", flat=True).distinct()):
        try:
            sent += send_digest(member_id, due)
        except Exception:
            logger.exception("The digest for member %s was not sent.", member_id)
    return sent


def due_at(at: datetime) -> NotificationQuerySet:
    """What digests of that moment tell."""
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    without = Preference.objects.filter(
        member=OuterRef("recipient"), kind=DIGEST, frequency=Frequency.NEVER
    )
    return Notification.objects.filter(
        # At once, but still unmailed: that was chosen only after it came.
        Q(frequency=Frequency.AT_ONCE)
        | Q(frequency=Frequency.DAILY, created_at__lt=today)
        | Q(frequency=Frequency.WEEKLY, created_at__lt=monday),
        ~Exists(without),
        recipient__is_active=True,
        mailed_at=None,
        read_at=None,
        settled_at=None,
    )


@transaction.atomic
def send_digest(member_id: int, due: NotificationQuerySet) -> bool:
    """Send a member one digest of what of `due` is theirs; False when there is nothing."""
    news = list(
        due.filter(recipient=member_id).select_related("recipient").select_for_update(of=("self",))
    )
    if not news:
        return False
    member = news[0].recipient
    Notification.objects.filter(pk__in=[each.pk for each in news]).update(mailed_at=timezone.now())
    stop = settings.SITE_URL + stop_path(member, DIGEST)
    send_mail_to(
        member_or_address=member,
        template="digest",
        context={
            "subjects": by_subject(news[:SHOWN]),
            "first": news[0],
            "count": len(news),
            "others": len(news) - 1,
            "left_out": max(0, len(news) - SHOWN),
            "list_url": settings.SITE_URL + reverse("notifications:index"),
            "choices_url": settings.SITE_URL + reverse("notifications:choices"),
            "stop_url": stop,
        },
        headers=stop_headers(stop),
        priority=AFTER_OTHERS,
    )
    return True


def by_subject(notifications: list[Notification]) -> list[Subject]:
    """Group notifications, newest first, by what they are about, in the order of the newest."""
    groups: dict[tuple[int, str], list[Notification]] = {}
    for each in notifications:
        groups.setdefault((each.content_type_id, each.object_id), []).append(each)
    return [Subject(group[0].about_title, group) for group in groups.values()]


def stop_headers(address: str) -> dict[str, str]:
    """Let mail programs offer a button that ends these mails (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
