"""Who may do what with a review. Each rule asks about a member, or a member and a review."""

from ponte.community.rules import is_expert, is_secretariat
from ponte.core.access import rule


@rule
def is_asked(member, review) -> bool:
    """Whether `member` is one of the review's experts."""
    return review.assignments.acting().filter(expert=member).exists()


@rule
def all_scores_are_in(member, review) -> bool:
    return review.is_complete


may_open_reviews = is_expert | is_secretariat
may_assign = is_secretariat
may_check_conflicts = is_expert | is_secretariat
may_declare = is_expert
sees_review = is_asked | is_secretariat
sees_scores = all_scores_are_in & sees_review
