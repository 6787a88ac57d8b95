"""Where a review stands, in words: short for a list, a sentence for its page."""

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ponte.practices.models import Practice
from ponte.review.models import Assignment, Review


class Stage(TextChoices):
    CLOSED = "closed", gettext_lazy("closed")
    AUTHOR = "author", gettext_lazy("waits for the author")
    CONCLUDE = "conclude", gettext_lazy("to be concluded")
    EXPERTS = "experts", gettext_lazy("waits for experts")
    FURTHER = "further", gettext_lazy("further expert called")
    SCORING = "scoring", gettext_lazy("being scored")


def stage_of(review: Review, *, acting: int) -> Stage:
    """The stage of a review that so many experts act in."""
    if not review.is_open:
        return Stage.CLOSED
    if review.practice.state != Practice.State.EXPERT_REVIEW:
        return Stage.AUTHOR
    if review.is_complete:
        return Stage.CONCLUDE
    if acting < review.wanted:
        return Stage.EXPERTS
    return Stage.FURTHER if review.further_called_at else Stage.SCORING


def sentence(review: Review, stage: Stage, own: Assignment | None) -> str:
    """What is to be said to a member whose part in the review is `own`."""
    if stage == Stage.CLOSED:
        text = _("This review is closed. Outcome: %(outcome)s.")
        return text % {"outcome": review.get_outcome_display()}
    if stage == Stage.AUTHOR:
        return _("The author was asked for information. Scores wait for the answer.")
    if stage == Stage.CONCLUDE:
        return who_concludes(review, own)
    return what_is_due(own) if own else what_is_missing(review, stage)


def who_concludes(review, own):
    asked = review.concluding
    if own and own == asked:
        return _("All scores are in: please conclude the review.")
    if own:
        text = _("All scores are in. %(expert)s is asked to conclude; you may do so, too.")
    else:
        text = _("All scores are in. %(expert)s is asked to conclude.")
    return text % {"expert": asked.expert}


def what_is_due(own):
    if own.is_scored:
        return _("Your scores are in. You see the others’ when all are in.")
    late, soon = _("Your scores were due on %(day)s."), _("Your scores are due on %(day)s.")
    return (late if own.is_late else soon) % {"day": date_format(own.due, "DATE_FORMAT")}


def what_is_missing(review, stage):
    if review.further_called_at:
        return _("Scores differ by more than the margin: a further expert is called.")
    if stage == Stage.EXPERTS:
        return _("The practice waits for experts.")
    return _("The practice is being scored.")
