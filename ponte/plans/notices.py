"""What those who draft, check, endorse and report on plans are told."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ponte import notifications
from ponte.activity import kind_of, wording
from ponte.activity.wording import Wording
from ponte.community.actions import holders
from ponte.community.models import Member, Role
from ponte.notifications import NotificationKind
from ponte.plans import content
from ponte.plans.models import Action, ActionPlan, Participant, Report, Suggestion
from ponte.projects.models import ProjectMember

INVITED = NotificationKind("plan-invited", _("action plans I am invited to"))
MOVED = NotificationKind("plan-moved", _("what becomes of action plans I take part in"))
TURN = NotificationKind("plan-turn", _("action plans that wait for me"))
TALK = NotificationKind("plan-talk", _("comments and suggested changes in my action plans"))
SETTLED = NotificationKind("plan-settled", _("what becomes of changes I suggested"))
REPORT_DUE = NotificationKind("plan-report-due", _("reports on actions that I am to write"))
REPORT_SENT = NotificationKind("plan-report-sent", _("reports on actions that I am to approve"))
REPORT_MOVED = NotificationKind("plan-report-moved", _("what becomes of reports I wrote"))
KINDS = (INVITED, MOVED, TURN, TALK, SETTLED, REPORT_DUE, REPORT_SENT, REPORT_MOVED)

PLAN_VERBS = {
    "open": _("Began the plan"),
    "edit": _("Changed the text"),
    "import": _("Took it in from a file"),
    "add-action": _("Added an action"),
    "remove-action": _("Removed an action"),
    "invite": _("Invited somebody"),
    "join": _("Joined"),
    "leave": _("Left"),
    "comment-on": _("Commented"),
    "suggest": _("Suggested a change"),
    "accept": _("Accepted a suggested change"),
    "reject": _("Rejected a suggested change"),
    "consult": _("Opened the consultation of stakeholders"),
    "withdraw": _("Took it back to the draft"),
    "submit": _("Sent it to the secretariat"),
    "comment": _("Returned it with comments"),
    "clear": _("Returned it without comments"),
    "endorse": _("Endorsed it"),
    "refuse": _("Refused to endorse it"),
    "begin": _("Began to carry it out"),
    "complete": _("Ended it: completed"),
    "complete_partly": _("Ended it: partly completed"),
    "give_up": _("Ended it: not implemented"),
    "report": _("Sent a report"),
    "return-report": _("Returned a report"),
    "approve-report": _("Approved a report"),
    "correct": _("Corrected an approved value"),
    "remind": _("Reminded of a report"),
}
MOVES = {
    "consult": _("Stakeholders are asked about the action plan “{plan}”."),
    "withdraw": _("The action plan “{plan}” is a draft again."),
    "submit": _("The action plan “{plan}” is with the secretariat."),
    "comment": _("The secretariat returned the action plan “{plan}” with comments.\n{reason}"),
    "clear": _("The secretariat has no comments on the action plan “{plan}”."),
    "endorse": _("The action plan “{plan}” is endorsed."),
    "refuse": _("The action plan “{plan}” was not endorsed.\n{reason}"),
    "begin": _("The action plan “{plan}” is being carried out."),
    "complete": _("The action plan “{plan}” is completed."),
    "complete_partly": _("The action plan “{plan}” ended, partly completed.\n{reason}"),
    "give_up": _("The action plan “{plan}” is not implemented.\n{reason}"),
}


def register() -> None:
    """Make our kinds of news and the words of our log known."""
    for kind in KINDS:
        notifications.register(kind)
    states = dict(ActionPlan.State.choices)
    wording.register(
        kind_of(ActionPlan),
        Wording(PLAN_VERBS, states, lambda name: content.label_of(name, of_action=False)),
    )
    wording.register(
        kind_of(Action),
        Wording({"edit": _("Changed an action")}, {},
                lambda name: content.label_of(name, of_action=True)),
    )  # fmt: skip


def worded(text, plan: ActionPlan, **more):
    """`text` with what it is about put in; lazy, for each one's language."""
    return format_lazy(text, plan=str(plan), **more)


def participants(plan: ActionPlan, *roles: str) -> list[Member]:
    """Those who joined, in any of `roles` or in all."""
    joined = plan.participants.filter(joined_at__isnull=False).select_related("member")
    if roles:
        joined = joined.filter(role__in=roles)
    return [each.member for each in joined]


def running(plan: ActionPlan) -> list[Member]:
    """Web admins and lead partners of its project."""
    roles = (ProjectMember.Role.WEB_ADMIN, ProjectMember.Role.LEAD_PARTNER)
    people = ProjectMember.objects.filter(project=plan.project_id, role__in=roles)
    return list(dict.fromkeys(each.member for each in people.select_related("member")))


def partners(plan: ActionPlan) -> list[Member]:
    """Those who write: the participants, or who runs the project where nobody takes part."""
    return participants(plan, Participant.Role.PARTNER) or running(plan)


