"""What a plan says, as plain data: for the log, for versions, and for files that come back.

Dates are ISO 8601, money and figures text with two decimals, people known by the handles of their
pages, organisations by their names in the project, practices by their slugs. The order is the
template's.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ponte.plans.models import (
    Action,
    ActionPlan,
    Cost,
    Funding,
    Indicator,
    Source,
    Step,
)


class Table(NamedTuple):
    """One kind of an action's lines: their model and the columns people fill in."""

    model: type[Model]
    columns: tuple[str, ...]


TABLES = {
    "sources": Table(Source, ("kind", "name", "practice", "transfer", "note")),
    "steps": Table(Step, ("text", "who", "starts_on", "ends_on")),
    "cost_lines": Table(Cost, ("category", "text", "amount")),
    "funding_lines": Table(Funding, ("kind", "text", "amount")),
    "indicators": Table(Indicator, ("name", "unit", "baseline", "target")),
}
PLAN_FIELDS = ("language", "summary", "partners", "contact", "context", "improvement")
ACTION_FIELDS = (
    "title",
    "background",
    "sources",
    "activities",
    "players",
    "starts_on",
    "ends_on",
    "timeframe",
    "responsible",
    "steps",
    "costs",
    "funding",
    "cost_lines",
    "funding_lines",
    "improvement_type",
    "improvement",
    "risks",
    "indicators",
)


def of_plan(plan: ActionPlan) -> dict[str, Any]:
    """All that the partners write: the same data for the same text."""
    said = {name: stored(plan, name) for name in PLAN_FIELDS}
    actions = plan.actions.with_lines()
    return {**said, "actions": [of_action(action) for action in actions]}


def of_action(action: Action) -> dict[str, Any]:
    return {name: stored(action, name) for name in ACTION_FIELDS}


def stored(record: Model, name: str) -> Any:
    """What `record` holds in a field, a relation or a table, as plain data."""
    if name in TABLES:
        columns = TABLES[name].columns
        return [
            {column: plain(getattr(line, column)) for column in columns}
            for line in getattr(record, name).all()
        ]
    if name == "partners":
        return [partner.name for partner in record.partners.order_by("position", "pk")]
    return plain(getattr(record, name))


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Model):
        return key_of(value)
    return value


def key_of(record: Model) -> str:
    """By what another record is known in files."""
    if hasattr(record, "handle"):
        return str(record.handle)
    return record.slug if hasattr(record, "slug") else str(record.pk)


def as_text(value: Any) -> str:
    """Plain data as the log and the comparison of versions show it: a line for each row."""
    if isinstance(value, list):
        return "\n".join(as_text(each) for each in value)
    if isinstance(value, dict):
        return " · ".join(str(each) for each in value.values() if each != "")
    return str(value)


class Place(NamedTuple):
    """A field of a version, with the words for it."""

    label: str
    text: str


def flat(content: dict[str, Any]) -> Iterator[tuple[str, Place]]:
    """A version as one text for each field, by a name that says where it stands."""
    for name in PLAN_FIELDS:
        yield name, Place(label_of(name, of_action=False), as_text(content[name]))
    for number, action in enumerate(content["actions"], start=1):
        for name in ACTION_FIELDS:
            told = _("Action %(number)d: %(field)s") % {
                "number": number,
                "field": label_of(name, of_action=True),
            }
            yield f"{number}.{name}", Place(told, as_text(in_order(name, action[name])))


def in_order(name: str, value: Any) -> Any:
    """Rows of a table with their columns in our order: PostgreSQL keeps another in JSON."""
    if name not in TABLES:
        return value
    return [{column: row.get(column, "") for column in TABLES[name].columns} for row in value]


def label_of(name: str, *, of_action: bool) -> str:
    """The words for a field or a table."""
    if name in TABLES:
        return capfirst(str(LABELS[name]))
    model = Action if of_action else ActionPlan
    return capfirst(str(model._meta.get_field(name).verbose_name))


LABELS = {
    "sources": gettext_lazy("where it comes from"),
    "steps": gettext_lazy("activities with their dates"),
    "cost_lines": Cost._meta.verbose_name_plural,
    "funding_lines": Funding._meta.verbose_name_plural,
    "indicators": gettext_lazy("indicators"),
}
