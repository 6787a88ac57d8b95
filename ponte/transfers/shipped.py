"""The components by which transfers are assessed. Their words are translated when shown.

Six groups after the OECD's framework and PIET-T; the questions are ours. Whoever changes this
list makes a new version of it: transfers that were begun keep the one they began with.
"""

from typing import NamedTuple

from django.utils.translation import gettext_noop as _


class ComponentSpec(NamedTuple):
    """One component as it ships."""

    slug: str
    group: str
    name: str
    question: str


COMPONENTS = (
    ComponentSpec(
        "need",
        "problem",
        _("The problem"),
        _("Does your region have the problem that the practice answers, with the same causes?"),
    ),
    ComponentSpec(
        "target-group",
        "problem",
        _("Those it is for"),
        _("Are the people or firms it is meant for there, in sufficient number?"),
    ),
    ComponentSpec(
        "priority",
        "problem",
        _("Place in your policy"),
        _("Does it serve a stated aim of your region's policy or programme?"),
    ),
    ComponentSpec(
        "settlement",
        "population",
        _("Size and settlement"),
        _("Do size, density and the mix of town and country suit it?"),
    ),
    ComponentSpec(
        "economy",
        "population",
        _("Economy"),
        _("Do your sectors and firms suit it?"),
    ),
    ComponentSpec(
        "education",
        "population",
        _("Education"),
        _("Do the people it needs have the schooling it takes for granted?"),
    ),
    ComponentSpec(
        "competence",
        "governance",
        _("Competence"),
        _("May the body that would run it decide on it, in law and in money?"),
    ),
    ComponentSpec(
        "legal",
        "governance",
        _("Law"),
        _("Do your laws allow it: procurement, state aid, data protection, rules of the field?"),
    ),
    ComponentSpec(
        "coordination",
        "governance",
        _("Levels of government"),
        _("Do the levels of government that it needs work together?"),
    ),
    ComponentSpec(
        "funding",
        "resources",
        _("Funding"),
        _("Is there money to begin and to go on?"),
    ),
    ComponentSpec(
        "staff",
        "resources",
        _("Staff"),
        _("Are there people with time for it?"),
    ),
    ComponentSpec(
        "skills",
        "resources",
        _("Skills and technology"),
        _("Is the know-how there, or can it be had?"),
    ),
    ComponentSpec(
        "leadership",
        "stakeholders",
        _("Political will"),
        _("Does somebody who decides want it, beyond the next election?"),
    ),
    ComponentSpec(
        "partners",
        "stakeholders",
        _("Partners"),
        _("Would those whose part it needs take part?"),
    ),
    ComponentSpec(
        "acceptance",
        "stakeholders",
        _("Acceptance"),
        _("Would those concerned accept it?"),
    ),
    ComponentSpec(
        "essentials",
        "delivery",
        _("Essential parts"),
        _("Can the parts without which it does not work be had where you are?"),
    ),
    ComponentSpec(
        "evidence",
        "delivery",
        _("Evidence"),
        _("Is the evidence strong enough, and would it hold where you are?"),
    ),
    ComponentSpec(
        "time",
        "delivery",
        _("Time"),
        _("Is there time for it: in the funding period, before the need is over?"),
    ),
)
