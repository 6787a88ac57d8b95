"""The history of a record on its page."""

from django import template

from ponte.activity import history

register = template.Library()


@register.filter
def told(entries):
    """Entries of the log, newest first, in words."""
    return history.told(entries)
