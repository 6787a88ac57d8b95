"""What is learned on the pages of other apps."""

from django import template
from django.db.models import F

from ponte.learning.models import Lesson
from ponte.learning.rules import may_add_activities, may_read_word

register = template.Library()


@register.inclusion_tag("learning/_link.html")
def learning_of(project, member):
    """The way to the activities of `project`, if there are any or `member` may add some."""
    return {
        "project": project,
        "count": project.activities.count(),
        "may_add": may_add_activities.test(member, project),
    }


@register.simple_tag
def latest_activities_of(project, limit=4):
    """The latest learning activities of `project`, those without a day last."""
    return project.activities.order_by(F("start").desc(nulls_last=True), "-pk")[:limit]


@register.inclusion_tag("learning/_for_instrument.html")
def lessons_for_instrument(instrument, viewer):
    """What regions could use for `instrument`, if `viewer` may read it."""
    if not may_read_word.test(viewer):
        return {}
    return {"lessons": Lesson.objects.filter(policy_instrument=instrument).for_list()}
