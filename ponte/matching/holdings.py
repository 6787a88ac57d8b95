"""The public practices as arrays: all that their fit is counted from, but for their texts."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import Case, Value, When

from ponte.matching.fit import Marks, Numbers, Whole
from ponte.matching.models import Competence, Requirements
from ponte.matching.parts import Needs, Places, Trials
from ponte.practices.judging.models import Adoption, EvidenceGrade
from ponte.practices.models import Practice
from ponte.topics.models import Topic

CHUNK = 500  # keys in one query
RESULTS = {Adoption.Result.WORKED: 1.0, Adoption.Result.PARTLY: 0.5, Adoption.Result.FAILED: 0.0}
COMPETENCES = {code: column for column, code in enumerate(Competence.values)}
# The arrays of Holdings with one row for each practice, and for each report.
OF_PRACTICES = (
    "ids",
    "origin",
    "grade",
    "confirmed",
    "topics",
    "competences",
    "stated",
    "population",
    "cost",
    "months",
)
OF_REPORTS = ("reported", "adopter", "result")


@dataclass(frozen=True)
class Columns:
    """Which columns stand for topics.

    `own` tells the column of a topic of today by its key, `marks` the columns of any topic:
    its own and its hub's, or those of the topics that it continues as.
    """

    own: Mapping[int, int]
    marks: Mapping[int, list[int]]

    def declared(self, keys: Collection[int]) -> Marks:
        """The topics with these keys, as they stand."""
        found = np.zeros(len(self.own), dtype=bool)
        found[[self.own[key] for key in keys if key in self.own]] = True
        return found

    def around(self, keys: Collection[int]) -> Marks:
        """The topics with these keys, and the hubs in which they lie."""
        found = np.zeros(len(self.own), dtype=bool)
        for key in keys:
            found[self.marks.get(key, [])] = True
        return found


@dataclass(frozen=True)
class Holdings:
    """Practices in ascending order of their keys, and the reports of having tried them.

    `origin` and `adopter` are places of an Atlas (-1: unknown), `grade` is the evidence grade,
    `confirmed` the day (as a date's ordinal) on which a practice was last found valid; of the
    reports `reported` are keys of practices.
    """

    ids: Whole
    origin: Places
    grade: Numbers
    confirmed: Numbers
    topics: Marks
    competences: Marks
    stated: Marks
    population: Numbers
    cost: Numbers
    months: Numbers
    reported: Whole
    adopter: Places
    result: Numbers

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def needs(self) -> Needs:
        return Needs(self.competences, self.stated, self.population, self.cost, self.months)

    @cached_property
    def trials(self) -> Trials:
        return Trials(np.searchsorted(self.ids, self.reported), self.adopter, self.result)

    def place(self, key: int) -> int | None:
        """Where the practice with this key is, or None."""
        place = int(np.searchsorted(self.ids, key))
        return place if place < len(self.ids) and self.ids[place] == key else None

    def places(self, keys: Sequence[int]) -> list[int]:
        """The places of those of `keys` that are here, in their order."""
        return [place for key in keys if (place := self.place(key)) is not None]

    def replaced(self, keys: Collection[int], fresh: "Holdings") -> "Holdings":
        """The same, with the practices of `keys` as they are in `fresh`, or gone."""
        gone = np.fromiter(keys, dtype=np.int64)
        kept, reports = ~np.isin(self.ids, gone), ~np.isin(self.reported, gone)
        order = np.argsort(np.concatenate([self.ids[kept], fresh.ids]), kind="stable")
        merged = {
            name: np.concatenate([getattr(self, name)[kept], getattr(fresh, name)])[order]
            for name in OF_PRACTICES
        }
        merged |= {
            name: np.concatenate([getattr(self, name)[reports], getattr(fresh, name)])
            for name in OF_REPORTS
        }
        return replace(self, **merged)


def columns() -> Columns:
    """The columns of the topics there are. Two queries."""
    topics = list(Topic.objects.order_by("pk").prefetch_related("maps_to"))
    today = [topic for topic in topics if topic.period == Topic.Period.P2021]
    own = {topic.pk: column for column, topic in enumerate(today)}
    marks = {
        topic.pk: [own[key] for key in (topic.pk, topic.parent_id) if key in own] for topic in today
    }
    for topic in topics:
        if topic.pk not in marks:
            continued = [marks[each.pk] for each in topic.maps_to.all() if each.pk in marks]
            marks[topic.pk] = sorted({column for each in continued for column in each})
    return Columns(own, marks)


def load(
    places: Mapping[int, int], columns: Columns, keys: Collection[int] | None = None
) -> Holdings:
    """The public practices, or those of `keys`; `places` are an Atlas's. Four queries a chunk."""
    if keys is None:
        return read(places, columns, {})
    parts = [read(places, columns, {"pk__in": chunk}) for chunk in chunks(sorted(keys))]
    empty = read(places, columns, {"pk__in": []}) if not parts else parts[0]
    for part in parts[1:]:
        empty = empty.replaced((), part)
    return empty


def chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def read(places: Mapping[int, int], columns: Columns, which: dict[str, Any]) -> Holdings:
    """The public practices for which the filter `which` holds."""
    public = Practice.objects.published().filter(**which).order_by("pk")
    # A text about success alone is a claim.
    claimed = Case(
        When(evidence_of_success="", then=Value(int(EvidenceGrade.NONE))),
        default=Value(int(EvidenceGrade.CLAIMED)),
    )
    rows = list(
        public.annotate(claimed=claimed).values_list(
            "pk", "region_id", "graded", "claimed", "published_at", "confirmed_at"
        )
    )
    ids = np.array([row[0] for row in rows], dtype=np.int64)
    grades = [row[2] or row[3] for row in rows]
    days = [max(moment.toordinal() for moment in row[4:] if moment is not None) for row in rows]
    trials = latest_trials(places, ids, which)
    return Holdings(
        ids=ids,
        origin=np.array([places.get(row[1], -1) for row in rows], dtype=np.intp),
        grade=np.array(grades, dtype=np.float64),
        confirmed=np.array(days, dtype=np.float64),
        topics=topics_of(columns, ids, which),
        **requirements_of(ids, which),
        reported=np.array([key for key, _place, _result in trials], dtype=np.int64),
        adopter=np.array([place for _key, place, _result in trials], dtype=np.intp),
        result=np.array([result for _key, _place, result in trials], dtype=np.float64),
    )


def of_practices(which: dict[str, Any]) -> dict[str, Any]:
    """`which` practices, as a filter of what belongs to public ones."""
    state = {"practice__state": Practice.State.VALIDATED}
    return state | {f"practice__{name}": value for name, value in which.items()}


def topics_of(columns: Columns, ids: Whole, which: dict[str, Any]) -> Marks:
    found = np.zeros((len(ids), len(columns.own)), dtype=bool)
    links = Practice.topics.through.objects.filter(**of_practices(which))
    pairs = np.array(list(links.values_list("practice_id", "topic_id")), dtype=np.int64)
    keys, topics = pairs.reshape(-1, 2).T
    rows = np.searchsorted(ids, keys)
    for topic in np.unique(topics):
        for column in columns.marks.get(int(topic), []):
            found[rows[topics == topic], column] = True
    return found


def requirements_of(ids: Whole, which: dict[str, Any]) -> dict[str, Any]:
    """The arrays of what practices require; missing where their teams have not said."""
    found: dict[str, Any] = {
        "competences": np.zeros((len(ids), len(COMPETENCES)), dtype=bool),
        "stated": np.zeros(len(ids), dtype=bool),
        **{name: np.full(len(ids), np.nan) for name in ("population", "cost", "months")},
    }
    stated = Requirements.objects.filter(**of_practices(which)).values_list(
        "practice_id", "competences", "least_population", "cost", "months"
    )
    for key, competences, *figures in stated.iterator():
        row = int(np.searchsorted(ids, key))
        found["stated"][row] = competences is not None
        found["competences"][row] = competence_marks(competences)
        for name, figure in zip(("population", "cost", "months"), figures, strict=True):
            if figure is not None:
                found[name][row] = float(figure)
    return found


def competence_marks(codes: Collection[str] | None) -> Marks:
    found = np.zeros(len(COMPETENCES), dtype=bool)
    found[[COMPETENCES[code] for code in codes or () if code in COMPETENCES]] = True
    return found


def latest_trials(
    places: Mapping[int, int], ids: Whole, which: dict[str, Any]
) -> list[tuple[int, int, float]]:
    """Key of the practice, place of the adopter, result: of each pair the newest report.

    The place is -1 where the adopter's is unknown.
    """
    shown = Adoption.objects.shown().filter(**of_practices(which)).order_by("year", "pk")
    newest = {
        (practice, region): result
        for practice, region, result in shown.values_list("practice_id", "region_id", "result")
    }
    return [
        (practice, places.get(region, -1), RESULTS[result])
        for (practice, region), result in newest.items()
    ]
