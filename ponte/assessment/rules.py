"""Who may judge a practice in the name of a region, and read what was said."""

from ponte.community.rules import is_secretariat
from ponte.core.access import rule
from ponte.practices.judging.rules import is_live, is_near, is_shown, runs_its_practice
from ponte.practices.rules import is_of_authors_organisation, sees_its_way, writes_it


@rule
def is_from_elsewhere(member, practice):
    """From a named region, which is not the practice's own."""
    return member.region is not None and not is_near(member.region, practice.region)


may_judge_for_region = is_live & is_from_elsewhere & ~writes_it & ~is_of_authors_organisation
# Comments are for members, like expert opinions and contacts.
may_read_comments = is_live | sees_its_way
may_hide_comments = is_secretariat & ~runs_its_practice & is_shown
