"""Figures of results and reports."""

from babel import Locale
from babel.numbers import format_decimal
from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def amount(number):
    """A number as the reader's language writes it, with decimals only where it has some."""
    locale = Locale.parse(get_language() or "en", sep="-")
    return format_decimal(number, format="#,##0.##", locale=locale)
