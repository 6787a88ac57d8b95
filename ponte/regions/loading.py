"""Writes the listed regions, with outlines, map points and categories, into the database."""

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from ponte.regions import drawing, nuts
from ponte.regions.codes import parent_code
from ponte.regions.outlines import outlines
from ponte.regions.tables import categories

FIELDS = ("level", "name", "name_latin", "is_extra_regio", "outline", "map_x", "map_y")
LEVELS = range(4)


def load(model, *, using="default"):
    """Create the missing regions and bring the others up to date; return their number.

    `model` is the Region model, or its state during a migration. No row is deleted:
    practices may refer to a code that the lists no longer have. Categories that regions
    have are kept: they may come from a newer list.
    """
    with transaction.atomic(using=using):
        fields = [*FIELDS, "parent"]
        if not is_classed(model, using):
            fields.append("category")
        keys = {}
        for level in LEVELS:
            regions = [
                region_of(model, entry, keys) for entry in nuts.entries() if entry.level == level
            ]
            model.objects.using(using).bulk_create(
                regions,
                update_conflicts=True,
                unique_fields=["code", "nuts_version"],
                update_fields=fields,
            )
            keys.update(model.objects.using(using).filter(level=level).values_list("code", "pk"))
        point_portraits(model, using)
    return len(nuts.entries())


def region_of(model, entry, keys):
    """The unsaved row of `entry`; `keys` maps the codes of upper levels to primary keys."""
    x, y = map_point(entry)
    return model(
        code=entry.code,
        nuts_version=entry.nuts_version,
        level=entry.level,
        name=entry.name,
        name_latin=entry.name_latin,
        parent_id=keys[entry.parent] if entry.parent else None,
        is_extra_regio=entry.is_extra_regio,
        category=categories().get(entry.code, ""),
        outline=outlines().get(entry.code, ""),
        map_x=x,
        map_y=y,
    )


def map_point(entry):
    """The point of the region or of its nearest ancestor on the map, or two times None."""
    points = drawing.label_points()
    code = "" if entry.is_extra_regio else entry.code
    while code and code not in points:
        code = parent_code(code)
    return points[code] if code else (None, None)


def point_portraits(model, using):
    """Let every region point at the nearest outline: its own or an ancestor's."""
    regions = model.objects.using(using)
    regions.exclude(outline="").update(portrait=F("pk"))
    for level in LEVELS[1:]:
        above = regions.filter(pk=OuterRef("parent_id")).values("portrait_id")[:1]
        regions.filter(level=level, outline="").update(portrait_id=Subquery(above))


def is_classed(model, using):
    """Whether any region has a category of development."""
    return model.objects.using(using).exclude(category="").exists()
