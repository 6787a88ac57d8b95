"""A practice comes before the experts: they are asked, score, disagree, conclude."""

from collections.abc import Collection
from datetime import timedelta
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ponte import activity
from ponte.assessment import actions as judging
from ponte.assessment.models import Assessment, Criterion, Rubric
from ponte.practices.models import Practice
from ponte.review import notices, planning
from ponte.review.agreement import further_needed
from ponte.review.models import Assignment, DeclaredConflict, Review, ReviewSettings

OVER = {
    Assignment.State.SCORED: _("The scores are in: they stay as they were handed in."),
    Assignment.State.HANDED_BACK: _("This review was handed back."),
    Assignment.State.RELEASED: _("This review was taken from the expert."),
}
VERBS = {Assignment.State.HANDED_BACK: "hand-back", Assignment.State.RELEASED: "release"}


class NotPossible(ValidationError):
    """A step that may not be, with the reason in words for people."""


@transaction.atomic
def open_review(*, practice) -> Review:
    """Bring `practice` before the experts, on the terms of today; the open review if any."""
    terms = ReviewSettings.load()
    rubric = Rubric.objects.named(terms.rubric)
    judging.hold(rubric)
    review, is_new = Review.objects.get_or_create(
        practice=practice,
        closed_at=None,
        defaults={
            "rubric": rubric,
            "needed": terms.experts_needed,
            "margin": terms.margin,
        },
    )
    if is_new:
        activity.record(actor=None, verb="open", target=review)
    return review


def open_missing() -> int:
    """Open a review of each practice before the experts that came another way than `move`."""
    practices = Practice.objects.filter(state=Practice.State.EXPERT_REVIEW)
    missing = practices.exclude(reviews__in=Review.objects.open())
    for practice in missing:
        open_review(practice=practice)
    return len(missing)


@transaction.atomic
def close_review(*, practice, outcome: str) -> None:
    """The practice has left the experts, for the state `outcome`."""
    for review in Review.objects.open().filter(practice=practice):
        review.closed_at, review.outcome = timezone.now(), outcome
        review.save(update_fields=["closed_at", "outcome"])
        assignments = list(review.assignments.acting().select_related("expert"))
        notices.settle(assignments)
        notices.tell_outcome(review, assignments)
        activity.record(actor=None, verb="close", target=review, to_state=outcome)


def locked(review: Review) -> Review:
    """The review as it is now, kept for us until the end of the transaction.

    The lock is its practice's, which moves of the practice take, too. Raises NotPossible when
    the review is closed.
    """
    practice = Practice.objects.select_for_update().get(pk=review.practice_id)
    review = Review.objects.get(pk=review.pk)
    review.practice = practice
    if not review.is_open:
        raise NotPossible(_("This review is closed."))
    return review


def awaited(review: Review, assignment: Assignment) -> Assignment:
    """The assignment as it is now, of the locked `review`. Raises NotPossible when its expert
    is not expected to score."""
    rows = review.assignments.select_related("expert", "assessment")
    assignment = rows.get(pk=assignment.pk)
    assignment.review = review
    if assignment.state != Assignment.State.ASKED:
        raise NotPossible(OVER[assignment.state])
    return assignment


def assign(*, review: Review, expert, by=None, even_unread: bool = False) -> Assignment:
    """Ask `expert` by hand. With `even_unread` also one who does not state the language.

    Raises NotPossible with a conflict, without the topic, or when nobody is wanted.
    """
    with transaction.atomic():
        review = locked(review)
        cases = planning.cases([review.pk])
        candidate = planning.candidates().get(expert.pk)
        if not cases:
            raise NotPossible(_("No expert is wanted for this review."))
        if candidate is None:
            raise NotPossible(_("This member is no expert."))
        (case,) = cases
        conflicted = bool(planning.conflicting([review.practice_id], [expert.pk]))
        against = planning.obstacle(case, candidate, conflicted=conflicted)
        if against and not (against == "language" and even_unread):
            raise NotPossible(planning.OBSTACLES[against])
        return ask(review, expert, why={"by_hand": True}, by=by)


