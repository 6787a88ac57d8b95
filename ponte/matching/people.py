"""Whom a region could ask: members who are open to it, and those who run the practices shown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from ponte.community.models import Member, Organisation, name_key
from ponte.community.profiles import MEMBERS, Profile, profile
from ponte.matching.finding import Found, Neighbour
from ponte.practices.judging.models import Question
from ponte.regions.models import Region
from ponte.topics.models import Topic
from ponte.transfers.acquaintance import obstacles_of

SHOWN = 4
LOOKED_AT = 200
# Whoever got so many messages within a month is asked enough.
MOST_MESSAGES = 10
MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Peer:
    """A member open to be a peer, and why: topics in common, a region like the one that asks."""

    profile: Profile
    topics: Sequence[Topic]
    near: Region | None

    @property
    def order(self) -> tuple:
        return (self.near is None, -len(self.topics), self.profile.member.pk)


@dataclass(frozen=True, slots=True)
class Runner:
    """A body that runs some of the practices shown; `organisation` where it has a page here."""

    name: str
    place: str
    organisation: Organisation | None


def wanted_hubs(found: Found) -> set[Topic]:
    """The hubs of what is asked, or else of what the page shows."""
    if found.asked.hub is not None:
        return {found.asked.hub}
    return {told.practice.hub for told in found.explained if told.practice.hub}


def openings(found: Found):
    """Members who show to members that they are from another country, on a topic of what is
    asked, and open to be a peer."""
    hubs = [hub.pk for hub in wanted_hubs(found)]
    on_topic = Member.topics.through.objects.filter(Q(topic__in=hubs) | Q(topic__parent__in=hubs))
    people = Member.objects.in_directory(MEMBERS).showing("topics", MEMBERS)
    abroad = people.showing("region", MEMBERS).filter(region__isnull=False)
    return abroad.filter(open_to_peer=True, pk__in=on_topic.values("member")).exclude(
        region__code__startswith=found.asked.region.country_code
    )


def peers(found: Found, neighbours: Sequence[Neighbour], *, asker: Member) -> list[Peer]:
    """Whom `asker` could talk to: nobody too close, nobody who blocks or is asked enough."""
    hubs = wanted_hubs(found)
    if not hubs:
        return []
    lately = Count(
        "received_messages", filter=Q(received_messages__sent_at__gte=timezone.now() - MONTH)
    )
    free = openings(found).annotate(lately=lately).filter(lately__lt=MOST_MESSAGES)
    members = {member.pk: member for member in free.order_by("pk")[:LOOKED_AT]}
    obstacles = obstacles_of(members, asker=asker)
    near = {each.region.code: each.region for each in neighbours}
    made = [
        Peer(
            profile(member, MEMBERS),
            [topic for topic in member.topics.all() if topic.hub in hubs],
            near.get(member.region.code[:4]),
        )
        for key, member in members.items()
        if obstacles[key] is None
    ]
    return sorted(made, key=lambda each: each.order)[:SHOWN]


def runners(found: Found) -> list[Runner]:
    """The main institutions of the practices shown, in their order. One query."""
    practices = [told.practice for told in found.explained if told.practice.institution_name]
    keys = {name_key(practice.institution_name) for practice in practices}
    known = Organisation.objects.filter(Q(name_key__in=keys) | Q(name_en_key__in=keys))
    by_key: dict[str, Organisation] = {}
    for each in known.order_by("-pk"):
        by_key |= {each.name_key: each, each.name_en_key: each}
    made = {
        name_key(practice.institution_name): Runner(
            practice.institution_name,
            practice.institution_city,
            by_key.get(name_key(practice.institution_name)),
        )
        for practice in reversed(practices)
    }
    return list(reversed(made.values()))[:SHOWN]


def waiting_questions(found: Found) -> Counter:
    """How many questions about each practice shown wait for an answer, by its key. One query."""
    keys = [told.practice.pk for told in found.explained]
    waiting = Question.objects.waiting().filter(practice__in=keys)
    return Counter(waiting.values_list("practice_id", flat=True))
