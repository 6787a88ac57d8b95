"""Policy solutions on the pages of other apps, and on their own."""

from django import template

from ponte.editorial.cards import cards, related
from ponte.events.models import Event
from ponte.library import citation
from ponte.library.models import PolicySolution
from ponte.library.shelf import SHELF
from ponte.practices.models import Practice

register = template.Library()


@register.simple_tag
def newest_solutions(limit=3):
    return cards(PolicySolution.objects.published(), limit)


@register.simple_tag
def solutions_on_topic(topic, limit=4, without=()):
    """Policy solutions on `topic`, on one of its sub-topics, or on what it continues."""
    return cards(PolicySolution.objects.published().on_topic(topic), limit, without)


@register.simple_tag
def solutions_in_region(region, limit=3):
    """Policy solutions about `region` or a place in it."""
    return cards(PolicySolution.objects.published().in_region(region), limit)


@register.simple_tag
def solutions_naming(practice, limit=3):
    """Policy solutions that name `practice`."""
    return cards(PolicySolution.objects.published().filter(practices=practice), limit)


@register.simple_tag
def solutions_of_event(event):
    """What was learned at `event`."""
    return list(PolicySolution.objects.published().filter(events=event).newest_first())


@register.simple_tag
def solutions_of_project(project, limit=3):
    """Policy solutions that name `project`."""
    return cards(PolicySolution.objects.published().filter(projects=project), limit)


@register.simple_tag
def events_of_solution(solution):
    """The public events at which it was learned."""
    keys = [event.pk for event in solution.events.all()]
    return list(Event.objects.public().filter(pk__in=keys).for_list().order_by("start", "pk"))


@register.simple_tag
def related_solutions(solution):
    return related(PolicySolution.objects.published(), "solution", solution)


@register.simple_tag
def named_practices(solution):
    """The published practices that a solution names, for cards."""
    keys = [practice.pk for practice in solution.practices.all()]
    return list(Practice.objects.published().for_cards().filter(pk__in=keys).order_by("title"))


@register.simple_tag
def solution_crumbs(solution):
    return SHELF.crumbs(solution)


@register.simple_tag
def solution_citation(solution):
    return {
        "sentence": citation.as_sentence(solution),
        "bibtex": citation.as_bibtex(solution),
        "linked_data": citation.as_linked_data(solution),
        "address": citation.address(solution),
    }
