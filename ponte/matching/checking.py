"""What a practice requires against what a region has, in words."""

from collections.abc import Iterator
from typing import NamedTuple

from ponte.matching import words
from ponte.matching.asking import Asked
from ponte.matching.models import Declaration, Requirements, competence_labels
from ponte.regions.models import IndicatorValue


class Check(NamedTuple):
    """A condition of which both sides are known: its name, whether it is met, the sentence."""

    name: str
    is_met: bool
    text: str


def check(
    needed: Requirements,
    asked: Asked,
    declaration: Declaration | None,
    living: IndicatorValue | None,
) -> Iterator[Check]:
    """Each condition that `needed` states and of which the region's side is known."""
    has = declaration.competences if declaration else None
    if needed.competences is not None and has is not None:
        required, missing = set(needed.competences), set(needed.competences) - set(has)
        text = (
            words.competences_short(competence_labels(missing))
            if missing
            else words.competences_met(competence_labels(required))
        )
        yield Check("competences", not missing, text)
    if needed.least_population is not None and living is not None:
        enough = living.value >= needed.least_population
        text = words.population(needed.least_population, living.value, living.year, enough=enough)
        yield Check("population", enough, text)
    if needed.cost is not None and asked.money is not None:
        enough = asked.money >= needed.cost
        yield Check("money", enough, words.money(needed.cost, asked.money, enough=enough))
    if needed.months is not None and asked.months is not None:
        enough = asked.months >= needed.months
        yield Check("time", enough, words.time(needed.months, asked.months, enough=enough))
