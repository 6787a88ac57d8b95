"""Find what somebody means by the address of its page, or by its name."""

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from ponte.community.models import Member, Organisation, name_key
from ponte.practices.models import Practice


def practice_called(text: str) -> Practice | None:
    """The practice with this address, slug or exact title."""
    text = text.strip()
    match = page_at(text)
    if match and match.namespace == "practices":
        text = match.kwargs.get("slug", "")
    by_title = Practice.objects.filter(title__iexact=text).order_by("-pk")
    return Practice.objects.filter(slug=text).first() or (by_title.first() if text else None)


def thing_called(text: str) -> Practice | Organisation | Member | None:
    """The practice, organisation or member whose page has this address, or the practice or
    organisation with this name."""
    match = page_at(text.strip())
    if match is None:
        return practice_called(text) or organisation_called(text)
    if match.view_name == "people:detail":
        return Member.objects.filter(handle=match.kwargs["handle"], is_active=True).first()
    if match.view_name == "organisations:detail":
        return Organisation.objects.filter(slug=match.kwargs["slug"]).first()
    return practice_called(text)


def organisation_called(text: str) -> Organisation | None:
    key = name_key(text)
    if not key:
        return None
    found = Organisation.objects.filter(name_key=key) | Organisation.objects.filter(name_en_key=key)
    return found.order_by("pk").first()


def page_at(text: str):
    """What answers at the address `text`, with or without the site before it; None if nothing."""
    path = urlsplit(text).path
    try:
        return resolve(path) if path.startswith("/") else None
    except Resolver404:
        return None
