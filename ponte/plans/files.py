"""A plan as a file: JSON and CSV that come back unchanged, and a sheet of paper."""

import json
from collections.abc import Iterator
from typing import Any

from ponte.core import tables
from ponte.plans import content
from ponte.plans.gantt import chart_of
from ponte.plans.models import ActionPlan
from ponte.plans.money import budget_of, totals_by_action
from ponte.practices.sheet import COLOURS, on_paper

FORMAT = "ponte-plan/1"
HEAD = ("format", "project", "instrument")


def as_json(plan: ActionPlan) -> bytes:
    """All that the partners wrote. The same text gives the same bytes."""
    said = {**head_of(plan), **content.of_plan(plan)}
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def head_of(plan: ActionPlan) -> dict[str, str]:
    return dict(zip(HEAD, (FORMAT, plan.project.slug, plan.instrument.slug), strict=True))


def as_csv(plan: ActionPlan) -> bytes:
    """The same as a table. The same text gives the same bytes.

    A row for the plan, one for each action, and after it one for each line of its tables; the
    column "part" says which, "action" of which action.
    """
    return b"".join(tables.write("csv", columns_of(), rows_of(plan)))


def columns_of() -> list[str]:
    lines = [column for table in content.TABLES.values() for column in table.columns]
    own = [name for name in content.ACTION_FIELDS if name not in content.TABLES]
    return list(dict.fromkeys(["part", "action", *HEAD, *content.PLAN_FIELDS, *own, *lines]))


def rows_of(plan: ActionPlan) -> Iterator[dict[str, Any]]:
    said = content.of_plan(plan)
    actions = said.pop("actions")
    yield {"part": "plan", **head_of(plan), **said}
    for number, action in enumerate(actions, start=1):
        lines = {name: action.pop(name) for name in content.TABLES}
        yield {"part": "action", "action": number, **action}
        for name, each in lines.items():
            yield from ({"part": name, "action": number, **line} for line in each)


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
