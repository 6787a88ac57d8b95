"""What authors do with a practice that is theirs to write."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.documents.models import Document

from ponte import activity
from ponte.activity.editing import without_clashes
from ponte.activity.models import Entry
from ponte.community.models import Member
from ponte.community.profiles import MEMBERS
from ponte.core.states import IllegalMove
from ponte.practices import content
from ponte.practices.content import Changes, as_text
from ponte.practices.files.keeping import keep_document, keep_picture, let_go
from ponte.practices.models import Practice
from ponte.practices.rules import writes_it
from ponte.practices.slugs import make_slug
from ponte.practices.states import State

RELATIONS = {*content.RELATIONS, "co_authors"}
MOST_ATTACHMENTS = 10


class TooManyFiles(ValidationError):
    """A practice has as many files as it may have."""


@transaction.atomic
def start_practice(*, author, values: dict[str, Any]) -> Practice:
    """A new draft of `author` with `values`, which have a title at least."""
    practice = Practice(author=author, slug=make_slug(title=values["title"]), **values)
    practice.full_clean()
    practice.save()
    activity.record(actor=author, verb="begin", target=practice, to_state=practice.state)
    return practice


@transaction.atomic
def edit_practice(
    *, practice: Practice, actor, values: dict[str, Any], seen: int, window: str = ""
) -> Practice:
    """Store `values` and return the practice as it is now; what does not differ stays.

    `seen` is the `lock_version` of the text that the author had before them, `window` a word
    of its own for each open page. Fields that others changed meanwhile and the author did
    not stay as the others left them. Raises Conflict if both changed one, IllegalMove when
    the practice is not the authors' to change, and ValidationError.
    """
    practice = held_for(actor, practice)
    changes = without_clashes(practice, changed(practice, values), seen=seen, window=window)
    return store(practice, actor, {name: values[name] for name in changes}, changes, window)


def held_for(actor, practice: Practice) -> Practice:
    """The practice as it is, locked for a change by `actor`. Raises IllegalMove."""
    practice = Practice.objects.select_for_update().get(pk=practice.pk)
    if not practice.is_with_authors:
        raise IllegalMove(_("The practice was sent in: it cannot be changed now."), "state")
    if not writes_it.test(actor, practice):
        raise IllegalMove(_("Only its authors change a practice."), "right")
    return practice


def changed(practice: Practice, values: dict[str, Any]) -> Changes:
    """What `values` would change: {field: [before, after]}."""
    found = {}
    for name, value in values.items():
        stored = getattr(practice, name)
        before, after = as_text(stored.all() if name in RELATIONS else stored), as_text(value)
        if before != after:
            found[name] = [before, after]
    return found


def store(practice, actor, values, changes, window) -> Practice:
    if not changes:
        return practice
    fields = {name: value for name, value in values.items() if name not in RELATIONS}
    for name, value in fields.items():
        setattr(practice, name, value)
    practice.validate_constraints()
    practice.lock_version += 1
    practice.save(update_fields=[*fields, "lock_version", "updated_at"])
    for name in RELATIONS & values.keys():
        getattr(practice, name).set(values[name])
    activity.record(
        actor=actor,
        verb="edit",
        target=practice,
        detail={"changes": changes, "version": practice.lock_version, "window": window},
    )
    return practice


@transaction.atomic
def set_picture(*, practice: Practice, actor, picture: ContentFile | None, window: str = ""):
    """Give the practice `picture`, a clean one, or none; return the practice.

    What was said of the former one goes with it: the words and the right to publish it.
    Raises IllegalMove.
    """
    practice = held_for(actor, practice)
    former = practice.image
    image = keep_picture(picture, by=actor) if picture else None
    values = {"image": image, "image_alt": "", "image_credit": "", "image_rights": False}
    practice = store(practice, actor, values, changed(practice, values), window)
    let_go([former] if former else [])
    return practice


@transaction.atomic
def add_attachment(
    *, practice: Practice, actor, file: File, extension: str, title: str, window: str = ""
) -> Practice:
    """Attach `file`, whose content is that of `extension`. Raises IllegalMove and TooManyFiles."""
    practice = held_for(actor, practice)
    present = list(practice.attachments.all())
    if len(present) >= MOST_ATTACHMENTS:
        most = _("A practice has at most %(most)d files: remove one first.")
        raise TooManyFiles(most % {"most": MOST_ATTACHMENTS})
    document = keep_document(file, extension, title=title, by=actor)
    values = {"attachments": documents(*present, document)}
    return store(practice, actor, values, changed(practice, values), window)


@transaction.atomic
def remove_attachment(*, practice: Practice, actor, key: int, window: str = "") -> Practice:
    """Take the document `key` off the practice, if it is there. Raises IllegalMove."""
    practice = held_for(actor, practice)
    present = list(practice.attachments.all())
    values = {"attachments": documents(*(each for each in present if each.pk != key))}
    practice = store(practice, actor, values, changed(practice, values), window)
    let_go(each for each in present if each.pk == key)
    return practice


def documents(*files: Document) -> QuerySet[Document]:
    return Document.objects.filter(pk__in=[file.pk for file in files])


def possible_co_authors(practice: Practice) -> QuerySet[Member]:
    """Who shows members to work where the author does, and whoever is a co-author already."""
    colleagues = Q(pk__in=practice.co_authors.values("pk"))
    if practice.author and practice.author.organisation_id:
        shown = Member.objects.showing("organisation", MEMBERS)
        same = shown.filter(organisation=practice.author.organisation_id)
        colleagues |= Q(pk__in=same.values("pk"))
    members = Member.objects.filter(colleagues, is_active=True).exclude(pk=practice.author_id)
    return members.order_by("last_name", "first_name", "pk")


@transaction.atomic
def delete_draft(*, practice: Practice, actor) -> None:
    """Delete a draft that nobody was ever asked to look at. Raises IllegalMove."""
    practice = Practice.objects.select_for_update().get(pk=practice.pk)
    if practice.state != State.DRAFT or was_sent(practice):
        raise IllegalMove(_("A practice that was sent in once is not deleted."), "state")
    activity.record(actor=actor, verb="delete", target=practice, from_state=practice.state)
    practice.delete()


def was_sent(practice: Practice) -> bool:
    return Entry.objects.about(practice).filter(verb="submit").exists()
