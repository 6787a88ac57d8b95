"""What was anticipated of each practice that a region tried, beside what came of it.

The forecast of a report uses no report of the same region and none from later years, neither
in the record nor in the evidence grade. The need and the freshness of that time are unknown.
"""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from django.core.cache import cache

from ponte.matching import inputs, parts
from ponte.matching.asking import usual_weights
from ponte.matching.calibration import Cases, Quality, quality
from ponte.matching.counting import declared_of
from ponte.matching.fit import PARTS, Span, known, unknown
from ponte.matching.holdings import RESULTS
from ponte.matching.inputs import Inputs
from ponte.matching.models import Declaration
from ponte.matching.reasons import newest
from ponte.practices.judging.grading import grade
from ponte.practices.judging.models import Adoption, EvidenceEntry
from ponte.practices.models import Practice

HOUR = 60 * 60


def cases() -> Cases:
    """Each report of a NUTS 2 region, or of one below it, on a practice from elsewhere.

    Seven queries while nothing has changed.
    """
    held = inputs.current()
    atlas, holdings = held.atlas, held.holdings
    adoptions, entries = by_practice(Adoption.objects.shown()), by_practice(EvidenceEntry.objects)
    practices = Practice.objects.published().only("pk", "region", "evidence_of_success")
    declarations = Declaration.objects.prefetch_related("priorities")
    regional = Regional(held, declarations)
    rows, results, keys = [], [], []
    for key, practice in practices.in_bulk(list(adoptions)).items():
        place = holdings.place(key)
        if place is None:
            continue
        for adoption in newest(adoptions[key]):
            there = atlas.places.get(adoption.region_id, -1)
            if not 0 <= there < atlas.size or holdings.origin[place] in atlas.at_home(there):
                continue
            known_then = [
                each
                for each in newest(adoptions[key])
                if each.year <= adoption.year and atlas.places.get(each.region_id, -1) != there
            ]
            step = grade(
                [entry.as_finding(home=practice.region_id) for entry in entries[key]],
                [each.as_trial() for each in known_then],
                is_claimed=practice.has_evidence,
                year=adoption.year,
            ).step
            rows.append(regional.middles(place, there, int(step), known_then))
            results.append(RESULTS[Adoption.Result(adoption.result)])
            keys.append(key)
    return Cases(
        np.array(rows, dtype=np.float64).reshape(-1, len(PARTS)),
        np.array(results, dtype=np.float64),
        np.array(keys, dtype=np.int64),
    )


def by_practice(records) -> dict[int, list]:
    found = defaultdict(list)
    for record in records.filter(practice__state=Practice.State.VALIDATED):
        found[record.practice_id].append(record)
    return found


class Regional:
    """What is known of all regions, to forecast with."""

    def __init__(self, held: Inputs, declarations: Iterable[Declaration]):
        self.held = held
        self.declared, self.around, self.competences, self.stated = declared_of(
            held, list(declarations)
        )

    def middles(self, place: int, there: int, grade: int, reports: list[Adoption]) -> list[float]:
        """The parts of the fit of the practice at `place` to the region at `there`."""
        atlas, holdings = self.held.atlas, self.held.holdings
        one, here = slice(place, place + 1), slice(there, there + 1)
        means = parts.Means(
            competences=self.competences[here],
            declared=self.stated[here],
            population=float(atlas.population[there]),
        )
        needs = holdings.needs.at(one)
        spans = {
            "challenge": unknown(1),
            "structure": part_of(atlas.likeness_to(int(holdings.origin[place])), here),
            "priorities": parts.priorities(
                holdings.topics[one], self.declared[here], self.around[here]
            ),
            "evidence": parts.evidence([grade]),
            "record": parts.record(self.told(there, reports)),
            "conditions": parts.conditions(needs, means),
            "freshness": known([0.5]),
        }
        return [float(spans[part].middle[0]) for part in PARTS]

    def told(self, there: int, reports: list[Adoption]) -> parts.Told:
        weights = [self.weight(there, report) for report in reports]
        worked = [
            weight * RESULTS[Adoption.Result(report.result)]
            for weight, report in zip(weights, reports, strict=True)
        ]
        return parts.Told(np.array([sum(weights)]), np.array([sum(worked)]))

    def weight(self, there: int, report: Adoption) -> float:
        adopter = self.held.atlas.places.get(report.region_id, -1)
        return float(self.held.atlas.likeness_to(adopter).middle[there])


def part_of(span: Span, rows: slice) -> Span:
    return Span(span.low[rows], span.high[rows])


def found_quality() -> tuple[int, Quality | None]:
    """How many reports there are, and how good the forecasts of them were; None for too few.

    Kept for an hour.
    """
    found = cache.get("fit-quality")
    if found is None:
        all_cases = cases()
        enough = quality(all_cases, usual_weights()) if all_cases.enough else None
        found = (len(all_cases), enough)
        cache.set("fit-quality", found, HOUR)
    return found
