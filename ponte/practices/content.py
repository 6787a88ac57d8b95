"""What a practice says: the part of it that its authors write, and how it differs."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import override
from wagtail.documents.models import Document
from wagtail.images.models import Image

from ponte.practices.models import Practice
from ponte.practices.models.description import Description

# In the order of the template. A new version begins as a copy of these.
FIELDS = [field.name for field in Description._meta.local_fields]
RELATIONS = [field.name for field in Description._meta.local_many_to_many]

Changes = dict[str, list[str]]


def copy_content(source: Practice, target: Practice) -> None:
    """Give `target`, not saved yet, what `source` says; see `copy_relations` for the rest."""
    for name in FIELDS:
        setattr(target, name, getattr(source, name))


def copy_relations(source: Practice, target: Practice) -> None:
    for name in RELATIONS:
        getattr(target, name).set(getattr(source, name).all())


def snapshot(practice: Practice) -> dict[str, str]:
    """What `practice` says now, each field as one text."""
    return {
        **{name: as_text(getattr(practice, name)) for name in FIELDS},
        **{name: as_text(getattr(practice, name).all()) for name in RELATIONS},
    }


@override("en")
def as_text(value: Any) -> str:
    """A field's value as the log keeps it; related objects by their English names, in order.

    Files also by their number, because two may have one name.
    """
    if isinstance(value, QuerySet):
        return "\n".join(sorted(map(as_text, value)))
    if isinstance(value, list):
        return "\n".join(value)
    if isinstance(value, Image | Document):
        return f"{value} (#{value.pk})"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def changes_between(before: dict[str, str], after: dict[str, str]) -> Changes:
    """What differs between two snapshots: {field: [before, after]}."""
    return {
        name: [before.get(name, ""), text]
        for name, text in after.items()
        if before.get(name, "") != text
    }
