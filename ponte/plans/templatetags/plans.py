"""Money and figures as plans show them, and plans on the pages of other apps."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

from ponte.plans.models import ActionPlan

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


@register.inclusion_tag("plans/_links.html")
def plans_of_project(project, viewer):
    """The action plans of `project` that `viewer` may read."""
    return {"plans": readable(viewer).filter(project=project)}


@register.inclusion_tag("plans/_links.html")
def plans_of_instrument(instrument, viewer):
    """The action plans that improve `instrument`, as far as `viewer` may read them."""
    return {"plans": readable(viewer).filter(instrument=instrument)}


@register.inclusion_tag("plans/_links.html")
def plans_from_transfer(transfer, viewer):
    """The action plans that have an action of `transfer`, as far as `viewer` may read them."""
    found = readable(viewer).filter(actions__sources__transfer=transfer)
    return {"plans": found.distinct()}


def readable(viewer):
    """In the order of the list, with all that a line shows."""
    return ActionPlan.objects.readable_by(viewer).for_lists()
