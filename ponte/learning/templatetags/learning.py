"""The way from a project to what it learns."""

from django import template
from django.db.models import F

from ponte.learning.rules import may_add_activities

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
