"""The button by which members follow what a page is about."""

from django import template

from ponte.following import searches, targets
from ponte.following.models import Follow

register = template.Library()


@register.inclusion_tag("following/_button.html", takes_context=True)
def follow_button(context, kind, target=None):
    """A button to follow `target`, or with "search" the search of this page.

    One query for members, none for visitors. Nothing where there is nothing to follow.
    """
    request = context.get("request")
    if request is None:
        return {}
    path = request.get_full_path()
    if kind == "search":
        target = searches.read(path)
    if target is None or target == request.user:
        return {}
    follows = False
    if request.user.is_authenticated:
        value = target.address if kind == "search" else target.pk
        follows = Follow.objects.filter(member=request.user, **{kind: value}).exists()
    return {
        "kind": kind,
        "key": targets.key_of(kind, target),
        "path": path,
        "follows": follows,
        "member": request.user.is_authenticated,
        "csrf_token": context.get("csrf_token"),
    }
