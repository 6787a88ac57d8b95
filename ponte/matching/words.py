"""The fit in people's words: its parts, and the sentences that say why."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from ponte.core.templatetags.money import euro
from ponte.matching.fit import Span
from ponte.practices.judging import words as judging
from ponte.practices.judging.grading import Grade
from ponte.practices.judging.models import Adoption, EvidenceEntry, EvidenceGrade
from ponte.practices.templatetags.judging import amount
from ponte.regions import standing
from ponte.regions.likeness import Reason
from ponte.regions.models import Region

NAMES = {
    "challenge": pgettext_lazy("part of the fit", "The challenge"),
    "structure": pgettext_lazy("part of the fit", "Where it comes from"),
    "priorities": pgettext_lazy("part of the fit", "The region’s priorities"),
    "evidence": pgettext_lazy("part of the fit", "Evidence"),
    "record": pgettext_lazy("part of the fit", "Tried elsewhere"),
    "conditions": pgettext_lazy("part of the fit", "What it requires"),
    "freshness": pgettext_lazy("part of the fit", "Freshness"),
}
ASKS = {
    "challenge": gettext_lazy("Is it about what your region faces?"),
    "structure": gettext_lazy("Is the region it comes from like yours?"),
    "priorities": gettext_lazy("Is it on a topic that your region has declared?"),
    "evidence": gettext_lazy("How strong is the evidence that it works?"),
    "record": gettext_lazy("What came of it in other regions, and how like yours are they?"),
    "conditions": gettext_lazy("Does your region have what it requires?"),
    "freshness": gettext_lazy("How lately did somebody confirm it?"),
}
TRIED = {
    Adoption.Result.WORKED: gettext_lazy("It worked in %(region)s in %(year)s; %(like)s"),
    Adoption.Result.PARTLY: gettext_lazy("It worked in part in %(region)s in %(year)s; %(like)s"),
    Adoption.Result.FAILED: gettext_lazy("It did not work in %(region)s in %(year)s; %(like)s"),
}

HALF = 0.5


def of_100(span: Span) -> str:
    """A share as people read it: "64 of 100", or "47 to 72 of 100" where it is not known."""
    low, high = (round(100 * float(side)) for side in span)
    if low == high:
        return _("%(n)d of 100") % {"n": low}
    return _("%(low)d to %(high)d of 100") % {"low": low, "high": high}


def how_alike(span: Span) -> str:
    return _("its likeness to yours is %(likeness)s.") % {"likeness": of_100(span)}


# The challenge


def about_need(relevance: float, *, by_meaning: bool, declared: bool) -> str:
    n = {"n": round(100 * relevance)}
    if relevance >= HALF and declared:
        text = _("It is close to what the region has declared to face: %(n)d of 100.") % n
    elif relevance >= HALF:
        text = _("It is close to what you describe: %(n)d of 100.") % n
    elif declared:
        text = _("It has little to do with what the region has declared to face: %(n)d of 100.") % n
    else:
        text = _("It has little to do with what you describe: %(n)d of 100.") % n
    return text if by_meaning else f"{text} " + _("Only words were compared, not meanings.")


def no_need() -> str:
    return _("Nobody has said what the region faces.")


def no_answer() -> str:
    return _("The search engine cannot say what it has to do with the need.")


# Structure


def origin_alike(origin: Region, span: Span, reasons: Sequence[Reason]) -> str:
    text = _("It comes from %(region)s; %(like)s") % {
        "region": origin.label,
        "like": how_alike(span),
    }
    if not reasons:
        return text
    return f"{text} " + _("Alike in: %(figures)s.") % {"figures": figures(reasons)}


def origin_apart(origin: Region, reasons: Sequence[Reason]) -> str:
    return _("Unlike %(region)s, where it comes from, in: %(figures)s.") % {
        "region": origin.label,
        "figures": figures(reasons),
    }


def origin_wide(origin: Region, span: Span) -> str:
    return _("It is told of %(region)s as a whole; the likeness of its regions is %(n)s.") % {
        "region": origin.label,
        "n": of_100(span),
    }


def origin_unknown() -> str:
    return _("Nobody has said where it comes from.")


def structure_unknown(origin: Region) -> str:
    return _("Too little is known to compare %(region)s, where it comes from, with yours.") % {
        "region": origin.label
    }


def figures(reasons: Sequence[Reason]) -> str:
    return "; ".join(figure(reason) for reason in reasons)


def figure(reason: Reason) -> str:
    """ "Population density (97 here, 104 there, inhabitants per km², 2024)"."""
    here, there, indicator = reason.here, reason.there, reason.indicator
    if here is None or there is None:
        return str(indicator.name)
    numbers = _("%(here)s here, %(there)s there") % {
        "here": f"{standing.number(here.value, indicator)}{reason.percent}",
        "there": f"{standing.number(there.value, indicator)}{reason.percent}",
    }
    unit = "" if reason.percent else indicator.unit
    years = ", ".join(str(year) for year in sorted({here.year, there.year}))
    return f"{indicator.name} ({', '.join(filter(None, (numbers, unit, years)))})"


# Priorities


def priority_met(topics: Sequence[str]) -> str:
    text = ngettext(
        "It is on a priority that the region has declared: %(topics)s.",
        "It is on priorities that the region has declared: %(topics)s.",
        len(topics),
    )
    return text % {"topics": ", ".join(topics)}


def priority_near(topics: Sequence[str]) -> str:
    return _("It is on the same topic as a priority that the region has declared: %(topics)s.") % {
        "topics": ", ".join(topics)
    }


def priority_missed() -> str:
    return _("It is on none of the topics that the region has declared as priorities.")


def no_priorities() -> str:
    return _("The region has not declared its priorities.")


def no_topic() -> str:
    return _("The practice has no topic.")


# Evidence


def grade(found: Grade) -> str:
    label = EvidenceGrade(found.step).label
    sentences = [
        _("Its evidence grade is “%(grade)s”, step %(n)d of 5.")
        % {"grade": label, "n": int(found.step)},
        str(judging.CONDITIONS[found.reached]),
        *(judging.way_down(lowered) for lowered in found.lowered),
    ]
    return " ".join(sentences)


def result(entry: EvidenceEntry) -> str:
    """ "Repairs in a year: 3,400 repairs, 1,900 before (2022)"."""
    parts = [f"{amount(entry.figure)} {entry.unit}"] if entry.figure is not None else []
    if entry.compared_figure is not None:
        then = _("%(n)s before") if entry.comparison == "before" else _("%(n)s without it")
        parts.append(then % {"n": amount(entry.compared_figure)})
    told = ": ".join(filter(None, (capfirst(entry.measured), ", ".join(parts))))
    return f"{told} ({entry.period})" if entry.period else told


# Tried elsewhere


def tried(adoption: Adoption, span: Span) -> str:
    text = TRIED[Adoption.Result(adoption.result)] % {
        "region": adoption.region.label,
        "year": adoption.year,
        "like": how_alike(span),
    }
    if not adoption.outcome or adoption.result == Adoption.Result.WORKED:
        return text
    return f"{text} " + _("Told from there: “%(outcome)s”") % {"outcome": short(adoption.outcome)}


def not_tried() -> str:
    return _("No other region has reported that it tried it.")


def short(text: str, letters: int = 160) -> str:
    """The beginning of a text, whole words."""
    text = " ".join(text.split())
    return text if len(text) <= letters else f"{text[:letters].rsplit(' ', 1)[0]} …"


# Conditions


def competences_met(labels: Sequence[str]) -> str:
    if not labels:
        return _("It needs none of the competences that regions differ in.")
    return _("The region has the competences it needs: %(names)s.") % {"names": ", ".join(labels)}


def competences_short(labels: Sequence[str]) -> str:
    text = ngettext(
        "A competence that it needs is missing in the region: %(names)s.",
        "Competences that it needs are missing in the region: %(names)s.",
        len(labels),
    )
    return text % {"names": ", ".join(labels)}


def population(needed: int, living: float, year: int, *, enough: bool) -> str:
    text = (
        _("It needs at least %(needed)s people; %(living)s live here (%(year)s).")
        if enough
        else _("It needs at least %(needed)s people; only %(living)s live here (%(year)s).")
    )
    return text % {"needed": whole(needed), "living": whole(living), "year": year}


def money(cost: Decimal, at_hand: Decimal, *, enough: bool) -> str:
    text = (
        _("It costs %(cost)s, and you have %(money)s.")
        if enough
        else _("It costs %(cost)s, more than the %(money)s you have.")
    )
    return text % {"cost": euro(cost), "money": euro(at_hand)}


def time(needed: int, at_hand: int, *, enough: bool) -> str:
    if enough:
        text = ngettext(
            "It works after %(needed)d month, and you have %(months)d.",
            "It works after %(needed)d months, and you have %(months)d.",
            needed,
        )
    else:
        text = ngettext(
            "It works after %(needed)d month only; you have %(months)d.",
            "It works after %(needed)d months only; you have %(months)d.",
            needed,
        )
    return text % {"needed": needed, "months": at_hand}


def not_stated(names: Sequence[str]) -> str:
    return _("Those who run it have not said: %(names)s.") % {"names": ", ".join(names)}


def not_at_hand(names: Sequence[str]) -> str:
    return _("Not known of your region: %(names)s.") % {"names": ", ".join(names)}


CONDITIONS = {
    "competences": pgettext_lazy("condition", "competences"),
    "population": pgettext_lazy("condition", "number of people"),
    "money": pgettext_lazy("condition", "money"),
    "time": pgettext_lazy("condition", "time"),
}


# Freshness


def confirmed(day: date) -> str:
    return _("Found valid last on %(day)s.") % {"day": date_format(day)}


def stale(day: date) -> str:
    return _("Nobody has confirmed it since %(day)s.") % {"day": date_format(day)}


def never_confirmed() -> str:
    return _("Nobody knows when it was last found valid.")


# What pages share


def whole(number: float) -> str:
    return number_format(round(number), force_grouping=True)


def host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.") or url


def at_home() -> str:
    return _("It comes from this region.")


def tried_here() -> str:
    return _("Somebody of this region has tried it and reported.")


def left_out(at_home: int, tried: int) -> list[str]:
    """What is not proposed to a region that has it already."""
    found = []
    if at_home:
        text = ngettext(
            "%(n)s practice that comes from here", "%(n)s practices that come from here", at_home
        )
        found.append(text % {"n": whole(at_home)})
    if tried:
        text = ngettext(
            "%(n)s practice that was tried here", "%(n)s practices that were tried here", tried
        )
        found.append(text % {"n": whole(tried)})
    return found


def question(region: Region, need: str) -> str:
    """The beginning of a question to those who run a practice."""
    text = _("We are thinking of this practice for our region, %(region)s.") % {"region": region}
    if need:
        text += " " + _("What we face: “%(need)s”") % {"need": short(need, 500)}
    return f"{text}\n\n" + _("Would it work there? What would we have to mind?")
