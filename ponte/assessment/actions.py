"""Rubrics come in, people judge by them."""

from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from ponte.assessment.models import Anchor, Assessment, Criterion, Rubric, Score
from ponte.assessment.specification import CriterionSpec, RubricSpec


class AssessmentIsSubmitted(Exception):
    """What was handed in stays as it is."""


class AssessmentIsIncomplete(Exception):
    """Criteria without a score; they are the argument."""


class SheetHasChanged(Exception):
    """What was filled in is not the latest: its author wrote in another window, too."""


@transaction.atomic
def install(spec: RubricSpec) -> Rubric:
    """The rubric that says what `spec` says.

    The present version where it already does or where nobody has judged by it yet (it is
    rewritten then); otherwise a new version beside the one in use. Raises ValidationError.
    """
    newest = Rubric.objects.current().filter(slug=spec.slug).first()
    if newest is None or (newest.is_used and specification_of(newest) != spec):
        return add_version(spec)
    return newest if specification_of(newest) == spec else write(newest, spec)


@transaction.atomic
def add_version(spec: RubricSpec) -> Rubric:
    """A version of the rubric `spec.slug` beside those there are; the first, if there is none."""
    others = Rubric.objects.select_for_update().filter(slug=spec.slug)
    version = 1 + max((each.version for each in others), default=0)
    return write(Rubric(slug=spec.slug, version=version), spec)


def hold(rubric: Rubric) -> None:
    """Until the end of the transaction nobody else changes the rubric, or begins to use it: who
    does either holds it."""
    list(Rubric.objects.select_for_update().filter(pk=rubric.pk))


@transaction.atomic
def write(rubric: Rubric, spec: RubricSpec) -> Rubric:
    """Let `rubric` say what `spec` says. Raises RubricIsFrozen and ValidationError."""
    hold(rubric)
    for name in Rubric.WORDS:
        setattr(rubric, name, getattr(spec, name))
    rubric.full_clean()
    rubric.save()
    rubric.criteria.all().delete()
    criteria = [
        Criterion(
            rubric=rubric,
            position=position,
            slug=row.slug,
            name=row.name,
            question=row.question,
            about=row.about,
            kind=row.kind,
            weight=row.weight,
        )
        for position, row in enumerate(spec.criteria, start=1)
    ]
    add(criteria, part_of="rubric")
    add(
        [
            Anchor(criterion=criterion, value=value, text=text)
            for criterion, row in zip(criteria, spec.criteria, strict=True)
            for value, text in row.anchors
        ],
        part_of="criterion",
    )
    return rubric


def add(parts, *, part_of: str) -> None:
    """Save new criteria or anchors. Raises ValidationError."""
    for part in parts:
        part.clean_fields(exclude=[part_of])
    if parts:
        type(parts[0]).objects.bulk_create(parts)


def specification_of(rubric) -> RubricSpec:
    """What `rubric` says, as data."""
    return RubricSpec(
        slug=rubric.slug,
        **{name: getattr(rubric, name) for name in Rubric.WORDS},
        criteria=tuple(
            CriterionSpec(
                slug=row.slug,
                name=row.name,
                question=row.question,
                about=row.about,
                kind=row.kind,
                weight=row.weight,
                anchors=tuple((anchor.value, anchor.text) for anchor in row.anchors.all()),
            )
            for row in rubric.criteria.prefetch_related("anchors")
        ),
    )


@dataclass(frozen=True)
class Sheet:
    """What a form shows of an assessment: by criterion the value and the comment, and a remark."""

    rubric: int
    answers: dict[int, tuple[int, str]]
    remark: str = ""

    @property
    def fingerprint(self) -> str:
        """The same for the same sheet."""
        parts = (self.rubric, sorted(self.answers.items()), self.remark)
        return sha256(repr(parts).encode()).hexdigest()[:16]


def sheet_of(assessment: Assessment, remark: str = "") -> Sheet:
    answers = {each.criterion_id: (each.value, each.comment) for each in assessment.answers}
    return Sheet(assessment.rubric_id, answers, remark)


def refuse_if_changed(stored: Sheet, *, basis: str | None, scores, remark: str = "") -> None:
    """Raises SheetHasChanged if `stored` is not what the form with the fingerprint `basis`
    showed, unless it says what was sent: the same page may be sent twice."""
    given = {each.pk: answer for each, answer in scores.items() if answer[0] is not None}
    if basis not in {None, stored.fingerprint} and stored != Sheet(stored.rubric, given, remark):
        raise SheetHasChanged


def regional_sheet(*, practice, assessor, rubric, region) -> Assessment:
    """The assessor's draft for a region, by whatever version it was begun; otherwise what they
    handed in by `rubric`, or a new assessment that is not stored."""
    own = Assessment.objects.filter(practice=practice, assessor=assessor, region=region)
    return (
        own.filter(rubric__slug=rubric.slug, submitted_at=None).first()
        or own.filter(rubric=rubric).first()
        or Assessment(practice=practice, assessor=assessor, rubric=rubric, region=region)
    )


@transaction.atomic
def begin(*, practice, assessor, rubric, region) -> Assessment:
    """The assessor's assessment of this pair, new or the one already begun."""
    hold(rubric)
    assessment, _created = Assessment.objects.get_or_create(
        practice=practice, assessor=assessor, rubric=rubric, region=region
    )
    return assessment


@transaction.atomic
def score(*, assessment, scores, basis=None) -> Assessment:
    """Keep the draft: `scores` maps criteria to (value or None, comment); None forgets the
    score. One for a region may come as `regional_sheet` gives it.

    `basis` is the fingerprint of the sheet that was filled in. Raises AssessmentIsSubmitted,
    SheetHasChanged, and ValueError for a value outside the scale or a criterion that is not
    asked here.
    """
    if assessment.pk is None:
        assessment = begin(
            practice=assessment.practice,
            assessor=assessment.assessor,
            rubric=assessment.rubric,
            region=assessment.region,
        )
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if assessment.is_submitted:
        raise AssessmentIsSubmitted(assessment)
    refuse_if_changed(sheet_of(assessment), basis=basis, scores=scores)
    asked = {criterion.pk for criterion in assessment.criteria}
    for criterion, (value, comment) in scores.items():
        if criterion.pk not in asked or (value is not None and value not in criterion.values):
            raise ValueError(f"{criterion} cannot be {value} here.")
        if value is None:
            assessment.scores.filter(criterion=criterion).delete()
        else:
            Score.objects.update_or_create(
                assessment=assessment,
                criterion=criterion,
                defaults={"value": value, "comment": comment},
            )
    return assessment


@transaction.atomic
def submit(*, assessment) -> Assessment:
    """Hand in. Raises AssessmentIsIncomplete or AssessmentIsSubmitted."""
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if assessment.is_submitted:
        raise AssessmentIsSubmitted(assessment)
    answered = set(assessment.scores.values_list("criterion", flat=True))
    missing = [criterion for criterion in assessment.criteria if criterion.pk not in answered]
    if missing:
        raise AssessmentIsIncomplete(missing)
    assessment.submitted_at = timezone.now()
    assessment.save(update_fields=["submitted_at"])
    return assessment


@transaction.atomic
def reopen(*, assessment) -> Assessment:
    """Give what was handed in back to its assessor, as a draft with the same scores."""
    Assessment.objects.filter(pk=assessment.pk).update(submitted_at=None)
    assessment.submitted_at = None
    return assessment
