"""Who may review which practice, and the distribution of those that wait, with its reasons.

An expert may be asked who holds the topic, reads the language, has no tie to the practice and
has not been asked in the same review.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db.models import Count, Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ponte.community.models import Member, Role, RoleGrant
from ponte.practices.models import Practice
from ponte.review import balance, conflicts, ties
from ponte.review.models import Assignment, Review
from ponte.topics.models import Topic

WORKING_LANGUAGE = "en"

# Why an expert is not asked; the first that holds counts.
OBSTACLES = {
    "topic": _("not an expert on the topic"),
    "conflict": _("conflict of interest"),
    "asked": _("asked in this review before"),
    "organisation": _("of the same organisation as another expert of this review"),
    "language": _("does not state the language"),
    "full": _("has as many open reviews as allowed"),
}


@dataclass(frozen=True)
class Candidate:
    """An expert with what a plan asks about. `topics` is empty for an expert on all."""

    member: Any
    topics: frozenset[int]
    hubs: frozenset[int]
    languages: frozenset[str]
    load: int

    def covers(self, hubs: Collection[int]) -> bool:
        return not self.topics or not self.hubs.isdisjoint(hubs)

    def fit(self, topics: Collection[int]) -> int:
        """0 for the very topic, 1 for its hub, 2 for an expert on everything."""
        if not self.topics:
            return 2
        return 0 if not self.topics.isdisjoint(topics) else 1


@dataclass(frozen=True)
class Choice:
    """One expert for one review, and why."""

    review: Review
    candidate: Candidate
    why: dict[str, Any]


@dataclass(frozen=True)
class Shortage:
    """Places of a review that nobody can take, and how many experts each reason shuts out."""

    review: Review
    places: int
    why: dict[str, int]


@dataclass
class Plan:
    """A distribution. `loads` are (expert, open reviews before, after), the heaviest first."""

    choices: list[Choice] = field(default_factory=list)
    shortages: list[Shortage] = field(default_factory=list)
    loads: list[tuple[Any, int, int]] = field(default_factory=list)

    @property
    def spread(self) -> int:
        return balance.spread(after for _member, _before, after in self.loads)

    @property
    def fingerprint(self) -> str:
        """The same for the same distribution."""
        pairs = [(choice.review.pk, choice.candidate.member.pk) for choice in self.choices]
        return sha256(repr(pairs).encode()).hexdigest()[:16]


def candidates() -> dict[int, Candidate]:
    """The experts of the platform with open accounts, by key."""
    grants = (
        RoleGrant.objects.in_force()
        .filter(role=Role.EXPERT)
        .prefetch_related(Prefetch("topics", Topic.objects.select_related("parent")))
    )
    loads = dict(
        Assignment.objects.open()
        .order_by()
        .values("expert")
        .annotate(load=Count("pk"))
        .values_list("expert", "load")
    )
    experts = (
        Member.objects.filter(
            is_active=True, role_grants__role=Role.EXPERT, role_grants__ended_at=None
        )
        .distinct()
        .select_related("organisation")
        .prefetch_related(Prefetch("role_grants", grants, to_attr="expert_grants"))
        .order_by("pk")
    )
    return {member.pk: candidate(member, loads.get(member.pk, 0)) for member in experts}


def candidate(member, load: int) -> Candidate:
    granted = [list(grant.topics.all()) for grant in member.expert_grants]
    everything = any(not topics for topics in granted)
    topics = [] if everything else [topic for each in granted for topic in each]
    return Candidate(
        member=member,
        topics=frozenset(topic.pk for topic in topics),
        hubs=frozenset(topic.hub.pk for topic in topics),
        languages=frozenset(member.languages or [WORKING_LANGUAGE]),
        load=load,
    )


@dataclass(frozen=True)
class Case:
    """A review that waits for experts, with what a plan asks about."""

    review: Review
    places: int
    topics: frozenset[int]
    hubs: frozenset[int]
    asked: frozenset[int]
    groups: frozenset[int]

    @property
    def practice(self) -> Practice:
        return self.review.practice


def cases(reviews: Collection[int] | None = None) -> list[Case]:
    """The reviews that wait, or those of `reviews` that do."""
    rows = Review.objects.waiting().prefetch_related(
        Prefetch("practice", Practice.objects.with_topics()),
        Prefetch("assignments", Assignment.objects.select_related("expert")),
    )
    if reviews is not None:
        rows = rows.filter(pk__in=reviews)
    return [case(review) for review in rows]


def case(review) -> Case:
    topics = review.practice.current_topics
    assignments = review.assignments.all()
    return Case(
        review=review,
        places=review.places,
        topics=frozenset(topic.pk for topic in topics),
        hubs=frozenset(topic.hub.pk for topic in topics),
        asked=frozenset(each.expert_id for each in assignments),
        groups=frozenset(
            each.expert.organisation_id
            for each in assignments
            if each.state in Assignment.ACTING and each.expert.organisation_id
        ),
    )


def conflicting(practices: Collection[int], experts: Collection[int]) -> set[tuple[int, int]]:
    """The (practice, expert) pairs with a conflict."""
    atlas = ties.Atlas()
    return conflicts.all_between(
        ties.of_experts(experts, atlas=atlas),
        ties.of_practices(practices, atlas=atlas),
        today=timezone.localdate(),
    )


def obstacle(case: Case, candidate: Candidate, *, conflicted: bool) -> str:
    """Why the candidate is not asked, a key of OBSTACLES; "" if nothing speaks against it."""
    holding = {
        "topic": not candidate.covers(case.hubs),
        "conflict": conflicted,
        "asked": candidate.member.pk in case.asked,
        "organisation": candidate.member.organisation_id in case.groups,
        "language": case.practice.language not in candidate.languages,
    }
    return next((name for name in OBSTACLES if holding.get(name)), "")


def plan(*, reviews: Collection[int] | None = None, most: int | None = None) -> Plan:
    """The fairest distribution of the reviews that wait; nothing is changed.

    `most` limits the open reviews of an expert.
    """
    waiting, experts = cases(reviews), candidates()
    conflicted = conflicting([each.practice.pk for each in waiting], list(experts))
    obstacles = {
        each.review.pk: {
            pk: obstacle(each, expert, conflicted=(each.practice.pk, pk) in conflicted)
            for pk, expert in experts.items()
        }
        for each in waiting
    }
    pairs = balance.distribute(
        {each.review.pk: each.places for each in waiting},
        {
            pk: balance.Expert(expert.load, most, expert.member.organisation_id)
            for pk, expert in experts.items()
        },
        [
            balance.Edge(each.review.pk, pk, experts[pk].fit(each.topics))
            for each in waiting
            for pk, against in obstacles[each.review.pk].items()
            if not against
        ],
    )
    return explained(waiting, experts, obstacles, pairs)


def explained(waiting, experts, obstacles, pairs) -> Plan:
    """The plan of `pairs`, each with its reasons."""
    chosen = defaultdict(list)
    for review, expert in pairs:
        chosen[review].append(expert)
    given = Counter(expert for _review, expert in pairs)
    result = Plan()
    for each in waiting:
        against = Counter(filter(None, obstacles[each.review.pk].values()))
        free = len(experts) - against.total()
        for pk in chosen[each.review.pk]:
            why = reasons(each, experts[pk], free, against)
            result.choices.append(Choice(each.review, experts[pk], why))
        if (missing := each.places - len(chosen[each.review.pk])) > 0:
            full = free - len(chosen[each.review.pk])
            why = {**against, **({"full": full} if full else {})}
            result.shortages.append(Shortage(each.review, missing, why))
    result.loads = sorted(
        ((expert.member, expert.load, expert.load + given[pk]) for pk, expert in experts.items()),
        key=lambda row: (-row[2], row[0].pk),
    )
    return result


def reasons(case: Case, candidate: Candidate, free: int, against: Counter) -> dict[str, Any]:
    """What is kept with an assignment: keys of topics, and numbers of experts."""
    shared = candidate.topics & case.topics or candidate.hubs & case.hubs
    return {
        "topics": sorted(shared),
        "fit": candidate.fit(case.topics),
        "language": case.practice.language,
        "load": candidate.load,
        "free": free,
        "conflicts": against["conflict"],
    }
