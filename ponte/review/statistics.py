"""What reviews say about reviewing: how many, how long, how far experts agree."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median

from django.core.cache import cache
from django.db.models import Count, F, Max, Q

from ponte.assessment.models import Criterion, Score
from ponte.community.models import Member
from ponte.practices.models import Practice
from ponte.review import actions
from ponte.review.agreement import Pair, Severity, both_ways, severities, weighted_kappa
from ponte.review.models import Assignment, Review

# With fewer practices a number could be traced to single scores.
FEWEST = 10
# How severe somebody was long ago says little about today.
LATEST = 500
DAY = 24 * 60 * 60


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


def published() -> tuple[Totals, list[RubricAgreement]]:
    """What is published, counted anew when a review was closed since."""
    last = Review.objects.aggregate(last=Max("closed_at"))["last"]
    key = f"review-figures-{last.timestamp() if last else 0}"
    return cache.get_or_set(key, lambda: (totals(), agreements()), DAY)


def totals() -> Totals:
    state = Practice.State
    reviews = Review.objects.filter(
        complete_at__isnull=False,
        outcome__in=[state.VALIDATED, state.DECLINED, state.PROJECT_PUBLISHED],
    )
    counts = reviews.aggregate(
        closed=Count("pk"),
        validated=Count("pk", filter=Q(outcome=state.VALIDATED)),
        compared=Count("pk", filter=Q(needed__gt=1)),
        further=Count("pk", filter=Q(further_called_at__isnull=False)),
    )
    not_selected = counts["closed"] - counts["validated"]
    return Totals(not_selected=not_selected, days=median_days(reviews, counts["closed"]), **counts)


def median_days(reviews, count: int) -> int | None:
    """The median of the days from the beginning to the end, of `count` reviews."""
    took = reviews.order_by(F("closed_at") - F("opened_at"))
    middle = took.values_list("opened_at", "closed_at")[max(0, (count - 1) // 2) : count // 2 + 1]
    found = [closed - opened for opened, closed in middle]
    return round(median(found) / timedelta(days=1)) if found else None


def agreements() -> list[RubricAgreement]:
    """By rubric and criterion, of scores that were given independently.

    A further expert is called only where the first differ, so their scores do not count.
    """
    pairs, practices = count_pairs()
    by_rubric = defaultdict(list)
    criteria = Criterion.objects.select_related("rubric").filter(pk__in=pairs)
    for criterion in criteria.order_by("rubric__slug", "-rubric__version", "position"):
        by_rubric[criterion.rubric].append(criterion)
    return [
        RubricAgreement(
            rubric,
            agreement(
                None,
                rubric,
                sum((pairs[each.pk] for each in asked), Counter()),
                practices["rubric", rubric.pk],
            ),
            [
                agreement(each, rubric, pairs[each.pk], practices["criterion", each.pk])
                for each in asked
            ],
        )
        for rubric, asked in by_rubric.items()
    ]


def count_pairs() -> tuple[dict[int, Counter[Pair]], dict[tuple[str, int], int]]:
    """By criterion how often two experts gave which pair of scores; and by criterion and by
    rubric in how many reviews. The database counts: few rows come back, however many scores."""
    independent = Assignment.objects.filter(
        state=Assignment.State.SCORED,
        is_further=False,
        review__complete_at__isnull=False,
        review__closed_at__isnull=False,
    )
    review = "assessment__assignment__review"
    other = f"{review}__assignments"
    twice = Score.objects.order_by().filter(
        criterion__kind=Criterion.Kind.SCORE,
        assessment__assignment__in=independent,
        **{
            f"{other}__in": independent,
            f"{other}__pk__gt": F("assessment__assignment__pk"),
            f"{other}__assessment__scores__criterion": F("criterion"),
        },
    )
    pairs: dict[int, Counter[Pair]] = defaultdict(Counter)
    second = F(f"{other}__assessment__scores__value")
    rows = twice.values_list("criterion", "value", second).annotate(times=Count("pk"))
    for criterion, one, another, times in rows:
        pairs[criterion][one, another] += times
    practices = {
        (name, pk): count
        for name, field in (("criterion", "criterion"), ("rubric", "criterion__rubric"))
        for pk, count in twice.values_list(field).annotate(count=Count(review, distinct=True))
    }
    return pairs, practices


def agreement(criterion, rubric, pairs: Counter[Pair], practices: int) -> Agreement:
    if practices < FEWEST:
        return Agreement(criterion, practices)
    same = sum(times for (a, b), times in pairs.items() if a == b)
    near = sum(times for (a, b), times in pairs.items() if abs(a - b) <= 1)
    return Agreement(
        criterion,
        practices,
        kappa=weighted_kappa(both_ways(pairs), lowest=rubric.lowest, highest=rubric.highest),
        same=same / pairs.total(),
        near=near / pairs.total(),
    )


def expert_severities(only: Member | None = None) -> list[tuple[Member, Severity]]:
    """How severe experts were in the latest reviews, the severest first; with `only`, that
    expert alone."""
    reviews = Review.objects.filter(closed_at__isnull=False, complete_at__isnull=False)
    if only is not None:
        reviews = reviews.filter(
            assignments__expert=only, assignments__state=Assignment.State.SCORED
        )
    latest = list(reviews.order_by("-closed_at").values_list("pk", flat=True)[:LATEST])
    assignments = Assignment.objects.filter(
        review__in=latest, state=Assignment.State.SCORED
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
