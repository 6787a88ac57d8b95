"""What assessments say, taken together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import NamedTuple

from ponte.assessment import scoring
from ponte.assessment.models import Assessment, Criterion, Rubric
from ponte.assessment.scoring import Answer, Spread, Verdict
from ponte.regions.models import Region

REGIONS_FOR_SHORTLIST = 3


def score_of(assessment: Assessment) -> Verdict:
    """What an assessment's scores add up to. Uses prefetched scores with their criteria."""
    return verdict_of([assessment])


def verdict_of(assessments: Iterable[Assessment]) -> Verdict:
    """What the scores of several assessments of one pair add up to, all with equal right."""
    return scoring.verdict(
        Answer(score.value, float(score.criterion.weight), score.criterion.is_gate)
        for assessment in assessments
        for score in assessment.scores.all()
    )


def is_enough(verdict: Verdict, rubric: Rubric) -> bool:
    """Whether `verdict` reaches what `rubric` calls enough."""
    threshold = None if rubric.threshold is None else float(rubric.threshold)
    return verdict.is_enough(threshold, rubric.floor)


class RegionalVerdict(NamedTuple):
    """What the assessments in the name of one region add up to."""

    region: Region
    verdict: Verdict
    assessments: Sequence[Assessment]


class CriterionView(NamedTuple):
    """The answers of regions to one criterion: of each region the mean of its assessors.

    `spread` is over the regions; of a gate its mean is the share that found it met.
    """

    criterion: Criterion
    spread: Spread
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class RegionsView:
    """What regions think of adopting a practice by one version of a rubric: of each its verdict,
    the best first.

    `convinced` counts those for which it is enough. `spread` is the mean of the regions'
    scores and how far they lie apart, None without any.
    """

    rubric: Rubric
    regions: Sequence[RegionalVerdict]
    convinced: int
    spread: Spread | None

    @property
    def is_shortlisted(self) -> bool:
        """Enough regions have assessed it, it is enough on average, nobody found a flaw."""
        if len(self.regions) < REGIONS_FOR_SHORTLIST or self.spread is None:
            return False
        lowest = min(each.verdict.lowest or 0 for each in self.regions)
        gates = sum(each.verdict.gates_failed for each in self.regions)
        return is_enough(Verdict(self.spread.mean, lowest, gates), self.rubric)

    @property
    def criteria(self) -> list[CriterionView]:
        """The criteria in their order, each with its mean and dispersion over the regions."""
        means = defaultdict(list)
        for each in self.regions:
            for criterion, values in values_of(each.assessments).items():
                means[criterion].append(fmean(values))
        return [
            CriterionView(criterion, scoring.spread(values), min(values), max(values))
            for criterion, values in sorted(means.items(), key=lambda pair: pair[0].position)
        ]


def values_of(assessments: Iterable[Assessment]) -> dict[Criterion, list[int]]:
    values = defaultdict(list)
    for assessment in assessments:
        for score in assessment.scores.all():
            values[score.criterion].append(score.value)
    return values


def regions_views(practice, slug: str) -> list[RegionsView]:
    """What regions think of `practice` by the rubric called `slug`: by each version that some
    have handed in by, the newest first. Few queries, whatever their number."""
    assessments = (
        practice.assessments.counted()
        .filter(rubric__slug=slug, region__isnull=False)
        .select_related("rubric", "region__parent")
        .prefetch_related("scores__criterion")
    )
    by_rubric = defaultdict(lambda: defaultdict(list))
    for assessment in assessments:
        by_rubric[assessment.rubric][assessment.region].append(assessment)
    views = [regions_view(rubric, by_region) for rubric, by_region in by_rubric.items()]
    return sorted(views, key=lambda view: -view.rubric.version)


def regions_view(rubric: Rubric, by_region: Mapping[Region, list[Assessment]]) -> RegionsView:
    regions = [
        RegionalVerdict(region, verdict_of(assessments), assessments)
        for region, assessments in by_region.items()
    ]
    regions.sort(key=lambda each: (-(each.verdict.value or 0), each.region.code))
    values = [each.verdict.value for each in regions if each.verdict.value is not None]
    return RegionsView(
        rubric=rubric,
        regions=regions,
        convinced=sum(is_enough(each.verdict, rubric) for each in regions),
        spread=scoring.spread(values) if values else None,
    )
