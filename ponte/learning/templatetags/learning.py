"""The way from a project to what it learns."""

from django import template

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
