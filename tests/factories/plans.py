"""Action plans, those who write them, and how far they have come."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import count
from unittest.mock import patch

from django.core.files.base import ContentFile

from ponte.core.files.checks import document_extension
from ponte.plans import actions, states
from ponte.plans.models import ActionPlan, Participant
from ponte.plans.semesters import Semester
from ponte.plans.states import Signature
from ponte.projects.models import ProjectMember
from ponte.regions.models import Region
from tests.factories.community import make_member, make_organisation
from tests.factories.instruments import make_instrument
from tests.factories.practices import make_practice
from tests.factories.projects import make_partner, make_project, make_project_member

Role = Participant.Role
numbers = count(1)
PDF = b"%PDF-1.7 proof"


def make_plan(*, by=None, project=None, instrument=None, **fields):
    """A draft of a member of the project."""
    project = project or make_project()
    if not project.partners.exists():
        make_partner(project, region=Region.objects.get(code="ITI1"))
    by = by or make_member(organisation=make_organisation())
    if not project.project_members.filter(member=by).exists():
        make_project_member(project, by)
    return actions.begin_plan(
        project=project, instrument=instrument or make_instrument(), by=by, **fields
    )


def partner_of(plan):
    return plan.participants.filter(role=Role.PARTNER).first().member


def add_participant(plan, role, **fields):
    """A member who takes part, for the authority if the role is that."""
    if role == Role.AUTHORITY:
        fields["organisation"] = plan.instrument.responsible_authority
    member = make_member(**fields)
    actions.join(invited=actions.invite(plan=plan, member=member, role=role, by=partner_of(plan)))
    return member


def add_lead(plan):
    """A lead partner of the plan's project."""
    lead = make_member()
    make_project_member(plan.project, lead, ProjectMember.Role.LEAD_PARTNER)
    return lead


def practice_source(practice=None):
    practice = practice or make_practice(slug=f"source-{next(numbers)}", state="validated")
    return {
        "kind": "practice",
        "name": practice.title,
        "practice": practice,
        "transfer": None,
        "note": "Call early.",
    }


def whole_action(**changed):
    return {
        "background": "We saw it in Lapland.",
        "sources": [practice_source()],
        "activities": "- Train advisers",
        "players": "The chamber",
        "starts_on": date(2025, 1, 1),
        "ends_on": date(2026, 6, 30),
        "steps": [
            {
                "text": "Training",
                "who": "Chamber",
                "starts_on": date(2025, 2, 1),
                "ends_on": date(2025, 6, 30),
            }
        ],
        "cost_lines": [
            {"category": "staff", "text": "Two advisers", "amount": Decimal("80000.10")},
            {"category": "travel", "text": "", "amount": Decimal("0.20")},
        ],
        "funding_lines": [
            {"kind": "instrument", "text": "Priority 1", "amount": Decimal("80000.30")}
        ],
        "improvement_type": "projects",
        "improvement": "A new measure.",
        "indicators": [
            {
                "name": "Firms advised",
                "unit": "firms",
                "baseline": Decimal(0),
                "target": Decimal(300),
            }
        ],
        **changed,
    }


def add_whole_action(plan, title="Early warning", **changed):
    by = partner_of(plan)
    action = actions.add_action(plan=plan, by=by, title=title)
    return actions.edit(record=action, by=by, values=whole_action(**changed), seen=0)


def whole_plan(**fields):
    """A draft in which nothing is missing."""
    plan = make_plan(**fields)
    by = partner_of(plan)
    plan = actions.edit(
        record=plan,
        by=by,
        values={
            "context": "Firms close.",
            "improvement": "A new line.",
            "partners": plan.project.partners.all(),
        },
        seen=plan.lock_version,
    )
    add_whole_action(plan)
    return ActionPlan.objects.get(pk=plan.pk)


def secretary():
    return make_member(roles=["secretariat"])


def offered_plan(**fields):
    """A plan that the authority may endorse."""
    plan = whole_plan(**fields)
    by = partner_of(plan)
    for event, actor in (("consult", by), ("submit", by), ("clear", secretary())):
        plan = states.move(plan=plan, event=event, actor=actor)
    return plan


def signature_for(plan, **changed):
    given = {"name": "Ada", "position": "Head", "seen": states.text_version(plan), **changed}
    return Signature(**given)


def endorsed_plan(**fields):
    plan = offered_plan(**fields)
    officer = add_participant(plan, Role.AUTHORITY)
    return states.move(plan=plan, event="endorse", actor=officer, signature=signature_for(plan))


def running_plan(since=date(2025, 1, 10), **fields):
    """A plan that has been carried out since a day."""
    plan = endorsed_plan(**fields)
    with patch("django.utils.timezone.localdate", return_value=since):
        return states.move(plan=plan, event="begin", actor=partner_of(plan))


def proof(body=PDF, name="proof of it.pdf"):
    file = ContentFile(body, name=name)
    file.extension = document_extension(BytesIO(body))
    return file


def make_report(plan, *, semester="2025-1", send=True, value="40", funds="12000.50", **values):
    action = plan.actions.first()
    by = partner_of(plan)
    report = actions.keep_report(
        action=action,
        semester=Semester.from_code(semester),
        by=by,
        values={
            "status": "on_track",
            "done": "Forty firms.",
            "funds_mobilised": funds and Decimal(funds),
            **values,
        },
        figures={action.indicators.first(): value and Decimal(value)},
        file=proof(),
    )
    return actions.send_report(report=report, by=by) if send else report
