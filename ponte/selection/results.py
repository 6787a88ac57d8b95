"""What the scores of a round come to, from the database to a table for people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from ponte.assessment.models import Assessment, Criterion
from ponte.assessment.results import REGIONS_FOR_SHORTLIST
from ponte.community.models import Member
from ponte.practices.judging.rules import is_near
from ponte.practices.models import Practice
from ponte.regions.models import Region
from ponte.selection import agreement, ranking
from ponte.selection.models import Candidate, Round
from ponte.selection.ranking import Cell, Change, Rule, Standing


class Value(NamedTuple):
    """What a region thinks of one criterion: the mean of those who scored for it."""

    criterion: Criterion
    mean: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a region meets a practice. `score` is None as long as nobody scored for it.

    `is_own`: it is the region's own practice, which it does not score.
    """

    region: Region
    is_own: bool
    score: Fraction | None
    values: Sequence[Value]
    sheets: int

    @property
    def is_missing(self) -> bool:
        return not self.is_own and self.score is None


@dataclass(frozen=True, slots=True)
class Row:
    """A practice with what every region thinks of it, and how it stands."""

    candidate: Candidate
    standing: Standing
    places: Sequence[Place]

    @property
    def practice(self) -> Practice:
        return self.candidate.practice

    @property
    def missing(self) -> int:
        return sum(place.is_missing for place in self.places)


class Column(NamedTuple):
    """A region with the mean of what it gave and how many practices it has not scored."""

    region: Region
    mean: Fraction | None
    missing: int


class Agreed(NamedTuple):
    """How far regions agree on a criterion, or on all about the practice taken together (None).

    `alpha` is None where it is not defined.
    """

    criterion: Criterion | None
    alpha: float | None
    meaning: agreement.Agreement | None


class Missing(NamedTuple):
    """A scorer with the practices that wait for their scores."""

    member: Member
    region: Region
    candidates: Sequence[Candidate]


@dataclass(frozen=True)
class Results:
    """All there is to say about the scores of a round so far."""

    round: Round
    criteria: Sequence[Criterion]
    regions: Sequence[Region]
    candidates: Sequence[Candidate]
    table: ranking.Table
    sheets: Mapping[tuple[int, int], int]
    missing: Sequence[Missing]
    given: int

    @property
    def asked(self) -> int:
        return self.given + sum(len(each.candidates) for each in self.missing)

    @property
    def rule(self) -> Rule:
        rubric = self.round.rubric
        return Rule(
            threshold=None if rubric.threshold is None else Fraction(rubric.threshold),
            floor=None if rubric.floor is None else Fraction(rubric.floor),
            regions=REGIONS_FOR_SHORTLIST,
        )

    @property
    def weights(self) -> dict[int, Fraction]:
        return {each.pk: Fraction(each.weight) for each in self.criteria}

    @cached_property
    def rows(self) -> list[Row]:
        """The best first; what nobody has scored last."""
        standings = ranking.rank(self.table, self.weights, self.rule)
        rows = [
            Row(each, standings[each.practice_id], [self.place(each, at) for at in self.regions])
            for each in self.candidates
        ]
        last = len(rows) + 1
        return sorted(rows, key=lambda row: (row.standing.rank or last, row.practice.title))

    def place(self, candidate: Candidate, region: Region) -> Place:
        cell = self.table[candidate.practice_id].get(region.pk)
        return Place(
            region=region,
            is_own=is_near(region, candidate.practice.region),
            score=None if cell is None else ranking.score(cell, self.weights),
            values=[Value(each, float(cell.values[each.pk])) for each in self.criteria if cell],
            sheets=self.sheets.get((candidate.practice_id, region.pk), 0),
        )

    @property
    def columns(self) -> list[Column]:
        columns = []
        for number, region in enumerate(self.regions):
            places = [row.places[number] for row in self.rows]
            scores = [place.score for place in places if place.score is not None]
            mean = sum(scores, Fraction(0)) / len(scores) if scores else None
            columns.append(Column(region, mean, sum(place.is_missing for place in places)))
        return columns

    @property
    def shortlist(self) -> list[Row]:
        return [row for row in self.rows if row.standing.is_shortlisted]

    @property
    def agreement(self) -> list[Agreed]:
        """On each criterion about the practice, on which all judge the same thing, and on those
        together; then on those about the region, of which each has its own."""
        about = [each for each in self.criteria if each.about == Criterion.About.PRACTICE]
        own = [each for each in self.criteria if each.about == Criterion.About.PAIR]
        together = [None] if len(about) > 1 else []
        return [self.agreed(each, [each]) for each in about] + [
            *(self.agreed(None, about) for _each in together),
            *(self.agreed(each, [each]) for each in own),
        ]

    def agreed(self, shown: Criterion | None, criteria: Sequence[Criterion]) -> Agreed:
        weights = {each.pk: Fraction(each.weight) for each in criteria}
        if not sum(weights.values()):
            return Agreed(shown, None, None)
        alpha = agreement.alpha(
            [float(ranking.score(cell, weights)) for cell in cells.values()]
            for cells in self.table.values()
        )
        return Agreed(shown, alpha, None if alpha is None else agreement.meaning(alpha))

    @cached_property
    def changes(self) -> list[Change]:
        return ranking.changes(self.table, self.weights, self.rule)


