"""What assessments say, taken together."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ponte.assessment import scoring
from ponte.assessment.models import Assessment, Rubric
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


@dataclass(frozen=True, slots=True)
class RegionsView:
    """What regions think of adopting a practice: of each its verdict, the best first.

    `convinced` counts those for which it is enough. `spread` is the mean of the regions'
    scores and how far they lie apart, None without any.
    """

    rubric: Rubric
    regions: Sequence[tuple[Region, Verdict]]
    convinced: int
    spread: Spread | None

    @property
    def is_shortlisted(self) -> bool:
        """Enough regions have assessed it, it is enough on average, nobody found a flaw."""
        if len(self.regions) < REGIONS_FOR_SHORTLIST or self.spread is None:
            return False
        lowest = min(verdict.lowest or 0 for _region, verdict in self.regions)
        gates = sum(verdict.gates_failed for _region, verdict in self.regions)
        return is_enough(Verdict(self.spread.mean, lowest, gates), self.rubric)


def regions_view(practice, rubric: Rubric) -> RegionsView:
    """The handed-in assessments of `practice` in the name of regions; two queries and few."""
    assessments = (
        practice.assessments.submitted()
        .filter(rubric=rubric, region__isnull=False)
        .select_related("region__parent")
        .prefetch_related("scores__criterion")
    )
    by_region = defaultdict(list)
    for assessment in assessments:
        by_region[assessment.region].append(assessment)
    regions = [(region, verdict_of(each)) for region, each in by_region.items()]
    regions.sort(key=lambda pair: (-(pair[1].value or 0), pair[0].code))
    values = [verdict.value for _region, verdict in regions if verdict.value is not None]
    return RegionsView(
        rubric=rubric,
        regions=regions,
        convinced=sum(is_enough(verdict, rubric) for _region, verdict in regions),
        spread=scoring.spread(values) if values else None,
    )
