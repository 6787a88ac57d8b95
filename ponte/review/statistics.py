"""What reviews say about reviewing: how many, how long, how far experts agree."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations
from statistics import median

from django.db.models import Q

from ponte.assessment.models import Criterion, Score
from ponte.community.models import Member
from ponte.practices.models import Practice
from ponte.review import actions
from ponte.review.agreement import Pair, Severity, both_ways, severities, weighted_kappa
from ponte.review.models import Assignment, Review

# With fewer practices a number could be traced to single scores.
FEWEST = 10


@dataclass(frozen=True)
class Agreement:
    """How far independent experts agree on one criterion, or on all (None).

    `kappa`, `same` and `near` (shares of pairs with equal scores, and with at most one point
    between) are None where too few practices were scored twice.
    """

    criterion: Criterion | None
    practices: int
    kappa: float | None = None
    same: float | None = None
    near: float | None = None


@dataclass(frozen=True)
class RubricAgreement:
    rubric: object
    overall: Agreement
    criteria: list[Agreement] = field(default_factory=list)


@dataclass(frozen=True)
class Totals:
    """Counts of reviews that ended with an outcome, and the median of the days they took."""

    closed: int
    validated: int
    not_selected: int
    compared: int
    further: int
    days: int | None


def totals() -> Totals:
    state = Practice.State
    reviews = list(
        Review.objects.filter(
            complete_at__isnull=False,
            outcome__in=[state.VALIDATED, state.DECLINED, state.PROJECT_PUBLISHED],
        ).values_list("outcome", "needed", "further_called_at", "opened_at", "closed_at")
    )
    validated = sum(row[0] == state.VALIDATED for row in reviews)
    took = [closed - opened for *_rest, opened, closed in reviews]
    return Totals(
        closed=len(reviews),
        validated=validated,
        not_selected=len(reviews) - validated,
        compared=sum(row[1] > 1 for row in reviews),
        further=sum(row[2] is not None for row in reviews),
        days=round(median(took) / timedelta(days=1)) if took else None,
    )


def agreements() -> list[RubricAgreement]:
    """By rubric and criterion, of scores that were given independently.

    A further expert is called only where the first differ, so their scores do not count.
    """
    scores: dict = defaultdict(lambda: defaultdict(list))
    for review, criterion, value in (
        Score.objects.filter(
            criterion__kind=Criterion.Kind.SCORE,
            assessment__assignment__in=Assignment.objects.filter(
                state=Assignment.State.SCORED,
                is_further=False,
                review__complete_at__isnull=False,
                review__closed_at__isnull=False,
            ),
        )
        .order_by("assessment__assignment")
        .values_list("assessment__assignment__review", "criterion", "value")
    ):
        scores[criterion][review].append(value)
    by_rubric = defaultdict(list)
    criteria = Criterion.objects.select_related("rubric").filter(pk__in=scores)
    for criterion in criteria.order_by("rubric__slug", "-rubric__version", "position"):
        by_rubric[criterion.rubric].append(criterion)
    return [of_rubric(rubric, asked, scores) for rubric, asked in by_rubric.items()]


def of_rubric(rubric, criteria, scores) -> RubricAgreement:
    pairs = {each: pairs_of(scores[each.pk].values()) for each in criteria}
    practices = {
        review for each in criteria for review, given in scores[each.pk].items() if given[1:]
    }
    return RubricAgreement(
        rubric,
        agreement(None, rubric, [pair for each in pairs.values() for pair in each], len(practices)),
        [
            agreement(each, rubric, found, sum(len(v) > 1 for v in scores[each.pk].values()))
            for each, found in pairs.items()
        ],
    )


def pairs_of(cases: Iterable[list[int]]) -> list[Pair]:
    return [pair for values in cases for pair in combinations(values, 2)]


def agreement(criterion, rubric, pairs: list[Pair], practices: int) -> Agreement:
    if practices < FEWEST:
        return Agreement(criterion, practices)
    distances = [abs(a - b) for a, b in pairs]
    return Agreement(
        criterion,
        practices,
        kappa=weighted_kappa(both_ways(pairs), lowest=rubric.lowest, highest=rubric.highest),
        same=distances.count(0) / len(pairs),
        near=sum(distance <= 1 for distance in distances) / len(pairs),
    )


def expert_severities(only: Member | None = None) -> list[tuple[Member, Severity]]:
    """How severe experts are, the severest first; with `only`, that expert alone."""
    reviews = Review.objects.filter(closed_at__isnull=False, complete_at__isnull=False)
    if only is not None:
        reviews = reviews.filter(
            assignments__expert=only, assignments__state=Assignment.State.SCORED
        )
    assignments = Assignment.objects.filter(
        Q(review__in=reviews), state=Assignment.State.SCORED
    ).prefetch_related("assessment__scores__criterion")
    cases: dict = defaultdict(dict)
    for assignment in assignments:
        score = assignment.assessment and actions.exact_score(assignment.assessment)
        if score is not None:
            cases[assignment.review_id][assignment.expert_id] = score
    found = severities(cases.values())
    members = Member.objects.in_bulk(found if only is None else [only.pk])
    rows = [(members[pk], severity) for pk, severity in found.items() if pk in members]
    return sorted(rows, key=lambda row: (row[1].deviation, row[0].pk))
