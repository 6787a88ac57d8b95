"""Money and figures as plans show them."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

from ponte.plans.rules import is_of_project

register = template.Library()


@register.filter
def cents(amount) -> str:
    """With two decimals and separators of the reader's language."""
    return number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)


@register.filter
def figure(value) -> str:
    """Without decimals that say nothing."""
    value = Decimal(value)
    places = 0 if value == value.to_integral_value() else 2
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.simple_tag
def plans_of_project(project, member):
    """The plans of `project` that everybody reads; all of them for who is in the project."""
    plans = project.plans.all() if is_of_project.test(member, project) else project.plans.public()
    return plans.for_lists()
