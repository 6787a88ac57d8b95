"""Practices before the experts, experts, and reviews for tests."""

from itertools import count

from ponte.community.models import Member, Organisation, Role, RoleGrant
from ponte.practices.states import move
from ponte.review import actions
from ponte.topics.models import Topic
from tests.factories.practices import make_practice

numbers = count(1)


def make_organisation(name="", **fields):
    name = name or f"Body {next(numbers)}"
    fields = {"name_en": name, "name_original": name, "slug": f"org-{next(numbers)}", **fields}
    return Organisation.objects.create(type=Organisation.Type.AGENCY, **fields)


def make_member(name="", **fields):
    name = name or f"Person{next(numbers)}"
    return Member.objects.create_user(
        f"{name}{next(numbers)}@example.org".lower(), first_name=name, last_name="Test", **fields
    )


def make_expert(name="", *, topics=("smart",), **fields):
    """An expert on `topics` (slugs), on all of them without any."""
    expert = make_member(name, **fields)
    grant = RoleGrant.objects.create(member=expert, role=Role.EXPERT)
    grant.topics.set(Topic.objects.filter(slug__in=topics))
    return expert


def make_secretary(**fields):
    secretary = make_member("Sam", **fields)
    RoleGrant.objects.create(member=secretary, role=Role.SECRETARIAT)
    return secretary


def under_review(*, topics=("smart",), **fields):
    """The open review of a new practice that is before the experts."""
    fields.setdefault("title", f"Practice {next(numbers)}")
    practice = make_practice(
        state="expert_review", topics=Topic.objects.filter(slug__in=topics), **fields
    )
    return actions.open_review(practice=practice)


def answers(review, *values):
    """The scores `values` for the review's criteria in their order; None leaves one open."""
    criteria = review.rubric.criteria_for(None)
    return {each: (value, "") for each, value in zip(criteria, values, strict=True)}


def give_scores(review, expert, *values, remark=""):
    """Let `expert` hand in `values`, in the order of the criteria."""
    assignment = actions.keep(
        assignment=review.assignments.get(expert=expert),
        scores=answers(review, *values),
        remark=remark,
    )
    review = actions.submit(assignment=assignment)
    review.refresh_from_db()
    return review


def concluded(*values, experts, topics=("smart",)):
    """A closed review: each of `experts` gave the scores of the same place in `values`."""
    review = under_review(topics=topics)
    for expert in experts:
        actions.assign(review=review, expert=expert)
    for expert, given in zip(experts, values, strict=True):
        review = give_scores(review, expert, *given)
    move(practice=review.practice, event="validate", actor=experts[0], text="Worth a look.")
    review.refresh_from_db()
    return review
