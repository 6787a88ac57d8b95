"""What is new about what members follow, told every night by the digest.

Each thing that is followed is asked once, whoever follows it. Whoever follows several things
that lead to the same record is told of it once.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import CharField, OuterRef
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ponte import notifications
from ponte.activity import kind_of
from ponte.activity.models import Entry
from ponte.events.models import Event
from ponte.events.states import Step
from ponte.following import searches
from ponte.following.models import TARGETS, Follow
from ponte.library.models import PolicySolution
from ponte.news.models import NewsItem
from ponte.notifications import NotificationKind
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.regions.models import Region
from ponte.search.documents import SearchUnavailable
from ponte.topics.models import Topic

logger = logging.getLogger(__name__)
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
        try:
            told |= tell_followers(list(group), at)
        except SearchUnavailable:
            logger.warning("The search engine is away: searches are asked the next night.")
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
    """What is new since then about what is followed. Raises SearchUnavailable."""
    return list(NEWS_ABOUT[follow.kind](follow.target, since))


def published(since: datetime) -> dict[str, Any]:
    """What everybody may read since then, by kind."""
    number = Cast(OuterRef("pk"), CharField())
    announced = Entry.objects.filter(kind=kind_of(Event), verb=Step.ANNOUNCE, object_id=number)
    return {
        "practice": Practice.objects.published().filter(published_at__gt=since),
        "project": Project.objects.filter(created_at__gt=since),
        "solution": PolicySolution.objects.published().filter(first_published_at__gt=since),
        "news": NewsItem.objects.published().filter(first_published_at__gt=since),
        "event": Event.objects.to_come()
        .filter(state=Event.State.ANNOUNCED)
        .annotate(announced_at=announced.values("at")[:1])
        .filter(announced_at__gt=since),
    }


def about_topic(topic: Topic, since: datetime) -> Iterable[Item]:
    new = published(since)
    events = new.pop("event").filter(topics__in=Topic.objects.covered_by(topic)).distinct()
    return listed(*(records.on_topic(topic) for records in new.values()), events)


def about_region(region: Region, since: datetime) -> Iterable[Item]:
    new = published(since)
    events = new.pop("event").filter(region__in=Region.objects.within(region))
    return listed(*(records.in_region(region) for records in new.values()), events)


def about_project(project: Project, since: datetime) -> Iterable[Item]:
    new = published(since)
    of_project = [new[kind].filter(project=project) for kind in ("practice", "news", "event")]
    own = Project.objects.filter(pk=project.pk)
    return listed(*of_project, new["solution"].tagged("projects", own))


def about_person(person, since: datetime) -> Iterable[Item]:
    return listed(published(since)["practice"].filter(author=person))


def found_by(follow: Follow, since: datetime) -> Iterable[Item]:
    search = searches.read(follow.search)
    if search is None:
        return
    for kind, records in published(since).items():
        new = {record.pk: record for record in records}
        if new:
            yield from listed([new[key] for key in search.ids(kind) if key in new])


def listed(*records: Iterable[Any]) -> Iterable[Item]:
    for record in (each for found in records for each in found):
        text, came = TOLD[type(record)]
        yield Item(
            at=getattr(record, came),
            key=f"{record._meta.model_name}-{record.pk}",
            text=format_lazy(text, title=record.title, day=day(record)),
            url=record.get_absolute_url(),
        )


def day(record) -> str | Promise:
    """The day of an event, in the language of who reads it."""
    return lazy(date_format, str)(record.local_start) if isinstance(record, Event) else ""


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


# How a new record is told, and which field says when it came.
TOLD = {
    Practice: (_("New good practice: {title}"), "published_at"),
    Project: (_("New project: {title}"), "created_at"),
    PolicySolution: (_("New policy solution: {title}"), "first_published_at"),
    NewsItem: (_("News: {title}"), "first_published_at"),
    Event: (_("New event on {day}: {title}"), "announced_at"),
}
NEWS_ABOUT: dict[str, Callable[[Any, datetime], Iterable[Item]]] = {
    "topic": about_topic,
    "region": about_region,
    "project": about_project,
    "person": about_person,
    "practice": about_practice,
    "search": found_by,
}