def tell_of_invitation(invited: Participant) -> None:
    text = _("{name} invites you to the action plan “{plan}” as: {role}.")
    notifications.notify(
        recipients=[invited.member],
        kind=INVITED.code,
        about=invited,
        text=worded(
            text, invited.plan, name=str(invited.invited_by), role=invited.get_role_display()
        ),
        url=invited.plan.get_absolute_url(),
        needs_action=True,
        key=str(invited.pk),
    )


def settle_invitation(invited: Participant) -> None:
    notifications.done(kind=INVITED.code, about=invited)


def tell_of_move(plan: ActionPlan, *, event: str, actor, reason: str, key: int) -> None:
    """Everybody who takes part, and apart from them whose turn it is."""
    notifications.done(kind=TURN.code, about=plan)
    turn = whose_turn(plan, event)
    concerned = [*participants(plan), *running(plan)]
    notifications.notify(
        recipients=[each for each in concerned if each != actor and each not in turn],
        kind=MOVED.code,
        about=plan,
        text=worded(MOVES[event], plan, reason=reason),
        url=plan.get_absolute_url(),
        key=str(key),
    )
    notifications.notify(
        recipients=[each for each in turn if each != actor],
        kind=TURN.code,
        about=plan,
        text=worded(MOVES[event], plan, reason=reason),
        url=plan.get_absolute_url(),
        needs_action=True,
        key=str(key),
    )


def whose_turn(plan: ActionPlan, event: str) -> list[Member]:
    if event == "submit":
        return list(holders(Role.SECRETARIAT))
    if event == "consult":
        return participants(plan, Participant.Role.STAKEHOLDER, Participant.Role.AUTHORITY)
    if event == "clear":
        return participants(plan, Participant.Role.AUTHORITY)
    if event in {"comment", "refuse", "endorse"}:
        return partners(plan)
    return []


def tell_of_talk(plan: ActionPlan, *, by: Member, text, url: str, key: str) -> None:
    """A comment or a suggested change, to those who write."""
    notifications.notify(
        recipients=[each for each in partners(plan) if each != by],
        kind=TALK.code,
        about=plan,
        text=text,
        url=url,
        key=key,
    )


def tell_of_decision(suggestion: Suggestion, *, by: Member, url: str) -> None:
    accepted = suggestion.state == Suggestion.State.ACCEPTED
    text = (
        _("{name} accepted the change you suggested in “{plan}”.")
        if accepted
        else _("{name} rejected the change you suggested in “{plan}”.\n{reason}")
    )
    notifications.notify(
        recipients=[suggestion.author] if suggestion.author != by else [],
        kind=SETTLED.code,
        about=suggestion.plan,
        text=worded(text, suggestion.plan, name=str(by), reason=suggestion.reason),
        url=url,
        key=str(suggestion.pk),
    )


# Reports


def remind(report: Report, *, to: list[Member], on) -> None:
    text = _(
        "Please report on “{action}” for the {semester}.\n"
        "It is due by {day}. What to fill in is on this page."
    )
    notifications.notify(
        recipients=to,
        kind=REPORT_DUE.code,
        about=report,
        text=format_lazy(
            text,
            action=report.action.title,
            semester=str(report.period),
            day=report.period.due_on.isoformat(),
        ),
        url=report.get_absolute_url(),
        needs_action=True,
        key=f"{report.pk}-{on}",
    )


def tell_of_report(report: Report) -> None:
    """It was sent: those who oversee the plan approve or return it."""
    notifications.done(kind=REPORT_DUE.code, about=report)
    plan = report.action.plan
    text = _("{name} reports on “{action}”.\nPlease approve or return the report.")
    notifications.notify(
        recipients=[
            each for each in [*running(plan), *holders(Role.SECRETARIAT)] if each != report.sent_by
        ],
        kind=REPORT_SENT.code,
        about=report,
        text=format_lazy(text, name=str(report.sent_by), action=report.action.title),
        url=report.get_absolute_url(),
        needs_action=True,
        key=f"{report.pk}-{report.sent_at.timestamp():.0f}",
    )


def tell_of_verdict(report: Report) -> None:
    """It was approved or returned."""
    notifications.done(kind=REPORT_SENT.code, about=report)
    is_returned = report.state == Report.State.RETURNED
    text = (
        _("Your report on “{action}” was returned.\n{why}")
        if is_returned
        else _("Your report on “{action}” is approved.")
    )
    notifications.notify(
        recipients=[report.sent_by],
        kind=REPORT_MOVED.code,
        about=report,
        text=format_lazy(text, action=report.action.title, why=report.returned_why),
        url=report.get_absolute_url(),
        needs_action=is_returned,
        key=f"{report.pk}-{report.state}-{report.sent_at.timestamp():.0f}",
    )
