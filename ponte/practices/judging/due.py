"""What others ask of those who run a practice, and what came of it, for the dashboard."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ponte.core import due
from ponte.core.due import Due, Sent
from ponte.practices.judging import freshness
from ponte.practices.judging.models import Adoption, Question
from ponte.practices.judging.telling import anchor
from ponte.practices.models import Practice
from ponte.projects.models import ProjectMember

IN_DATABASE = Q(practice__state=Practice.State.VALIDATED)
WEB_ADMINS = (ProjectMember.Role.WEB_ADMIN, ProjectMember.Role.LEAD_PARTNER)


def run_by(member):
    """The practices about which `telling.owners_of` names `member`."""
    written = Practice.co_authors.through.objects.filter(practice=OuterRef("pk"))
    projects = ProjectMember.objects.filter(member=member, role__in=WEB_ADMINS).values("project")
    left_alone = ~Q(author__is_active=True) & ~Exists(written.filter(member__is_active=True))
    return Practice.objects.filter(
        Q(author=member)
        | Q(pk__in=Practice.co_authors.through.objects.filter(member=member).values("practice"))
        | Q(project__in=projects) & left_alone
    )


@due.register
def questions_due(member) -> list[Due]:
    waiting = Question.objects.waiting().filter(practice__in=run_by(member))
    return [
        Due(
            label=_("Answer a member’s question about “%(title)s”")
            % {"title": question.practice.title},
            url=reverse("practices:answer", args=[question.pk]),
            kind=_("My practice"),
        )
        for question in waiting.select_related("practice")
    ]


@due.register
def trials_due(member) -> list[Due]:
    """Reports of others without an answer."""
    reported = Adoption.objects.shown().filter(IN_DATABASE, answered_at=None)
    waiting = reported.filter(practice__in=run_by(member)).exclude(reporter=member)
    return [
        Due(
            label=_("Answer the report from %(region)s, which has tried “%(title)s”")
            % {"region": adoption.region.label, "title": adoption.practice.title},
            url=reverse("practices:trial_answer", args=[adoption.pk]),
            kind=_("Tried here"),
        )
        for adoption in waiting.select_related("practice", "region")
    ]


@due.register
def confirmations_due(member) -> list[Due]:
    """Practices that somebody should look at again, from when mails ask for it."""
    near = timezone.localdate() + freshness.ASK_BEFORE
    return [
        Due(
            label=_("Say whether “%(title)s” is still valid") % {"title": practice.title},
            url=anchor(practice, "quality"),
            kind=_("My practice"),
            due_on=practice.review_by,
        )
        for practice in run_by(member).filter(review_by__lte=near)
        # Not asked of the database, which would go through everything that is public.
        if practice.is_public
    ]


@due.register_sent
def questions_sent(member) -> list[Sent]:
    asked = Question.objects.filter(IN_DATABASE, asker=member)
    return [
        Sent(
            label=_("Question about “%(title)s”") % {"title": question.practice.title},
            url=anchor(question.practice, f"question-{question.pk}"),
            state_label=state_of(question, _("sent")),
            changed_at=question.hidden_at or question.answered_at or question.asked_at,
            waiting_for="" if is_settled(question) else _("those who run the practice"),
        )
        for question in asked.select_related("practice")
    ]


@due.register_sent
def trials_sent(member) -> list[Sent]:
    """Reports are public at once: an answer may come, nobody waits for it."""
    reported = Adoption.objects.filter(IN_DATABASE, reporter=member)
    return [
        Sent(
            label=_("Report on “%(title)s”") % {"title": adoption.practice.title},
            url=anchor(adoption.practice, f"tried-{adoption.pk}"),
            state_label=state_of(adoption, _("published")),
            changed_at=adoption.hidden_at or adoption.answered_at or adoption.created_at,
        )
        for adoption in reported.select_related("practice")
    ]


def state_of(record, as_yet: str) -> str:
    """The state of a Question or an Adoption in words, `as_yet` before anybody did anything."""
    if record.is_hidden:
        return _("not shown")
    return _("answered") if record.is_answered else as_yet


def is_settled(question) -> bool:
    return question.is_answered or question.is_hidden
