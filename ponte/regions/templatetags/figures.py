"""Figures about regions on pages."""

from django import template
from django.utils.html import format_html

from ponte.regions import standing
from ponte.regions.standing import positions

register = template.Library()


@register.filter
def figure(value, indicator):
    """`{{ value|figure:indicator }}`: the number as the reader's language writes it."""
    return standing.number(value, indicator)


@register.filter
def flag(letters):
    """`{{ value.flag|flag }}`: the source's letters with their meaning, or nothing."""
    if not letters:
        return ""
    return format_html('<abbr title="{}">{}</abbr>', standing.flag_text(letters), letters)


@register.filter
def flag_text(letters):
    """`{{ value.flag|flag_text }}`: what the source's letters mean."""
    return standing.flag_text(letters)


@register.filter
def flags(shown):
    """`{{ standing.performance|flags }}`: the letters with which the positions are flagged."""
    return positions.letters(shown)


@register.filter
def origins(shown):
    """`{{ standing.performance|origins }}`: where the figures of the positions come from."""
    return positions.sources(shown)
