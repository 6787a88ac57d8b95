"""What is due from experts and from the secretariat, for the dashboard."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ponte.community.models import Role
from ponte.core import due
from ponte.core.due import Due
from ponte.practices.models import Practice
from ponte.review.models import Assignment, Review


@due.register
def reviews_due(member) -> list[Due]:
    """Scores to give, reviews to conclude, practices to find experts for."""
    found = [*scores_due(member), *conclusions_due(member)] if member.has_role(Role.EXPERT) else []
    return found + (experts_wanted() if member.has_role(Role.SECRETARIAT) else [])


def scores_due(member) -> list[Due]:
    assignments = Assignment.objects.open().filter(expert=member)
    return [
        Due(
            label=_("Review “%(title)s”") % {"title": assignment.practice.title},
            url=assignment.review.get_absolute_url(),
            kind=_("Expert review"),
            due_on=assignment.due,
        )
        for assignment in assignments.select_related("review__practice")
    ]


def conclusions_due(member) -> list[Due]:
    return [
        Due(
            label=_("Conclude the review of “%(title)s”") % {"title": review.practice.title},
            url=review.get_absolute_url(),
            kind=_("Expert review"),
        )
        for review in to_conclude(member)
    ]


def to_conclude(member) -> list[Review]:
    """The reviews that `member` is asked to conclude: see `actions.concluding`."""
    scored = Q(state=Assignment.State.SCORED)
    mine = Assignment.objects.filter(
        scored,
        expert=member,
        review__closed_at=None,
        review__complete_at__isnull=False,
        review__practice__state=Practice.State.EXPERT_REVIEW,
    )
    return [
        assignment.review
        for assignment in mine.select_related("review__practice").prefetch_related(
            "review__assignments"
        )
        if assignment == assignment.review.concluding
    ]


def experts_wanted() -> list[Due]:
    count = Review.objects.waiting().count()
    if not count:
        return []
    label = ngettext(
        "Find experts for %(count)d practice", "Find experts for %(count)d practices", count
    )
    return [
        Due(label=label % {"count": count}, url=reverse("review:assign"), kind=_("Expert review"))
    ]
