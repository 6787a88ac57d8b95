"""Who is to report on an action, and what of it is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils import timezone

from ponte.community.models import Member
from ponte.plans import notices
from ponte.plans.models import Action, ActionPlan, Participant, Reminder, Report
from ponte.plans.semesters import Semester, ended

Role = Participant.Role


def reporters_of(action: Action) -> list[Member]:
    """Whoever is named on the action and is still a partner, else all partners."""
    partners = notices.partners(action.plan)
    named = [each for each in partners if each.pk == action.responsible_id]
    return named or partners


@dataclass(frozen=True, slots=True)
class Duty:
    """One action in one semester of its plan's implementation, and how its report stands."""

    action: Action
    semester: Semester
    report: Report | None
    people: tuple[Member, ...]
    today: date

    @property
    def plan(self) -> ActionPlan:
        return self.action.plan

    @property
    def state(self) -> str:
        """ "approved", "sent", "returned", "late" or "due"."""
        if self.report and self.report.state in {Report.State.APPROVED, Report.State.SENT}:
            return self.report.state
        if self.semester.due_on < self.today:
            return "late"
        return "returned" if self.report and self.report.state == "returned" else "due"

    @property
    def is_begun(self) -> bool:
        return self.report is not None

    @property
    def waits_for_report(self) -> bool:
        return self.state in {"due", "late", "returned"}

    @property
    def days_late(self) -> int:
        return max(0, (self.today - self.semester.due_on).days)

    @property
    def reminded_on(self) -> date | None:
        """When last; uses prefetched reminders."""
        days = [each.sent_on for each in self.report.reminders.all()] if self.report else []
        return max(days, default=None)

    @property
    def may_be_reminded(self) -> bool:
        return self.waits_for_report and self.reminded_on != self.today


def duties(plans: Iterable[ActionPlan] | None = None) -> list[Duty]:
    """All reports that are to be there for `plans`, a query set, the earliest due first.

    A constant number of queries.
    """
    today = timezone.localdate()
    plans = ActionPlan.objects.all() if plans is None else plans
    plans = plans.being_carried_out().for_lists().prefetch_related(
        Prefetch(
            "participants",
            Participant.objects.filter(
                role=Role.PARTNER, joined_at__isnull=False
            ).select_related("member__organisation"),
            to_attr="writers",
        ),
        Prefetch("actions", Action.objects.prefetch_related(
            Prefetch("reports", Report.objects.select_related("sent_by").prefetch_related(
                Prefetch("reminders", Reminder.objects.all())
            ))
        )),
    )  # fmt: skip
    found = [
        duty_of(action, plan, semester, today)
        for plan in plans
        for semester in ended(plan.implementing_since, today=today)
        for action in plan.actions.all()
    ]
    return sorted(found, key=lambda duty: (duty.semester, duty.plan.pk, duty.action.number))


def duty_of(action: Action, plan: ActionPlan, semester: Semester, today: date) -> Duty:
    action.plan = plan
    reports = [each for each in action.reports.all() if each.semester == semester.code]
    for each in reports:
        each.action = action
    people = [each.member for each in plan.writers]
    named = [each for each in people if each.pk == action.responsible_id]
    return Duty(
        action=action,
        semester=semester,
        report=reports[0] if reports else None,
        people=tuple(named or people),
        today=today,
    )
