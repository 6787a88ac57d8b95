from django import template
from django.utils.translation import gettext as _

from ponte.community.profiles import audiences_for, may_be_seen

register = template.Library()


@register.filter
def named_for(person, viewer):
    """The name of `person` as far as `viewer` may know it; of nobody, nothing."""
    if person is None:
        return ""
    if may_be_seen(person, audiences_for(viewer, person)):
        return person.name
    return _("A member")
