"""What the platform suggests, and supports, in people's words."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ponte.community.models import Organisation
from ponte.practices.judging.models import EvidenceGrade
from ponte.practices.models import Practice
from ponte.regions.codes import country_name
from ponte.regions.themes import theme_name
from ponte.transfers.models import Answer

MINUS = "\u2212"


class Told(NamedTuple):
    """A suggestion for people: the support it speaks for, why, and where that comes from."""

    support: str
    because: str
    source: str


def signed(support: int | None) -> str:
    """A support as it is written: "+2", "0", "−1", and "?" when nobody knows."""
    if support is None:
        return "?"
    return f"{'+' if support > 0 else MINUS if support < 0 else ''}{abs(support)}"


def named(support: int) -> str:
    return f"{signed(support)} {Answer.Support(support).label}"


def told(suggestion: dict[str, Any]) -> Told | None:
    """The words for a kept suggestion; None without one, or of a kind nobody knows any more."""
    say = SAYING.get(suggestion.get("kind", ""))
    if say is None:
        return None
    support = suggestion.get("support")
    because, source = say(suggestion)
    return Told("" if support is None else named(support), because, source)


def say_likeness(facts: dict[str, Any]) -> tuple[str, str]:
    themes = ", ".join(str(theme_name(theme)).lower() for theme in facts["themes"])
    text = _("Both regions are %(likeness)d of 100 alike in: %(themes)s.")
    source = _("Published figures: %(source)s") % {"source": facts["source"]}
    return text % {"likeness": facts["likeness"], "themes": themes}, source


def say_relevance(facts: dict[str, Any]) -> tuple[str, str]:
    text = ngettext(
        "%(number)d member of your region gave it %(mean)s of %(highest)s for relevance.",
        "%(number)d members of your region gave it %(mean)s of %(highest)s for relevance.",
        facts["number"],
    )
    return text % facts, _("Assessments of the practice in the name of your region")


def say_level(facts: dict[str, Any]) -> tuple[str, str]:
    text = _("The practice is run at this level: %(scope)s. Your organisation is: %(type)s.")
    words = {
        "scope": str(Practice.Scope(facts["scope"]).label).lower(),
        "type": Organisation.Type(facts["type"]).label,
    }
    return text % words, _("The record of the practice and the page of your organisation")


def say_country(facts: dict[str, Any]) -> tuple[str, str]:
    country = country_name(facts["country"], get_language())
    text = _("Both regions lie in %(country)s: national law is the same.")
    return text % {"country": country}, _("The regions’ codes")


def say_resources(facts: dict[str, Any]) -> tuple[str, str]:
    text = _("Where it comes from it takes: %(resources)s") % {"resources": facts["text"]}
    return text, _("The record of the practice")


def say_partners(facts: dict[str, Any]) -> tuple[str, str]:
    names = ", ".join(facts["names"])
    if facts["number"] > len(facts["names"]):
        names = _("%(names)s and others") % {"names": names}
    text = _("From your region took part in %(project)s, which found the practice: %(names)s.")
    return text % {"project": facts["project"], "names": names}, _("The project’s partners")


def say_evidence(facts: dict[str, Any]) -> tuple[str, str]:
    text = _("The evidence grade of the practice is: %(grade)s.")
    grade = str(EvidenceGrade(facts["grade"]).label).lower()
    return text % {"grade": grade}, _("The results stated on its page")


def say_trials(facts: dict[str, Any]) -> tuple[str, str]:
    number = facts["worked"] + facts["partly"] + facts["failed"]
    text = ngettext(
        "%(number)d region has tried it: it worked in %(worked)d, in part in %(partly)d, "
        "not in %(failed)d.",
        "%(number)d regions have tried it: it worked in %(worked)d, in part in %(partly)d, "
        "not in %(failed)d.",
        number,
    )
    return text % {**facts, "number": number}, _("“Tried here” on the page of the practice")


SAYING: dict[str, Callable[[dict[str, Any]], tuple[str, str]]] = {
    "likeness": say_likeness,
    "relevance": say_relevance,
    "level": say_level,
    "country": say_country,
    "resources": say_resources,
    "partners": say_partners,
    "evidence": say_evidence,
    "trials": say_trials,
}


def importance(value: int) -> str:
    return capfirst(str(Answer.Importance(value).label))
