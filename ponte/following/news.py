"""What is new about what members follow, told every night by the digest.

Each thing that is followed is asked once, whoever follows it. Whoever follows several things
that lead to the same record is told of it once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ponte import notifications
from ponte.following import searches
from ponte.following.models import TARGETS, Follow
from ponte.notifications import NotificationKind
from ponte.practices.models import Practice
from ponte.projects.models import Project

NEWS = NotificationKind("following", _("what is new about what I follow"))


@dataclass(frozen=True)
class Item:
    """Something new: when it came, and the key by which nobody is told twice."""

    at: datetime
    key: str
    text: str | Promise
    url: str


def tell(at: datetime | None = None) -> int:
    """Tell every follower what came until `at` (now); return how many were told something."""
    at = at or timezone.now()
    follows = Follow.objects.filter(member__is_active=True).select_related("member", *TARGETS)
    told: set[int] = set()
    for _same, group in groupby(sorted(follows, key=sort_key), key=sort_key):
        told |= tell_followers(list(group), at)
    return len(told)


def sort_key(follow: Follow) -> tuple[str, int, str]:
    return follow.kind, getattr(follow, f"{follow.kind}_id", 0) or 0, follow.search


@transaction.atomic
def tell_followers(follows: list[Follow], at: datetime) -> set[int]:
    """Tell those who follow the same thing; return the ids of who was told something."""
    since = min(follow.open_since for follow in follows)
    found = [item for item in items(follows[0], since) if item.at <= at]
    told = set()
    for follow in follows:
        for item in found:
            if item.at > follow.open_since and notifications.notify(
                recipients=[follow.member],
                kind=NEWS.code,
                about=follow.target,
                text=item.text,
                url=item.url,
                key=item.key,
            ):
                told.add(follow.member_id)
    Follow.objects.filter(pk__in=[follow.pk for follow in follows]).update(told_until=at)
    return told


def items(follow: Follow, since: datetime) -> list[Item]:
    """What is new since then about what is followed."""
    practices = Practice.objects.published().filter(published_at__gt=since)
    projects = Project.objects.filter(created_at__gt=since)
    target: Any = follow.target
    if follow.kind == "topic":
        return list(listed(practices.on_topic(target), projects.on_topic(target)))
    if follow.kind == "region":
        return list(listed(practices.in_region(target), projects.in_region(target)))
    if follow.kind == "project":
        return list(listed(practices.filter(project=target)))
    if follow.kind == "person":
        return list(listed(practices.filter(author=target)))
    if follow.kind == "practice":
        return list(about_practice(target, since))
    return list(found_by(follow.search, practices, projects))


def found_by(address: str, practices: QuerySet, projects: QuerySet) -> Iterable[Item]:
    search = searches.read(address)
    if search is None:
        return
    records = practices if search.kind == "practice" else projects
    if records.exists():
        yield from listed(records.filter(pk__in=search.ids()))


def listed(*records: QuerySet) -> Iterable[Item]:
    for record in (each for found in records for each in found):
        if isinstance(record, Practice):
            text, at = _("New good practice: {title}"), record.published_at
        else:
            text, at = _("New project: {title}"), record.created_at
        yield Item(
            at=at,
            key=f"{record._meta.model_name}-{record.pk}",
            text=format_lazy(text, title=record.title),
            url=record.get_absolute_url(),
        )


def about_practice(practice: Practice, since: datetime) -> Iterable[Item]:
    """Results that were stated, and regions that tried it and were answered."""
    if not practice.is_public:
        return
    for entry in practice.evidence_entries.filter(created_at__gt=since):
        text = format_lazy(_("New result: {measured}"), measured=entry.measured)
        yield Item(entry.created_at, f"result-{entry.pk}", text, practice.get_absolute_url())
    for trial in practice.adoptions.filter(answered_at__gt=since, hidden_at=None).select_related(
        "region"
    ):
        text = format_lazy(_("Tried in {region}"), region=trial.region.label)
        yield Item(trial.answered_at, f"trial-{trial.pk}", text, practice.get_absolute_url())
