"""Assessments on the page of a practice."""

from django import template

from ponte.assessment.models import REGIONAL
from ponte.assessment.results import regions_views
from ponte.assessment.rules import may_judge_for_region

register = template.Library()


@register.inclusion_tag("assessment/regions.html")
def assessed_by_regions(practice, member):
    """What regions think of adopting `practice`, and the way for `member` to say so too."""
    views = regions_views(practice, REGIONAL)
    return {
        "practice": practice,
        "view": views[0] if views else None,
        "rubric": REGIONAL,
        "may_judge": may_judge_for_region.test(member, practice),
    }
