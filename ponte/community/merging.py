"""Several records of one body become one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import ForeignObjectRel, Model
from django.utils.translation import gettext_lazy as _

from ponte import activity, search
from ponte.community.models import Member, MergedOrganisation, Organisation, Report
from ponte.core.references import generic_keys, references_to


class ChangedMeanwhile(Exception):
    """One of the records is not as it was when somebody looked at it, or is gone."""

    def __str__(self):
        return str(_("Somebody has changed one of these records. Please look at them again."))


def compared_fields() -> list[str]:
    """The fields of which a merger keeps one of several values."""
    return [
        field.name
        for field in Organisation._meta.concrete_fields
        if field.editable and not field.primary_key and field.name != "slug"
    ]


@transaction.atomic
def merge_organisations(
    *, kept: Organisation, others: Sequence[Organisation], values: Mapping[str, Any], by: Member
) -> Organisation:
    """Let everything that refers to `others` refer to `kept`, give it `values` by field, and
    delete the others; return it.

    Their addresses lead to it from now on, and their names find it. Raises ChangedMeanwhile
    when a record is not as it is given here.
    """
    lock(kept, *others)
    changed = [name for name, value in values.items() if getattr(kept, name) != value]
    move_references(others, kept)
    MergedOrganisation.objects.bulk_create(merged_record(other, kept) for other in others)
    gone = [{"id": other.pk, "slug": other.slug, "name": other.name_en} for other in others]
    for other in others:
        activity.record(
            actor=by, verb="merged_into", target=other, detail={"id": kept.pk, "slug": kept.slug}
        )
        other.delete()
    for name in changed:
        setattr(kept, name, values[name])
    kept.save()
    activity.record(actor=by, verb="merge", target=kept, detail={"merged": gone, "fields": changed})
    return kept


def lock(*organisations: Organisation) -> None:
    """Keep everybody else from these records, and from referring to them, until the end of
    the transaction. Raises ChangedMeanwhile."""
    seen = {each.pk: each.updated_at for each in organisations}
    rows = Organisation.objects.select_for_update().filter(pk__in=seen).order_by("pk")
    if dict(rows.values_list("pk", "updated_at")) != seen:
        raise ChangedMeanwhile


def merged_record(other: Organisation, kept: Organisation) -> MergedOrganisation:
    names = ("slug", "name_original", "name_en", "name_key", "name_en_key")
    return MergedOrganisation(organisation=kept, **{name: getattr(other, name) for name in names})


def count_references(organisations: Iterable[Organisation]) -> Counter[int]:
    """How many records refer to each, by its key."""
    found: Counter[int] = Counter()
    for relation in keys_to_organisations():
        name = relation.field.name
        rows = relation.related_model._base_manager.filter(**{f"{name}__in": organisations})
        found.update(rows.values_list(name, flat=True))
    return found


def keys_to_organisations() -> list[ForeignObjectRel]:
    # The rows of a many-to-many relation are a table of their own, with keys.
    return [each for each in references_to(Organisation) if not each.many_to_many]


def move_one_by_one(rows: Iterable[Model], name: str, kept: Organisation) -> None:
    """Let each of `rows` refer to `kept`; one that says what another one says already goes."""
    for row in rows:
        same = type(row)._base_manager.filter(pk=row.pk)
        try:
            with transaction.atomic():
                same.update(**{name: kept})
        except IntegrityError:
            same.delete()


def move_references(others: Iterable[Organisation], kept: Organisation) -> None:
    """Point at `kept` whatever points at `others`, and let search look at it again.

    Nobody has moved or left: so no signals, which would note it.
    """
    for relation in keys_to_organisations():
        name = relation.field.name
        rows = relation.related_model._base_manager.filter(**{f"{name}__in": others})
        moved = list(rows.only("pk"))
        try:
            with transaction.atomic():
                rows.update(**{name: kept})
        except IntegrityError:
            move_one_by_one(moved, name, kept)
        search.index(moved)
    gone = [other.pk for other in others]
    kind = ContentType.objects.get_for_model(Organisation)
    for key in generic_keys():
        rows = key.model._base_manager.filter(**{key.ct_field: kind, f"{key.fk_field}__in": gone})
        rows.update(**{key.fk_field: kept.pk})
    reports = Report.objects.filter(kind=activity.kind_of(Organisation), object_id__in=gone)
    reports.update(object_id=kept.pk, url=kept.get_absolute_url())