def ask(review: Review, expert, *, why: dict[str, Any], by=None) -> Assignment:
    assignment = Assignment.objects.create(
        review=review,
        expert=expert,
        is_further=review.further_called_at is not None,
        assigned_by=by,
        due=due_date(),
        why=why,
    )
    activity.record(actor=by, verb="ask", target=review, detail={"expert": expert.pk})
    notices.ask(assignment)
    return assignment


def due_date():
    return timezone.localdate() + timedelta(days=ReviewSettings.load().days)


class PlanHasChanged(NotPossible):
    """Something is different from when the proposal was looked at."""


@transaction.atomic
def assign_waiting(
    *, by=None, reviews: Collection[int] | None = None, proposal: str | None = None
) -> planning.Plan:
    """Ask experts for all reviews that wait, or those of `reviews` that do.

    Raises PlanHasChanged unless the plan is still the `proposal` (its fingerprint), if given.
    """
    waiting = Review.objects.waiting()
    if reviews is not None:
        waiting = waiting.filter(pk__in=reviews)
    waiting = dict(waiting.values_list("pk", "practice"))
    # In one order, so that nobody waits for somebody who waits for us.
    list(Practice.objects.select_for_update().order_by("pk").filter(pk__in=waiting.values()))
    plan = planning.plan(reviews=list(waiting), most=ReviewSettings.load().most_open)
    if proposal is not None and plan.fingerprint != proposal:
        raise PlanHasChanged(_("Something has changed since: look at the proposal again."))
    for choice in plan.choices:
        ask(choice.review, choice.candidate.member, why=choice.why, by=by)
    return plan


def fill(review: Review) -> None:
    """Ask who is missing in one review, or tell the secretariat that nobody can be."""
    plan = assign_waiting(reviews=[review.pk])
    for shortage in plan.shortages:
        notices.tell_shortage(shortage)


@transaction.atomic
def hand_back(*, assignment: Assignment, reason: str, is_conflict: bool = False) -> None:
    """The expert does not review it; somebody else is asked at once.

    With `is_conflict` the reason is kept as a declared conflict with the practice.
    """
    review = locked(assignment.review)
    leave(review, assignment, Assignment.State.HANDED_BACK, reason, by=assignment.expert)
    if is_conflict:
        DeclaredConflict.objects.create(
            expert=assignment.expert, practice=review.practice, reason=reason
        )
    fill(review)


@transaction.atomic
def release(*, assignment: Assignment, by, reason: str) -> None:
    """The secretariat takes the review from an expert, who is told why."""
    review = locked(assignment.review)
    assignment = leave(review, assignment, Assignment.State.RELEASED, reason, by=by)
    notices.tell_released(assignment, reason)


def leave(review, assignment, state, reason, *, by) -> Assignment:
    assignment = awaited(review, assignment)
    if not reason.strip():
        raise NotPossible(_("Give a reason."))
    assignment.state, assignment.answered_at = state, timezone.now()
    assignment.save(update_fields=["state", "answered_at"])
    notices.settle([assignment])
    activity.record(
        actor=by,
        verb=VERBS[state],
        target=review,
        detail={"expert": assignment.expert_id, "reason": reason},
    )
    return assignment


def sheet(assignment: Assignment) -> Assessment:
    """What the expert's form begins with: their draft, else what they scored by the same rubric
    in an earlier review of the practice, else nothing. Stores nothing."""
    if assignment.assessment:
        return assignment.assessment
    review = assignment.review
    own = {"practice": review.practice, "assessor": assignment.expert, "rubric": review.rubric}
    earlier = Assessment.objects.submitted().filter(region=None, **own)
    return earlier.order_by("submitted_at").last() or Assessment(**own)


@transaction.atomic
def keep(
    *, assignment: Assignment, scores: dict[Criterion, Any], remark: str, basis: str | None = None
) -> Assignment:
    """Keep the draft of an expert's sheet: `scores` as in `judging.score`.

    `basis` is the fingerprint of the sheet that was filled in. Raises NotPossible, and
    SheetHasChanged if the expert wrote in another window meanwhile.
    """
    assignment = awaited(locked(assignment.review), assignment)
    shown = judging.sheet_of(sheet(assignment), assignment.remark)
    judging.refuse_if_changed(shown, basis=basis, scores=scores, remark=remark)
    if assignment.assessment is None:
        assignment.assessment = Assessment.objects.create(
            practice=assignment.practice,
            assessor=assignment.expert,
            rubric=assignment.review.rubric,
        )
    judging.score(assessment=assignment.assessment, scores=scores)
    assignment.remark = remark
    assignment.save(update_fields=["assessment", "remark"])
    return assignment


