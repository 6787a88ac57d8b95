"""What members are told about results, trials, questions and dates of a practice."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ponte.community.models import Member
from ponte.notifications.actions import done, notify
from ponte.notifications.kinds import NotificationKind, register
from ponte.practices.judging import freshness
from ponte.practices.judging.models import Adoption
from ponte.practices.rules import may_run_practices

TRIED, QUESTION, ANSWER, REVIEW = (
    "practice-tried",
    "practice-asked",
    "practice-reply",
    "practice-still-valid",
)
for code, label in (
    (TRIED, _("reports of others who tried a practice of mine")),
    (QUESTION, _("what other members ask about a practice of mine")),
    (REVIEW, _("whether a practice of mine is still valid")),
):
    register(NotificationKind(code, label, reaches=may_run_practices))
register(NotificationKind(ANSWER, _("answers to what I asked or reported")))


def owners_of(practice):
    """Those who run it: its authors, else its project's web admins; open accounts only."""
    authors = Member.objects.filter(is_active=True)
    found = list(authors.filter(pk=practice.author_id)) + list(
        practice.co_authors.filter(is_active=True)
    )
    if found or practice.project_id is None:
        return found
    admins = authors.filter(
        project_roles__project=practice.project_id,
        project_roles__role__in=["web_admin", "lead_partner"],
    )
    return list(admins.distinct())


def tell_of_trial(adoption):
    notify(
        recipients=[
            owner for owner in owners_of(adoption.practice) if owner.pk != adoption.reporter_id
        ],
        kind=TRIED,
        about=adoption.practice,
        key=f"adoption-{adoption.pk}",
        url=anchor(adoption.practice, f"tried-{adoption.pk}"),
        text=format_lazy(
            _("{region} has tried “{title}”: it {result}.\n\n{outcome}"),
            region=adoption.region.label,
            title=adoption.practice.title,
            result=Adoption.Result(adoption.result).label,
            outcome=adoption.outcome,
        ),
    )


def tell_of_reply(adoption):
    if adoption.reporter is None:
        return
    notify(
        recipients=[adoption.reporter],
        kind=ANSWER,
        about=adoption.practice,
        key=f"reply-{adoption.pk}-{adoption.answered_at:%s}",
        url=anchor(adoption.practice, f"tried-{adoption.pk}"),
        text=format_lazy(
            _("Your report on “{title}” has an answer.\n\n{answer}"),
            title=adoption.practice.title,
            answer=adoption.answer,
        ),
    )


def tell_of_question(question):
    notify(
        recipients=owners_of(question.practice),
        kind=QUESTION,
        about=question,
        key=f"question-{question.pk}",
        url=reverse("practices:answer", args=[question.pk]),
        needs_action=True,
        text=format_lazy(
            _("A question about “{title}”\n\n{question}"),
            title=question.practice.title,
            question=question.text,
        ),
    )


def tell_answer(question):
    done(kind=QUESTION, about=question)
    if question.asker is None:
        return
    notify(
        recipients=[question.asker],
        kind=ANSWER,
        about=question.practice,
        key=f"answer-{question.pk}",
        url=anchor(question.practice, f"question-{question.pk}"),
        text=format_lazy(
            _("Your question about “{title}” has an answer.\n\n{question}\n\n{answer}"),
            title=question.practice.title,
            question=question.text,
            answer=question.answer,
        ),
    )


def tell_hidden(record):
    """Tell its author that what they wrote is not shown, and why."""
    done(kind=QUESTION, about=record)
    key = f"{record._meta.model_name}-{record.pk}"
    tell_writer(record.written_by, record.practice, reason=record.hidden_reason, key=key)


def tell_opinion_hidden(practice):
    key = f"opinion-{practice.pk}-{practice.lock_version}"
    tell_writer(practice.expert, practice, reason=practice.opinion_hidden_reason, key=key)


def tell_writer(writer, practice, *, reason, key):
    if writer is None:
        return
    notify(
        recipients=[writer],
        kind=ANSWER,
        about=practice,
        key=f"hidden-{key}",
        url=practice.get_absolute_url(),
        text=format_lazy(
            _("What you wrote about “{title}” is not shown.\n\nReason: {reason}"),
            title=practice.title,
            reason=reason,
        ),
    )


def ask_whether_valid(practice):
    """Ask those who run it: once before the day, once when it has passed; return whom it told.

    The link works without a sign-in, for whom it was sent to.
    """
    day = practice.review_by
    if practice.is_stale:
        said = _("Nobody has looked at “{title}” by {day}: it is marked as old and found later.")
    else:
        said = _("Somebody should look at “{title}” by {day}.")
    text = format_lazy(
        "{said}\n\n{ask}",
        said=format_lazy(said, title=practice.title, day=lazy_date(day)),
        ask=_("Is it still valid? One press keeps it fresh for two years."),
    )
    told = []
    for owner in owners_of(practice):
        told += notify(
            recipients=[owner],
            kind=REVIEW,
            about=practice,
            key=f"{practice.pk}-{day}-{'late' if practice.is_stale else 'soon'}",
            url=reverse("practices:still_valid", args=[freshness.make_token(practice, owner)]),
            needs_action=True,
            text=text,
        )
    return told


lazy_date = lazy(lambda day: date_format(day, "DATE_FORMAT"), str)


def anchor(practice, name):
    return f"{practice.get_absolute_url()}#{name}"
