"""What a plan still lacks before it may be sent to the secretariat or endorsed."""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from ponte.plans.models import Action, ActionPlan
from ponte.plans.money import Totals, totals_by_action
from ponte.plans.sections import OF_ACTION, OF_PLAN, Place, home_of

NEEDED_OF_PLAN = ("partners", "contact", "context", "improvement")
NEEDED_OF_ACTION = (
    "background",
    "sources",
    "activities",
    "players",
    "starts_on",
    "ends_on",
    "cost_lines",
    "funding_lines",
    "improvement_type",
    "improvement",
    "indicators",
)
# A table that may be said in words instead.
IN_WORDS = {"cost_lines": "costs", "funding_lines": "funding"}


class Gap(NamedTuple):
    """Something that is missing, where, and in what words."""

    place: Place
    field: str
    text: str


def needed(plan: ActionPlan) -> tuple[str, ...]:
    """An English summary only of a plan in another language."""
    return NEEDED_OF_PLAN if plan.language == "en" else ("summary", *NEEDED_OF_PLAN)


def gaps(plan: ActionPlan, actions=None) -> list[Gap]:
    """What is missing, in the order of the template."""
    actions = list(plan.actions.with_lines()) if actions is None else actions
    found = list(gaps_of_plan(plan))
    if not actions:
        text = _("A plan has at least one action.")
        found.append(Gap(Place(plan, OF_PLAN[-1]), "actions", text))
    totals = totals_by_action(plan)
    for action in actions:
        found += gaps_of_action(plan, action, totals[action.pk])
    return found


def gaps_of_plan(plan: ActionPlan) -> Iterator[Gap]:
    words = {
        "summary": _("The English summary is missing."),
        "partners": _("Say which partners it concerns."),
        "contact": _("Name a contact person."),
        "context": _("The policy context is missing."),
        "improvement": _("Say how the plan improves the instrument."),
    }
    for name in needed(plan):
        given = plan.partners.exists() if name == "partners" else getattr(plan, name)
        if not given:
            yield Gap(Place(plan, home_of(name, of_action=False)), name, words[name])


def gaps_of_action(plan: ActionPlan, action: Action, totals: Totals) -> Iterator[Gap]:
    words = {
        "background": _("The background is missing."),
        "sources": _("Link at least one good practice or transfer."),
        "activities": _("Say what is done."),
        "players": _("Say who is involved."),
        "starts_on": _("Say when it begins."),
        "ends_on": _("Say when it ends."),
        "cost_lines": _("Say what it costs."),
        "funding_lines": _("Say who pays."),
        "improvement_type": _("Choose the kind of improvement."),
        "improvement": _("Say what is expected to improve."),
        "indicators": _("Name an indicator with its baseline and target."),
    }
    for name in NEEDED_OF_ACTION:
        if not is_given(action, name):
            yield Gap(Place(plan, home_of(name, of_action=True), action), name, words[name])
    if totals.funding and totals.costs and totals.open:
        text = _("Costs and funding do not add up: they differ by %(amount)s euro.") % {
            "amount": abs(totals.open)
        }
        yield Gap(Place(plan, OF_ACTION[2], action), "funding_lines", text)


def is_given(action: Action, name: str) -> bool:
    if name == "sources":
        return action.is_inspired
    if name in IN_WORDS:
        return bool(getattr(action, IN_WORDS[name])) or bool(getattr(action, name).all())
    value = getattr(action, name)
    return bool(value.all() if name == "indicators" else value)


class Stage(NamedTuple):
    """A section as the list beside the form shows it."""

    place: Place
    number: int
    missing: int

    @property
    def is_done(self) -> bool:
        return not self.missing


def stages(places: list[Place], missing: list[Gap]) -> list[Stage]:
    slugs = [gap.place.slug for gap in missing]
    return [
        Stage(place, number, slugs.count(place.slug))
        for number, place in enumerate(places, start=1)
    ]
