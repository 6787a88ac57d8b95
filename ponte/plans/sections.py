"""The template of a plan: its parts, and of each action its parts, as pages to write on."""

from typing import NamedTuple

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ponte.plans.models import Action, ActionPlan


class Section(NamedTuple):
    """One page of the form; a row of several fields stands side by side.

    `tables` are the lines of an action that belong here, by their related names.
    """

    slug: str
    title: str | Promise
    rows: tuple[tuple[str, ...], ...]
    tables: tuple[str, ...] = ()

    @property
    def fields(self) -> list[str]:
        return [name for row in self.rows for name in row]


OF_PLAN = (
    Section("general", _("General information"), (("language",), ("summary",), ("partners",),
                                                  ("contact",))),
    Section("context", _("Policy context"), (("context",), ("improvement",))),
)  # fmt: skip
OF_ACTION = (
    Section("background", _("Background"), (("title",), ("background",)), ("sources",)),
    Section(
        "activities",
        _("Activities, players, timeframe"),
        (("activities",), ("players",), ("starts_on", "ends_on"), ("timeframe",), ("responsible",)),
        ("steps",),
    ),
    Section("money", _("Costs and funding"), (("costs",), ("funding",)),
            ("cost_lines", "funding_lines")),
    Section(
        "results",
        _("Improvement and indicators"),
        (("improvement_type",), ("improvement",), ("risks",)),
        ("indicators",),
    ),
)  # fmt: skip


class Place(NamedTuple):
    """A section of a plan, or of one of its actions. Its slug is as "context" or "12-money"."""

    plan: ActionPlan
    section: Section
    action: Action | None = None

    @property
    def slug(self) -> str:
        return f"{self.action.pk}-{self.section.slug}" if self.action else self.section.slug

    @property
    def record(self) -> ActionPlan | Action:
        return self.action or self.plan

    @property
    def title(self) -> str:
        if self.action is None:
            return str(self.section.title)
        return _("Action %(number)d: %(section)s") % {
            "number": self.action.number,
            "section": self.section.title,
        }


def places(plan: ActionPlan, actions=None) -> list[Place]:
    """All sections of `plan` in their order."""
    found = [Place(plan, section) for section in OF_PLAN]
    for action in plan.actions.all() if actions is None else actions:
        found += [Place(plan, section, action) for section in OF_ACTION]
    return found


def place_at(plan: ActionPlan, slug: str) -> Place:
    """Raises Http404."""
    number, dash, name = slug.rpartition("-")
    sections = {each.slug: each for each in (OF_ACTION if dash else OF_PLAN)}
    if name not in sections or (dash and not number.isdecimal()):
        raise Http404
    if not dash:
        return Place(plan, sections[name])
    action = Action.objects.with_lines().filter(plan=plan, pk=number).first()
    if action is None:
        raise Http404
    action.plan = plan
    return Place(plan, sections[name], action)


def home_of(name: str, *, of_action: bool) -> Section:
    """The section in which a field or a table is filled in."""
    sections = OF_ACTION if of_action else OF_PLAN
    return next(each for each in sections if name in each.fields or name in each.tables)