def results_of(round: Round) -> Results:
    """In a constant number of queries."""
    candidates = list(round.candidates.select_related("practice__region", "practice__author"))
    criteria = list(round.rubric.criteria.all())
    scored = [each for each in criteria if not each.is_gate]
    regions = list(round.regions.select_related("parent"))
    scorers = list(round.scorers.select_related("member__organisation", "region"))
    by_pair = sheets_of(round, candidates, scorers)
    given = {
        (sheet.assessor_id, sheet.practice_id) for sheets in by_pair.values() for sheet in sheets
    }
    table: dict[int, dict[int, Cell]] = {each.practice_id: {} for each in candidates}
    for (practice, region), sheets in by_pair.items():
        table[practice][region] = cell_of(sheets)
    missing = [
        Missing(
            scorer.member,
            scorer.region,
            [
                each
                for each in candidates
                if (scorer.member_id, each.practice_id) not in given
                and not is_near(scorer.region, each.practice.region)
            ],
        )
        for scorer in scorers
    ]
    return Results(
        round=round,
        criteria=scored,
        regions=regions,
        candidates=candidates,
        table=table,
        sheets={pair: len(sheets) for pair, sheets in by_pair.items()},
        missing=[each for each in missing if each.candidates],
        given=len(given),
    )


def sheets_of(round: Round, candidates, scorers) -> dict[tuple[int, int], list[Assessment]]:
    """What the scorers of `round` have handed in, by practice and region; until it was closed."""
    region_of = {scorer.member_id: scorer.region_id for scorer in scorers}
    found = Assessment.objects.submitted().filter(
        rubric=round.rubric_id,
        practice__in=[each.practice_id for each in candidates],
        assessor__in=region_of,
    )
    if round.closed_at:
        found = found.filter(submitted_at__lte=round.closed_at)
    by_pair = defaultdict(list)
    for sheet in found.prefetch_related("scores__criterion"):
        if sheet.region_id == region_of[sheet.assessor_id]:
            by_pair[sheet.practice_id, sheet.region_id].append(sheet)
    return dict(by_pair)


def cell_of(sheets: Iterable[Assessment]) -> Cell:
    """What several sheets of one region say of a practice, all with equal right."""
    values, failed = defaultdict(list), 0
    for sheet in sheets:
        for score in sheet.scores.all():
            if score.criterion.is_gate:
                failed += not score.value
            else:
                values[score.criterion_id].append(score.value)
    return Cell(
        values={each: Fraction(sum(found), len(found)) for each, found in values.items()},
        lowest=Fraction(min(value for found in values.values() for value in found)),
        gates_failed=failed,
    )
