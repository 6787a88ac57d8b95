"""What assessments say, taken together."""

from ponte.assessment import scoring
from ponte.assessment.scoring import Answer, Verdict


def score_of(assessment) -> Verdict:
    """What an assessment's scores add up to. Uses prefetched scores with their criteria."""
    return scoring.verdict(
        Answer(score.value, float(score.criterion.weight), score.criterion.is_gate)
        for score in assessment.scores.all()
    )
