"""Figures of a selection on its pages, and the way to the selections of a project."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django import template
from django.utils.formats import number_format

from ponte.selection.rules import sees_rounds

register = template.Library()


@register.filter
def decimal(value, places=2):
    """A fraction or number with `places` decimals, halves rounded up, as the reader's language
    writes it."""
    if value is None:
        return "–"
    value = Fraction(value)
    exact = Decimal(value.numerator) / value.denominator
    shown = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return number_format(shown, places).replace("-", "\N{MINUS SIGN}")


@register.filter
def level(score, rule):
    """How a score lies to the threshold: "for" or "against"; "neutral" without a threshold."""
    if rule.threshold is None:
        return "neutral"
    return "for" if score >= rule.threshold else "against"


@register.inclusion_tag("selection/_link.html")
def selections_of(project, member):
    """The way to the selections of `project`, for who may see them."""
    return {"project": project, "sees": sees_rounds.test(member, project)}
