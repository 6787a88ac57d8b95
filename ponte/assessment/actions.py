"""Rubrics come in, people judge by them."""

from django.db import transaction
from django.utils import timezone

from ponte.assessment.models import Anchor, Assessment, Criterion, Rubric, Score
from ponte.assessment.specification import CriterionSpec, RubricSpec


class AssessmentIsSubmitted(Exception):
    """What was handed in stays as it is."""


class AssessmentIsIncomplete(Exception):
    """Criteria without a score; they are the argument."""


@transaction.atomic
def install(spec: RubricSpec) -> Rubric:
    """The rubric that says what `spec` says.

    The present version where it already does or where nobody has judged by it yet (it is
    rewritten then); otherwise a new version beside the one in use.
    """
    newest = Rubric.objects.select_for_update().current().filter(slug=spec.slug).first()
    if newest and specification_of(newest) == spec:
        return newest
    version = 1
    if newest:
        version = newest.version + 1 if newest.is_used else newest.version
        if not newest.is_used:
            newest.delete()
    return write(spec, version=version)


def write(spec, *, version):
    rubric = Rubric.objects.create(
        slug=spec.slug,
        version=version,
        name=spec.name,
        description=spec.description,
        lowest=spec.lowest,
        highest=spec.highest,
        threshold=spec.threshold,
        floor=spec.floor,
    )
    for position, row in enumerate(spec.criteria, start=1):
        criterion = Criterion.objects.create(
            rubric=rubric,
            position=position,
            slug=row.slug,
            name=row.name,
            question=row.question,
            about=row.about,
            kind=row.kind,
            weight=row.weight,
        )
        Anchor.objects.bulk_create(
            Anchor(criterion=criterion, value=value, text=text) for value, text in row.anchors
        )
    return rubric


def specification_of(rubric) -> RubricSpec:
    """What `rubric` says, as data."""
    return RubricSpec(
        slug=rubric.slug,
        name=rubric.name,
        description=rubric.description,
        lowest=rubric.lowest,
        highest=rubric.highest,
        threshold=rubric.threshold,
        floor=rubric.floor,
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


@transaction.atomic
def begin(*, practice, assessor, rubric, region=None) -> Assessment:
    """The assessor's assessment of this pair, new or the one already begun."""
    assessment, _created = Assessment.objects.get_or_create(
        practice=practice, assessor=assessor, rubric=rubric, region=region
    )
    return assessment


@transaction.atomic
def score(*, assessment, scores) -> Assessment:
    """Keep the draft: `scores` maps criteria to (value or None, comment).

    None forgets the score. Raises AssessmentIsSubmitted, and ValueError for a value outside
    the scale or a criterion that is not asked here.
    """
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if assessment.is_submitted:
        raise AssessmentIsSubmitted(assessment)
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
