"""The records: a practice and its description, and what others say of it."""

from ponte.practices.judging.models import Adoption, EvidenceEntry, EvidenceGrade, Question
from ponte.practices.models.description import SUMMARY_LIMIT, TITLE_LIMIT, Section
from ponte.practices.models.practice import (
    FormerSlug,
    Practice,
    PracticeQuerySet,
)

__all__ = [
    "SUMMARY_LIMIT",
    "TITLE_LIMIT",
    "Adoption",
    "EvidenceEntry",
    "EvidenceGrade",
    "FormerSlug",
    "Practice",
    "PracticeQuerySet",
    "Question",
    "Section",
]
