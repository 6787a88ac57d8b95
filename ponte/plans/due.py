"""What is due from members about plans and reports, for the dashboard."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ponte.community.rules import is_secretariat
from ponte.core import due
from ponte.core.due import Due, Sent
from ponte.plans.models import ActionPlan, Participant, Report, Suggestion
from ponte.plans.models.plans import projects_run_by
from ponte.plans.responsible import duties
from ponte.plans.semesters import Semester

State = ActionPlan.State
Role = Participant.Role


def plans_as(member, role):
    """The plans in which `member` takes part in this role."""
    mine = Participant.objects.filter(member=member, role=role, joined_at__isnull=False)
    return ActionPlan.objects.filter(pk__in=mine.values("plan")).for_lists()


@due.register
def invitations_due(member) -> list[Due]:
    waiting = Participant.objects.filter(member=member, joined_at=None)
    return [
        Due(
            label=_("Take part in “%(plan)s”?") % {"plan": invited.plan},
            url=invited.plan.get_absolute_url(),
            kind=_("Action plan"),
        )
        for invited in waiting.select_related("plan__project", "plan__instrument")
    ]


@due.register
def revisions_due(member) -> list[Due]:
    """Plans that the secretariat or the authority has returned, and changes to decide on."""
    mine = plans_as(member, Role.PARTNER)
    found = [
        Due(
            label=_("Begin to carry out “%(plan)s”") % {"plan": plan},
            url=plan.get_absolute_url(),
            kind=_("Action plan"),
        )
        for plan in mine.filter(state=State.ENDORSED)
    ]
    waiting = Suggestion.objects.open().filter(
        plan__in=mine.filter(state__in=ActionPlan.WRITTEN_IN).values("pk")
    )
    waiting = waiting.select_related("plan__project", "plan__instrument")
    plans = {each.plan_id: each.plan for each in waiting}
    found += [
        Due(
            label=_("Decide on suggested changes in “%(plan)s”") % {"plan": plan},
            url=plan.get_absolute_url(),
            kind=_("Action plan"),
        )
        for plan in plans.values()
    ]
    return found


@due.register
def endorsements_due(member) -> list[Due]:
    offered = plans_as(member, Role.AUTHORITY).filter(
        state=State.REVISED, instrument__responsible_authority=member.organisation_id
    )
    return [
        Due(
            label=_("Endorse “%(plan)s”") % {"plan": plan},
            url=reverse("plans:endorse", args=[plan.pk]),
            kind=_("Action plan"),
        )
        for plan in offered
    ]


@due.register
def checks_due(member) -> list[Due]:
    if not is_secretariat.test(member):
        return []
    return [
        Due(
            label=_("Read “%(plan)s” and return it") % {"plan": plan},
            url=plan.get_absolute_url(),
            kind=_("Action plan"),
        )
        for plan in ActionPlan.objects.filter(state=State.CHECK).for_lists()
    ]


@due.register
def reports_due(member) -> list[Due]:
    """Reports that `member` is to write: which action, which half-year, by when."""
    mine = Participant.objects.filter(member=member, role=Role.PARTNER, joined_at__isnull=False)
    plans = ActionPlan.objects.filter(pk__in=mine.values("plan"))
    return [
        Due(
            label=_("Report on “%(action)s” for the %(semester)s")
            % {"action": duty.action.title, "semester": duty.semester},
            url=reverse("plans:report", args=[duty.plan.pk, duty.action.pk, duty.semester.code]),
            kind=_("Report"),
            due_on=duty.semester.due_on,
        )
        for duty in duties(plans)
        if duty.waits_for_report and member in duty.people
    ]


@due.register
def approvals_due(member) -> list[Due]:
    """Reports that `member` is to approve or return."""
    sent = Report.objects.filter(state=Report.State.SENT).exclude(sent_by=member)
    if not is_secretariat.test(member):
        sent = sent.filter(action__plan__project__in=projects_run_by(member))
    return [
        Due(
            label=_("Approve the report on “%(action)s” for the %(semester)s")
            % {"action": report.action.title, "semester": Semester.from_code(report.semester)},
            url=report.get_absolute_url(),
            kind=_("Report"),
        )
        for report in sent.select_related("action")
    ]


@due.register_sent
def plans_written(member) -> list[Sent]:
    """What became of the plans that `member` writes."""
    return [
        Sent(
            label=str(plan),
            url=plan.get_absolute_url(),
            state_label=plan.get_state_display(),
            changed_at=plan.updated_at,
            waiting_for=waiting_for(plan),
        )
        for plan in plans_as(member, Role.PARTNER)
    ]


def waiting_for(plan: ActionPlan) -> str:
    """Whose turn it is; empty when nobody's."""
    return {
        State.DRAFT: _("the partners, who write"),
        State.CONSULTATION: _("stakeholders and authority, who comment"),
        State.CHECK: _("the secretariat, which reads it"),
        State.REVISED: _("the authority, which endorses it"),
        State.ENDORSED: _("the partners, who begin"),
        State.IN_IMPLEMENTATION: _("the partners, who carry it out"),
    }.get(State(plan.state), "")
