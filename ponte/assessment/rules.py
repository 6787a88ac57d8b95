"""Who may judge a practice in the name of a region."""

from ponte.core.access import rule
from ponte.practices.judging.rules import is_live, is_near
from ponte.practices.rules import is_of_authors_organisation, writes_it


@rule
def is_from_elsewhere(member, practice):
    """From a named region, which is not the practice's own."""
    return member.region is not None and not is_near(member.region, practice.region)


may_judge_for_region = is_live & is_from_elsewhere & ~writes_it & ~is_of_authors_organisation
