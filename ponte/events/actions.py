"""What organisers do with an event and what belongs to it."""

from collections.abc import Iterable

from anyascii import anyascii
from django.core.files.base import File
from django.db import transaction
from django.utils.text import slugify

from ponte import activity as log
from ponte.community.models import Member
from ponte.events import registering
from ponte.events.mails import About
from ponte.events.models import Event, Material
from ponte.practices.files.keeping import keep_document
from ponte.topics.models import Topic

# In this folder of the documents.
FOLDER = "events/"
# What those who registered have to know at once.
TOLD = ("start", "end", "zone", "place", "online_url", "mode")


@transaction.atomic
def save_event(*, event: Event, by: Member, topics: Iterable[Topic]) -> Event:
    """Add an event, as a draft, or keep what was changed of it.

    A new time or place is told to who registered, new places go to those who wait. Raises
    ValidationError.
    """
    before = None
    if event.pk:
        before = registering.locked(event)
        event.revision = before.revision + 1
    else:
        event.created_by = by
        event.slug = free_slug(event)
    event.full_clean(exclude=["created_by"])
    event.save()
    event.topics.set(topics)
    log.record(actor=by, verb="change" if before else "add", target=event)
    if before:
        event.refresh_from_db(fields=["state"])
        moved = any(getattr(before, name) != getattr(event, name) for name in TOLD)
        if moved and event.state == Event.State.ANNOUNCED and not event.is_over:
            registering.tell_all(event=event, about=About.MOVED)
        registering.fill(event=event)
    return event


def free_slug(event: Event) -> str:
    """An address of its own: words of the title in Latin letters, and the year."""
    base = f"{slugify(anyascii(event.title))[:100].strip('-') or 'event'}-{event.local_start.year}"
    used = set(Event.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in used:
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def add_material(*, event: Event, file: File, extension: str, title: str, by: Member) -> Material:
    document = keep_document(file, extension, title=title, by=by, folder=FOLDER)
    log.record(actor=by, verb="material", target=event)
    return Material.objects.create(event=event, document=document)
