"""Projects on the pages of other apps."""

from dataclasses import dataclass

from babel import Locale
from babel.numbers import format_currency
from django import template
from django.utils.translation import get_language

from ponte.projects.models import Project

register = template.Library()


@dataclass(frozen=True, slots=True)
class Listed:
    """The first projects of something, ready for a list, and how many there are in all."""

    projects: list[Project]
    total: int


def listed(projects, limit) -> Listed:
    return Listed(projects=list(projects.for_list()[:limit]), total=projects.count())


@register.simple_tag
def projects_in_region(region, limit=6):
    """Projects in which `region`, or a region in it, takes part."""
    return listed(Project.objects.in_region(region), limit)


@register.simple_tag
def projects_on_topic(topic, limit=6):
    """Projects on `topic`, on one of its sub-topics, or on what it continues."""
    return listed(Project.objects.on_topic(topic), limit)


@register.simple_tag
def projects_of_organisation(organisation, limit=6):
    """Projects in which `organisation` takes part."""
    parts = organisation.project_parts.values("project")
    return listed(Project.objects.filter(pk__in=parts).order_by("-start", "acronym"), limit)


@register.filter
def euro(amount):
    """An amount of euro as the reader's language writes it, without cents."""
    locale = Locale.parse(get_language() or "en", sep="-")
    pattern = locale.currency_formats["standard"].pattern.replace(".00", "")
    return format_currency(amount, "EUR", pattern, locale=locale, currency_digits=False)
