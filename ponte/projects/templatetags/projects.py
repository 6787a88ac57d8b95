"""Projects on the pages of other apps."""

from dataclasses import dataclass

from django import template

from ponte.projects.models import Project

register = template.Library()


@dataclass(frozen=True, slots=True)
class Listed:
    """The first projects of something, ready for a list, and how many there are in all."""

    projects: list[Project]
    total: int


def listed(projects, limit, without=()) -> Listed:
    """Those whose ids are in `without` are counted, but not given."""
    shown = projects.exclude(pk__in=without) if without else projects
    return Listed(projects=list(shown.for_list()[:limit]), total=projects.count())


@register.simple_tag
def projects_in_region(region, limit=6):
    """Projects in which `region`, or a region in it, takes part."""
    return listed(Project.objects.in_region(region), limit)


@register.simple_tag
def projects_on_topic(topic, limit=6, without=()):
    """Projects on `topic`, on one of its sub-topics, or on what it continues."""
    return listed(Project.objects.on_topic(topic), limit, without)


@register.simple_tag
def projects_of_organisation(organisation, limit=6):
    """Projects in which `organisation` takes part."""
    parts = organisation.project_parts.values("project")
    return listed(Project.objects.filter(pk__in=parts).order_by("-start", "acronym"), limit)


@register.simple_tag
def projects_addressing(instrument, limit=6):
    """Projects in which a partner addresses `instrument`."""
    parts = instrument.project_partners.values("project")
    return listed(Project.objects.filter(pk__in=parts).order_by("-start", "acronym"), limit)
