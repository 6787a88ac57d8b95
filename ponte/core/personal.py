"""What the site keeps about a member, and what becomes of it when the account is erased.

Each app says it in a module `personal`, one `hold` for every relation to a member; a test
finds what was forgotten. The member's own row is blanked, not deleted: records that stay
refer to nobody, and the activity log need not change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import partial
from typing import Any

from django.db import models, transaction
from django.dispatch import Signal
from django.utils.functional import Promise
from django.utils.text import capfirst

# Sent in the transaction of an erasure, while the member is still known; with `member`.
erasing = Signal()


class Fate(Enum):
    """What becomes of a record."""

    ERASED = "erased"
    KEPT = "kept"


@dataclass(frozen=True, kw_only=True)
class Holding:
    """The records of `model` that refer to a member by `field`, or some of them: `only`.

    `why` tells the member why a record stays. `secret` names fields that even the member
    does not get: codes, keys, and what belongs to others.
    """

    model: type[models.Model]
    field: str
    fate: Fate
    label: str | Promise
    why: str | Promise = ""
    secret: tuple[str, ...] = ()
    only: models.Q | None = None

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.field}"

    def of(self, member) -> models.QuerySet:
        records = self.model._base_manager.filter(**{self.field: member})
        return records if self.only is None else records.filter(self.only)

    def erase(self, member) -> None:
        """Delete the records one by one, as if by hand, and their files."""
        if self.fate is not Fate.ERASED:
            return
        for record in self.of(member):
            for file in files(record):
                transaction.on_commit(partial(file.storage.delete, str(file)))
            record.delete()


holdings: list[Holding] = []


def hold(model: type[models.Model], field: str, fate: Fate, label, **more) -> None:
    """Declare what becomes of the records of `model` that refer to a member by `field`."""
    holdings.append(Holding(model=model, field=field, fate=fate, label=label, **more))


@dataclass(frozen=True)
class Part:
    """One kind of records about a member: each a list of (field name, label, value)."""

    holding: Holding
    records: list[list[tuple[str, str, Any]]]


def parts_about(member) -> Iterator[Part]:
    """Everything that refers to `member`, without what is empty."""
    for holding in holdings:
        records = [facts(record, holding.secret) for record in holding.of(member)]
        if records:
            yield Part(holding, records)


def facts(record: models.Model, secret: tuple[str, ...] = ()) -> list[tuple[str, str, Any]]:
    """The filled fields of a record in words: (name, label, value for JSON)."""
    told = [
        (field.name, capfirst(str(field.verbose_name)), spoken(record, field))
        for field in record._meta.get_fields()
        if field.concrete and not field.primary_key and field.name not in secret
    ]
    return [(name, label, value) for name, label, value in told if value not in (None, "", [], {})]


def spoken(record: models.Model, field: Any) -> Any:
    """The value of a field: numbers, truth, times, structures as they are, the rest as text."""
    if field.many_to_many:
        return [str(each) for each in getattr(record, field.name).all()]
    value = getattr(record, field.name)
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    if value is None or isinstance(value, bool | int | float | list | dict | date):
        return value
    return str(value)


def files(record: models.Model) -> list[models.fields.files.FieldFile]:
    fields = [each for each in record._meta.concrete_fields if isinstance(each, models.FileField)]
    return [file for field in fields if (file := getattr(record, field.name))]
