"""What the platform knows about a practice and two regions, as suggestions for an assessor.

A suggestion is plain data that is kept with the answer: its kind, the support it speaks for
(None: it only informs) and the facts it rests on. It never counts by itself.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from django.db.models import Avg, Count

from ponte.assessment.models import Score
from ponte.community.models import Organisation
from ponte.practices.judging.grading import Step
from ponte.practices.judging.rules import is_near
from ponte.regions import likeness
from ponte.regions.models import Indicator, Region, origins
from ponte.regions.rules import likeness as as_likeness
from ponte.regions.similarity.distance import scale
from ponte.regions.similarity.scheme import Scheme, load_scheme
from ponte.transfers.models import Transfer

Suggestion = dict[str, Any]

# What a likeness from 0 to 100 speaks for. Being unlike is at most a constraint: whether it
# matters is for the assessor to say.
LIKENESSES = ((85, 2), (70, 1), (55, 0), (0, -1))
# What a mean score for relevance speaks for, as a share of the scale.
RELEVANCES = ((0.8, 2), (0.6, 1), (0.4, 0), (0.2, -1), (0.0, -2))
GRADES = {
    Step.NONE: -1,
    Step.CLAIMED: -1,
    Step.MEASURED: 0,
    Step.COMPARED: 1,
    Step.REPLICATED: 2,
    Step.INDEPENDENT: 2,
}
THEMES = {
    "settlement": ("demography", "territory"),
    "economy": ("sectors",),
    "education": ("education",),
}
AUTHORITIES = {
    "local": Organisation.Type.LOCAL,
    "regional": Organisation.Type.REGIONAL,
    "national": Organisation.Type.NATIONAL,
}
NAMED = 3


def suggest(transfer: Transfer) -> dict[str, Suggestion]:
    """A suggestion for each component of which the platform knows something, by its slug."""
    found = {name: find(transfer) for name, find in FINDERS.items()}
    found |= dict(from_structure(transfer))
    return {name: suggestion for name, suggestion in found.items() if suggestion}


def step(value: float, steps: tuple[tuple[float, int], ...]) -> int:
    """The support of the highest threshold that `value` reaches."""
    return next(support for threshold, support in steps if value >= threshold)


def from_structure(transfer: Transfer) -> Iterator[tuple[str, Suggestion]]:
    """How alike both regions are in each of the themes that matter, by published figures."""
    origin = transfer.practice.region
    here, there = likeness.nuts2(transfer.region), origin and likeness.nuts2(origin)
    if here is None or there is None:
        return
    scheme = load_scheme()
    squares = squared_differences(here, there, scheme)
    if squares is None:
        return
    groups = dict(zip([group.code for group in scheme.groups], scheme.parts, strict=True))
    for name, themes in THEMES.items():
        parts = [groups[theme] for theme in themes if theme in groups]
        alike = likeness_of(squares, parts)
        if alike is not None:
            codes = [scheme.codes[k] for _w, _within, columns in parts for k in span(columns)]
            yield (
                name,
                {
                    "kind": "likeness",
                    "support": step(alike, LIKENESSES),
                    "likeness": alike,
                    "themes": list(themes),
                    "source": origins(Indicator.objects.filter(code__in=codes)),
                },
            )


def squared_differences(here: Region, there: Region, scheme: Scheme) -> np.ndarray | None:
    """Of each variable of `scheme` the squared difference, from 0 to 1, NaN where unknown."""
    known = likeness.cached_structure(scheme)
    places = {key: place for place, key in enumerate(known.keys)}
    if here.pk not in places or there.pk not in places:
        return None
    scaled = scale(known.values, scheme)
    difference: np.ndarray = scaled[places[here.pk]] - scaled[places[there.pk]]
    return difference**2


def likeness_of(squares: np.ndarray, parts) -> int | None:
    """The likeness over some groups of variables; each group that is known counts alike."""
    means = []
    for _weight, within, columns in parts:
        known = ~np.isnan(squares[columns])
        if known.any():
            means.append(np.average(squares[columns][known], weights=within[known]))
    return as_likeness(float(np.mean(means))) if means else None


def span(columns: slice) -> range:
    return range(columns.start, columns.stop)


def from_regions_own_judgement(transfer: Transfer) -> Suggestion | None:
    """How relevant members of the adopting region found the practice by a rubric."""
    scores = Score.objects.filter(
        criterion__slug="relevance",
        assessment__practice=transfer.practice_id,
        assessment__region=transfer.region_id,
        assessment__submitted_at__isnull=False,
    )
    found = scores.values("assessment__rubric__lowest", "assessment__rubric__highest").annotate(
        mean=Avg("value"), number=Count("pk")
    )
    first = found.order_by("-number").first()
    if first is None:
        return None
    lowest, highest = first["assessment__rubric__lowest"], first["assessment__rubric__highest"]
    return {
        "kind": "relevance",
        "support": step((first["mean"] - lowest) / (highest - lowest), RELEVANCES),
        "mean": round(first["mean"], 1),
        "highest": highest,
        "number": first["number"],
    }


def from_level(transfer: Transfer) -> Suggestion | None:
    """Whether the body that asks is an authority of the level at which the practice is run."""
    scope, organisation = transfer.practice.scope, transfer.organisation
    if not scope or organisation is None:
        return None
    is_authority = organisation.type in AUTHORITIES.values()
    fits = organisation.type == AUTHORITIES[scope]
    return {
        "kind": "level",
        "support": (1 if fits else -1) if is_authority else None,
        "scope": scope,
        "type": organisation.type,
    }


def from_same_country(transfer: Transfer) -> Suggestion | None:
    origin = transfer.practice.region
    if origin is None or origin.country_code != transfer.region.country_code:
        return None
    return {"kind": "country", "support": 1, "country": origin.country_code}


def from_resources(transfer: Transfer) -> Suggestion | None:
    text = transfer.practice.resources_needed
    return {"kind": "resources", "support": None, "text": text} if text else None


def from_partnership(transfer: Transfer) -> Suggestion | None:
    """Bodies of the adopting region that were partners in the practice's project."""
    project = transfer.practice.project
    if project is None:
        return None
    partners = project.partners.select_related("region")
    names = [each.name for each in partners if is_near(transfer.region, each.region)]
    if not names:
        return None
    return {
        "kind": "partners",
        "support": 1,
        "names": names[:NAMED],
        "number": len(names),
        "project": project.name,
    }


def from_evidence(transfer: Transfer) -> Suggestion:
    grade = transfer.practice.evidence_grade
    return {"kind": "evidence", "support": GRADES[Step(grade)], "grade": int(grade)}


def from_trials(transfer: Transfer) -> Suggestion | None:
    """What came of it where it was tried."""
    practice = transfer.practice
    worked, partly, failed = practice.worked_in, practice.partly_worked_in, practice.failed_in
    if not practice.tried_in:
        return None
    balance = (worked > failed) - (failed > worked)
    clear = practice.tried_in > 1 and practice.tried_in in {worked, failed}
    return {
        "kind": "trials",
        "support": balance * (2 if clear else 1),
        "worked": worked,
        "partly": partly,
        "failed": failed,
    }


FINDERS: dict[str, Callable[[Transfer], Suggestion | None]] = {
    "need": from_regions_own_judgement,
    "competence": from_level,
    "legal": from_same_country,
    "funding": from_resources,
    "partners": from_partnership,
    "evidence": from_evidence,
    "essentials": from_trials,
}
