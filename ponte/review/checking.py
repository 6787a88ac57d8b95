"""What pages say about plans, conflicts and scores: rows in words."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ponte.assessment.results import score_of
from ponte.practices.models import Practice
from ponte.review import conflicts, planning, ties
from ponte.review.models import Assignment, Review
from ponte.topics.models import Topic

LANGUAGES = dict(settings.EU_LANGUAGES)


# A plan


class Row(NamedTuple):
    """The experts of one practice in a plan, each with the reasons."""

    review: Review
    experts: list[tuple[Any, list[str]]]


def rows(plan: planning.Plan) -> list[Row]:
    topics = Topic.objects.in_bulk({pk for choice in plan.choices for pk in choice.why["topics"]})
    by_review: dict = defaultdict(list)
    for choice in plan.choices:
        words = reasons(choice.why, topics)
        by_review[choice.review].append((choice.candidate.member, words))
    return [Row(review, experts) for review, experts in by_review.items()]


def reasons(why: dict[str, Any], topics: dict[int, Topic]) -> list[str]:
    """Why an expert was asked; [] for one asked by hand."""
    if "fit" not in why:
        return []
    names = ", ".join(topics[pk].label for pk in why["topics"] if pk in topics)
    told = [_("expert on all topics") if not names else _("expert on %s") % names]
    told.append(_("reads %s") % LANGUAGES[why["language"]])
    load = why["load"]
    told.append(
        ngettext("%(count)d open review before", "%(count)d open reviews before", load)
        % {"count": load}
    )
    free = why["free"]
    told.append(
        ngettext("%(count)d expert could be asked", "%(count)d experts could be asked", free)
        % {"count": free}
    )
    if why["conflicts"]:
        told.append(
            ngettext(
                "%(count)d left out for a conflict of interest",
                "%(count)d left out for conflicts of interest",
                why["conflicts"],
            )
            % {"count": why["conflicts"]}
        )
    return told


def shortages(plan: planning.Plan) -> list[tuple[Review, int, list[str]]]:
    """What could not be assigned: the review, its empty places, and why."""
    return [(each.review, each.places, obstacles(each.why)) for each in plan.shortages]


def obstacles(why: dict[str, int]) -> list[str]:
    """How many experts each obstacle shuts out."""
    return [
        ngettext("%(count)d expert: %(why)s", "%(count)d experts: %(why)s", why[name])
        % {"count": why[name], "why": words}
        for name, words in planning.OBSTACLES.items()
        if why.get(name)
    ] or [_("nobody is an expert here")]


# One review


def experts(review: Review, *, only: Assignment | None = None) -> list[Assignment]:
    """Who is or was asked, in the order of asking, or `only` one; each with `reasons`."""
    rows = review.assignments.select_related("expert__organisation").order_by("pk")
    assignments = list(rows.filter(pk=only.pk) if only else rows)
    topics = Topic.objects.in_bulk(
        {pk for each in assignments for pk in each.why.get("topics", ())}
    )
    for assignment in assignments:
        assignment.reasons = reasons(assignment.why, topics)
    return assignments


class Option(NamedTuple):
    """An expert who might be asked by hand; `against` says why not, in words."""

    candidate: planning.Candidate
    obstacle: str

    @property
    def against(self):
        return planning.OBSTACLES.get(self.obstacle, "")

    @property
    def may_be_asked(self) -> bool:
        return self.obstacle in {"", "language"}


def options(review: Review) -> list[Option]:
    """Every expert on the topic, those who may be asked first and the least loaded of them."""
    cases = planning.cases([review.pk])
    if not cases:
        return []
    everybody = planning.candidates()
    conflicting = planning.conflicting([review.practice_id], list(everybody))
    found = [
        Option(
            candidate,
            planning.obstacle(
                cases[0], candidate, conflicted=(review.practice_id, pk) in conflicting
            ),
        )
        for pk, candidate in everybody.items()
    ]
    on_topic = [option for option in found if option.obstacle != "topic"]
    return sorted(
        on_topic,
        key=lambda option: (
            list(planning.OBSTACLES).index(option.obstacle) + 1 if option.obstacle else 0,
            option.candidate.load,
            option.candidate.member.pk,
        ),
    )


def candidates_for(review: Review) -> list[planning.Candidate]:
    return [option.candidate for option in options(review) if option.may_be_asked]


def for_secretariat(review: Review) -> dict[str, Any]:
    """How many experts are still wanted, and who they might be."""
    acting = review.assignments.acting().count()
    return {
        "places": max(0, review.wanted - acting),
        "acting_count": acting,
        "options": options(review),
    }


class Line(NamedTuple):
    """One criterion with everybody's score, in the order of the columns."""

    criterion: Any
    scores: list[Any]


def side_by_side(review: Review) -> dict[str, Any]:
    """Everybody's scores. Only for those who may see them: see `rules.sees_scores`."""
    assignments = [
        each
        for each in review.assignments.acting()
        .select_related("expert")
        .prefetch_related("assessment__scores__criterion")
        .order_by("pk")
        if each.assessment
    ]
    given = [
        {score.criterion_id: score for score in each.assessment.scores.all()}
        for each in assignments
    ]
    criteria = review.rubric.criteria_for(None)
    return {
        "assignments": assignments,
        "lines": [Line(each, [scores.get(each.pk) for scores in given]) for each in criteria],
        "totals": [score_of(each.assessment).value for each in assignments],
    }


# Conflicts


def conflicts_of(practice: Practice, *, only: Collection[int] | None = None) -> list[tuple]:
    """Each expert with a list of conflicts with `practice`, those with conflicts first."""
    found = planning.candidates()
    if only is not None:
        found = {pk: candidate for pk, candidate in found.items() if pk in only}
    atlas = ties.Atlas()
    theirs = ties.of_practices([practice.pk], atlas=atlas)[practice.pk]
    rows = [
        (found[pk].member, conflicts.between(each, theirs, today=timezone.localdate()))
        for pk, each in ties.of_experts(list(found), atlas=atlas).items()
    ]
    return sorted(rows, key=lambda row: (not row[1], row[0].name))
