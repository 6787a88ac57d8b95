"""Accounts that nobody uses close, after two mails that say so."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from ponte.community.models import Member
from ponte.community.privacy.actions import erase
from ponte.notifications.mail import send_mail_to

FIRST_MAIL = timedelta(days=30)
SECOND_MAIL = timedelta(days=7)
AFTER_OTHERS = -10  # priority in the queue: no reset of a password waits for these


def close(before: datetime) -> int:
    """Erase the accounts that nobody has used since `before`; return how many.

    Thirty days before, and seven days before, a mail says so. Whoever never got these, because
    the nightly job did not run or the time was shortened, gets them first.
    """
    today = timezone.localdate()
    waiting = Member.objects.unused_since(before + FIRST_MAIL)
    forget_plans(waiting, today)
    for member in one_by_one(waiting.filter(closing_mails=0)):
        warn(member, closes_on=today + FIRST_MAIL)
    for member in one_by_one(waiting.filter(closing_mails=1, closes_on__lte=today + SECOND_MAIL)):
        warn(member, closes_on=today + SECOND_MAIL)
    due = Member.objects.unused_since(before).filter(closing_mails=2, closes_on__lte=today)
    closed = [erase(member=member) for member in one_by_one(due)]
    return len(closed)


def one_by_one(members) -> Iterator[Member]:
    """Each of `members` in a transaction of its own, unless it has signed in meanwhile."""
    for pk in list(members.values_list("pk", flat=True)):
        with transaction.atomic():
            member = members.select_for_update().filter(pk=pk).first()
            if member is not None:
                yield member


def forget_plans(waiting, today: date) -> None:
    """Let accounts stay that were used after all, and begin anew where mails are too old."""
    kept = waiting.filter(closes_on__gte=today - FIRST_MAIL).values("pk")
    planned = Member.objects.exclude(closes_on=None).exclude(pk__in=kept)
    planned.update(closes_on=None, closing_mails=0)


def warn(member: Member, *, closes_on: date) -> None:
    """Tell `member` that the account closes on that day unless it is used."""
    member.closes_on, member.closing_mails = closes_on, member.closing_mails + 1
    member.save(update_fields=["closes_on", "closing_mails"])
    send_mail_to(
        member_or_address=member,
        template="account/unused",
        context={
            "member": member,
            "since": timezone.localdate(member.last_login or member.date_joined),
            "days": settings.RETENTION["unused"],
            "link": settings.SITE_URL + reverse("account_login"),
        },
        priority=AFTER_OTHERS,
    )
