"""A plan as a file: JSON that comes back unchanged, and a sheet of paper."""

import json

from ponte.plans import content
from ponte.plans.gantt import chart_of
from ponte.plans.models import ActionPlan
from ponte.plans.money import budget_of, totals_by_action
from ponte.practices.sheet import COLOURS, on_paper

FORMAT = "ponte-plan/1"


def as_json(plan: ActionPlan) -> bytes:
    """All that the partners wrote. The same text gives the same bytes."""
    head = {
        "format": FORMAT,
        "project": plan.project.slug,
        "instrument": plan.instrument.slug,
    }
    said = {**head, **content.of_plan(plan)}
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def as_pdf(plan: ActionPlan) -> bytes:
    """Laid out as the programme's template. Raises `practices.sheet.SheetUnavailable`."""
    actions = list(plan.actions.with_lines())
    totals = totals_by_action(plan)
    ink, tint = COLOURS[None]
    context = {
        "plan": plan,
        "partners": plan.partners.all(),
        "actions": [(action, totals[action.pk]) for action in actions],
        "budget": budget_of(plan),
        "chart": chart_of(actions, today=plan.updated_at.date()),
        "endorsement": getattr(plan, "endorsement", None),
        "ink": ink,
        "tint": tint,
    }
    return on_paper("plans/sheet.html", context)
