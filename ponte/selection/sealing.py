"""Scores of a selection are sealed until it is decided: no other page shows or counts them."""

from django.db.models import Exists, OuterRef

from ponte.assessment.models import Assessment
from ponte.selection.models import Candidate, Round, Scorer


def undecided_places():
    """Where the scorer of a sheet scores its practice in a round that is not decided."""
    candidates = Candidate.objects.filter(
        round=OuterRef("round"), practice=OuterRef(OuterRef("practice"))
    )
    return Scorer.objects.filter(
        Exists(candidates),
        round__in=Round.objects.undecided().values("pk"),
        round__rubric=OuterRef("rubric"),
        member=OuterRef("assessor"),
        region=OuterRef("region"),
    )


def belongs_to_undecided(sheet: Assessment) -> bool:
    return Scorer.objects.filter(
        member=sheet.assessor_id,
        region=sheet.region_id,
        round__in=Round.objects.undecided().values("pk"),
        round__rubric=sheet.rubric_id,
        round__candidates__practice=sheet.practice_id,
    ).exists()


def seal() -> None:
    """Seal what is begun for rounds that take scores. What was handed in before stays seen."""
    drafts = Assessment.objects.filter(is_sealed=False, submitted_at=None)
    pks = list(drafts.filter(Exists(undecided_places())).values_list("pk", flat=True))
    Assessment.objects.filter(pk__in=pks).update(is_sealed=True)


def unseal() -> None:
    """Show and count what is sealed and belongs to no undecided round any more."""
    sealed = Assessment.objects.filter(is_sealed=True)
    pks = list(sealed.filter(~Exists(undecided_places())).values_list("pk", flat=True))
    Assessment.objects.filter(pk__in=pks).update(is_sealed=False)
