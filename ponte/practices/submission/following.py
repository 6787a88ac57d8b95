"""What follows from a move: who is told. And the words for the log. Imported at the start."""

from django.dispatch import receiver
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ponte import notifications
from ponte.activity import kind_of, wording
from ponte.core import due
from ponte.core.due import Due, Sent
from ponte.notifications import NotificationKind
from ponte.practices.judging.verbs import VERBS
from ponte.practices.models import Practice
from ponte.practices.rules import may_run_practices
from ponte.practices.states import Event, State, moved
from ponte.practices.submission.way import ASKED, waiting_for
from ponte.projects.models import ProjectMember
from ponte.projects.rules import runs_a_project

WAY = NotificationKind(
    "practice-way", gettext_lazy("what becomes of practices I wrote"), reaches=may_run_practices
)
QUESTION = NotificationKind(
    "practice-answer",
    gettext_lazy("what the project or the experts ask about practices I wrote"),
    reaches=may_run_practices,
)
CHECK = NotificationKind(
    "practice-check", gettext_lazy("practices to check for my project"), reaches=runs_a_project
)
for each in (WAY, QUESTION, CHECK):
    notifications.register(each)

TOLD = {
    Event.APPROVE: gettext_lazy(
        "“{title}” is on the project's page now. The experts have it next."
    ),
    Event.DECLINE: gettext_lazy("“{title}” was declined.\n{reason}"),
    Event.NOT_SELECT: gettext_lazy("The experts did not select “{title}”.\n{reason}"),
    Event.VALIDATE: gettext_lazy("“{title}” is validated. Everybody finds it now.\n{opinion}"),
    Event.ARCHIVE: gettext_lazy("“{title}” was archived. It is public no more."),
    Event.WITHDRAW: gettext_lazy("“{title}” was withdrawn. It is a draft again."),
}

wording.register(
    kind_of(Practice),
    wording.Wording(
        verbs={
            **VERBS,
            "begin": gettext_lazy("Began a draft"),
            "edit": gettext_lazy("Changed the text"),
            "import": gettext_lazy("Imported from a file"),
            "delete": gettext_lazy("Deleted the draft"),
            "renew": gettext_lazy("A new version took its place"),
            Event.SUBMIT.value: gettext_lazy("Sent it in"),
            Event.ASK.value: gettext_lazy("Asked for information"),
            Event.RESUBMIT.value: gettext_lazy("Answered and sent it again"),
            Event.DECLINE.value: gettext_lazy("Declined it"),
            Event.APPROVE.value: gettext_lazy("Approved it for the project's page"),
            Event.FORWARD.value: gettext_lazy("Passed on to the experts"),
            Event.NOT_SELECT.value: gettext_lazy("Did not select it"),
            Event.VALIDATE.value: gettext_lazy("Validated it"),
            Event.TAKE_OVER.value: gettext_lazy("Took the place of the former version"),
            Event.REVISE.value: gettext_lazy("Began to revise it"),
            Event.ARCHIVE.value: gettext_lazy("Archived it"),
            Event.WITHDRAW.value: gettext_lazy("Withdrew it"),
        },
        states=dict(State.choices),
        field_label=lambda name: Practice().field_label(name),
    ),
)


def authors(practice) -> list:
    return [each for each in (practice.author, *practice.co_authors.all()) if each]


def web_admins(practice) -> list:
    running = (ProjectMember.Role.WEB_ADMIN, ProjectMember.Role.LEAD_PARTNER)
    people = ProjectMember.objects.filter(project=practice.project_id, role__in=running)
    found = dict.fromkeys(each.member for each in people.select_related("member"))
    writers = authors(practice)
    return [member for member in found if member not in writers]


@receiver(moved, sender=Practice, dispatch_uid="tell-of-a-practice")
def tell(*, practice, event, actor, to_state, reason, text, entry, **_signal):
    """Tell whose turn it is, and the authors what others did."""
    notifications.done(kind=QUESTION.code, about=practice)
    notifications.done(kind=CHECK.code, about=practice)
    if to_state == State.PROJECT_CHECK and practice.project:
        words = gettext_lazy("Please check “{title}” for {project}.\nAsk, decline or approve it.")
        notifications.notify(
            recipients=web_admins(practice),
            kind=CHECK.code,
            about=practice,
            text=format_lazy(words, title=practice.title, project=practice.project.name),
            url=reverse("practices:check", args=[practice.slug]),
            needs_action=True,
            key=str(entry.pk),
        )
    readers = [member for member in authors(practice) if member != actor]
    if event == Event.ASK:
        words = gettext_lazy("A question about “{title}”:\n{reason}")
        notifications.notify(
            recipients=readers,
            kind=QUESTION.code,
            about=practice,
            text=format_lazy(words, title=practice.title, reason=reason),
            url=reverse("practices:edit_first", args=[practice.slug]),
            needs_action=True,
            key=str(entry.pk),
        )
    elif event in TOLD:
        notifications.notify(
            recipients=readers,
            kind=WAY.code,
            about=practice,
            text=format_lazy(TOLD[event], title=practice.title, reason=reason, opinion=text),
            url=reverse("practices:history", args=[practice.slug]),
            key=str(entry.pk),
        )


def written_by(member):
    own = Practice.objects.filter(author=member) | Practice.objects.filter(co_authors=member)
    return own.distinct()


@due.register
def answers_due(member) -> list[Due]:
    """Questions that authors are to answer."""
    asked = written_by(member).filter(state__in=ASKED)
    return [
        Due(
            label=_("Answer the question about “%(title)s”") % {"title": practice.title},
            url=reverse("practices:edit_first", args=[practice.slug]),
            kind=_("My practice"),
        )
        for practice in asked
    ]


@due.register
def checks_due(member) -> list[Due]:
    """Practices that web admins are to check."""
    running = (ProjectMember.Role.WEB_ADMIN, ProjectMember.Role.LEAD_PARTNER)
    projects = ProjectMember.objects.filter(member=member, role__in=running).values("project")
    waiting = Practice.objects.filter(state=State.PROJECT_CHECK, project__in=projects)
    others = waiting.exclude(author=member).exclude(co_authors=member)
    return [
        Due(
            label=_("Check “%(title)s” for %(project)s")
            % {"title": practice.title, "project": practice.project},
            url=reverse("practices:check", args=[practice.slug]),
            kind=_("Project check"),
        )
        for practice in others.select_related("project")
    ]


@due.register_sent
def practices_sent(member) -> list[Sent]:
    """What became of the practices that `member` wrote."""
    sent = written_by(member).exclude(state=State.DRAFT)
    sent = sent.exclude(state=State.ARCHIVED, revision_of__isnull=False)
    return [
        Sent(
            label=practice.title,
            url=reverse("practices:history", args=[practice.slug]),
            state_label=practice.get_state_display(),
            changed_at=practice.updated_at,
            waiting_for=waiting_for(practice),
        )
        for practice in sent
    ]
