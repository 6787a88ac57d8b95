"""What people do with results, trials, questions and dates of a practice."""

from datetime import timedelta

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from ponte import activity, search
from ponte.practices.judging import freshness, telling
from ponte.practices.judging.models import Adoption, Question
from ponte.practices.models import Practice

QUESTIONS_A_DAY = 10

# Sent before somebody reports a trial anew, with the unsaved `adoption`. A receiver that
# raises AlreadyReported stops it.
reporting = Signal()


class TooManyQuestions(Exception):
    """Somebody asks more than people can answer."""


class AlreadyReported(Exception):
    """`adoption` tells of the same trial: others who ran it with the reporter have said it."""

    def __init__(self, adoption):
        super().__init__(str(adoption))
        self.adoption = adoption


class AlreadySettled(Exception):
    """Somebody else has answered or hidden it."""


@transaction.atomic
def add_result(*, entry, by):
    """Save a new EvidenceEntry or a changed one; the grade follows."""
    verb = "change-result" if entry.pk else "add-result"
    if entry.added_by is None:
        entry.added_by = by
    entry.save()
    note(verb, entry, by, measured=entry.measured)
    return entry


@transaction.atomic
def remove_result(*, entry, by):
    note("remove-result", entry, by, measured=entry.measured)
    entry.delete()


def begin_report(*, practice, region, by):
    """An unsaved report of `by` for `region`. Raises AlreadyReported."""
    adoption = Adoption(practice=practice, region=region, reporter=by)
    reporting.send(Adoption, adoption=adoption)
    return adoption


@transaction.atomic
def report_trial(*, adoption, by):
    """Save a new Adoption or a changed one and tell those who run the practice."""
    is_new = adoption.pk is None
    adoption.reporter = adoption.reporter or by
    adoption.save()
    verb = "report-trial" if is_new else "change-trial"
    note(verb, adoption, by, region=adoption.region.code, result=adoption.result)
    if is_new:
        telling.tell_of_trial(adoption)
    return adoption


@transaction.atomic
def answer_trial(*, adoption, by, answer):
    """Answer a report, or say it better."""
    adoption.answer, adoption.answered_by, adoption.answered_at = answer, by, timezone.now()
    adoption.save(update_fields=["answer", "answered_by", "answered_at"])
    note("answer-trial", adoption, by)
    telling.tell_of_reply(adoption)
    return adoption


@transaction.atomic
def ask(*, practice, by, text):
    """Ask those who run `practice`. Raises TooManyQuestions."""
    since = timezone.now() - timedelta(days=1)
    if Question.objects.filter(asker=by, asked_at__gte=since).count() >= QUESTIONS_A_DAY:
        raise TooManyQuestions
    question = Question.objects.create(practice=practice, asker=by, text=text)
    telling.tell_of_question(question)
    return question


@transaction.atomic
def answer_question(*, question, by, answer):
    """Answer; question and answer are public from then on. Raises AlreadySettled."""
    question = unsettled(question)
    question.answer, question.answered_by, question.answered_at = answer, by, timezone.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    note("answer-question", question, by)
    telling.tell_answer(question)
    return question


def unsettled(question):
    question = Question.objects.select_for_update().get(pk=question.pk)
    if question.is_answered or question.is_hidden:
        raise AlreadySettled
    return question


@transaction.atomic
def hide(*, about, by, reason):
    """Hide what is Moderated and tell its author why."""
    about.hidden_at, about.hidden_by, about.hidden_reason = timezone.now(), by, reason
    about.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    note(f"hide-{about._meta.model_name}", about, by, reason=reason)
    telling.tell_hidden(about)
    return about


@transaction.atomic
def hide_opinion(*, practice, by, reason):
    """Hide the expert's opinion from members and tell the expert why; it stays on record."""
    Practice.objects.filter(pk=practice.pk).update(
        opinion_hidden_at=timezone.now(), opinion_hidden_by=by, opinion_hidden_reason=reason
    )
    practice.refresh_from_db(fields=["opinion_hidden_at", "opinion_hidden_reason"])
    activity.record(actor=by, verb="hide-opinion", target=practice, detail={"reason": reason})
    telling.tell_opinion_hidden(practice)


@transaction.atomic
def confirm(*, practice, by, day=None):
    """Say that `practice` is still valid; return it.

    With `day`, by the link in a mail, only while that is the day it should be looked at again
    by, so that an old mail does nothing twice.
    """
    practice = Practice.objects.select_for_update().get(pk=practice.pk)
    if not practice.is_public or (day is not None and practice.review_by != day):
        return practice
    practice.confirmed_at = timezone.now()
    practice.review_by = freshness.next_review(timezone.localdate())
    practice.save(update_fields=["confirmed_at", "review_by", "updated_at"])
    activity.record(
        actor=by,
        verb="confirm" if day is None else "confirm-by-link",
        target=practice,
        detail={"review_by": practice.review_by.isoformat()},
    )
    telling.done(kind=telling.REVIEW, about=practice)
    return practice


def give_dates() -> int:
    """Give public practices without a date one; return how many. Nobody is called old at once."""
    today = timezone.localdate()
    without = list(Practice.objects.published().filter(review_by=None).only("pk", "published_at"))
    for practice in without:
        due = freshness.next_review(timezone.localdate(practice.published_at))
        practice.review_by = max(due, today + freshness.FIRST_NOTICE)
    Practice.objects.bulk_update(without, ["review_by"], batch_size=500)
    return len(without)


def ask_whether_valid() -> int:
    """Ask about practices whose day is near or past; return how many members were told."""
    today = timezone.localdate()
    near = Practice.objects.published().filter(review_by__lte=today + freshness.ASK_BEFORE)
    return sum(len(telling.ask_whether_valid(practice)) for practice in near.iterator())


def mark_stale() -> int:
    """Let search look again at practices that are old, whenever they became it; return how many."""
    old = Practice.objects.published().filter(review_by__lt=timezone.localdate())
    ids = list(old.values_list("pk", flat=True))
    search.index(kind="practice", object_ids=ids)
    return len(ids)


def note(verb, about, by, **detail):
    activity.record(
        actor=by,
        verb=verb,
        target=about.practice,
        detail={"id": about.pk, **detail},
    )