@transaction.atomic
def submit(*, assignment: Assignment) -> Review:
    """Hand in the scores; with the last ones the experts see each other's, or one more is
    called. Raises NotPossible, or AssessmentIsIncomplete with the criteria."""
    review = locked(assignment.review)
    assignment = awaited(review, assignment)
    if assignment.assessment is None:
        raise NotPossible(_("There are no scores yet."))
    if review.practice.state != Practice.State.EXPERT_REVIEW:
        raise NotPossible(_("The author was asked for information: wait for the answer."))
    judging.submit(assessment=assignment.assessment)
    assignment.state, assignment.answered_at = Assignment.State.SCORED, timezone.now()
    assignment.save(update_fields=["state", "answered_at"])
    notices.settle([assignment])
    activity.record(
        actor=assignment.expert, verb="score", target=review, detail={"assignment": assignment.pk}
    )
    weigh(review)
    return review


def weigh(review: Review) -> None:
    """When all that were asked have scored: agreement, or a call for a further expert."""
    assignments = list(scored(review))
    if len(assignments) < review.wanted:
        return
    scores = [score for each in assignments if (score := exact_score(each.assessment)) is not None]
    is_first_time = review.further_called_at is None
    if is_first_time and further_needed(scores, needed=review.needed, margin=review.margin):
        review.further_called_at = timezone.now()
        review.save(update_fields=["further_called_at"])
        activity.record(actor=None, verb="call-further", target=review)
        fill(review)
        return
    complete(review)


def complete(review: Review) -> None:
    review.complete_at = timezone.now()
    review.save(update_fields=["complete_at"])
    activity.record(actor=None, verb="complete", target=review)
    notices.ask_to_conclude(review.concluding)


def scored(review: Review):
    """The assignments with scores, in the order of asking."""
    rows = review.assignments.filter(state=Assignment.State.SCORED).order_by("pk")
    return rows.select_related("expert").prefetch_related("assessment__scores__criterion")


def exact_score(assessment: Assessment) -> Fraction | None:
    """The weighted mean as a fraction, so that a margin is met exactly; None without scores."""
    answers = [each for each in assessment.scores.all() if not each.criterion.is_gate]
    weights = sum((Fraction(each.criterion.weight) for each in answers), Fraction(0))
    total = sum((Fraction(each.criterion.weight) * each.value for each in answers), Fraction(0))
    return total / weights if weights else None


@transaction.atomic
def go_on_with_fewer(*, review: Review, by, reason: str) -> Review:
    """Do with the experts that are asked, where no other can be found."""
    review = locked(review)
    acting = review.assignments.acting().count()
    if not acting or acting >= review.wanted or review.is_complete:
        raise NotPossible(_("Ask one expert at least."))
    if not reason.strip():
        raise NotPossible(_("Give a reason."))
    review.needed = min(review.needed, acting)
    review.further_called_at = None if acting <= review.needed else review.further_called_at
    review.save(update_fields=["needed", "further_called_at"])
    activity.record(
        actor=by, verb="go-on", target=review, detail={"experts": acting, "reason": reason}
    )
    if review.assignments.filter(state=Assignment.State.SCORED).count() == acting:
        complete(review)
    return review


@transaction.atomic
def pause(*, practice) -> None:
    """The author was asked for information: nothing is due from the experts."""
    for review in Review.objects.open().filter(practice=practice):
        notices.settle(review.assignments.acting())


@transaction.atomic
def resume(*, practice) -> None:
    """The author has answered. Scores that nobody else has seen are the expert's draft again,
    because they were given to another text."""
    review = open_review(practice=practice)
    if review.is_complete:
        notices.ask_to_conclude(review.concluding)
        return
    for assignment in review.assignments.acting().select_related("expert", "assessment"):
        if assignment.is_scored:
            judging.reopen(assessment=assignment.assessment)
        assignment.state, assignment.answered_at = Assignment.State.ASKED, None
        assignment.due = due_date()
        assignment.save(update_fields=["state", "answered_at", "due"])
        notices.ask(assignment)
