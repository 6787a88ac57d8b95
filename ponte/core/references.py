"""Which records refer to others, found in the models: a relation added later is not forgotten."""

from collections.abc import Iterator

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db.models import ForeignObjectRel, Model


def references_to(model: type[Model]) -> list[ForeignObjectRel]:
    """The relations from anywhere to `model`, those too that it knows no name for."""
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel) and relation.related_model
    ]


def generic_keys() -> Iterator[GenericForeignKey]:
    """The fields by which records refer to records of any kind."""
    for model in apps.get_models():
        for field in model._meta.private_fields:
            if isinstance(field, GenericForeignKey):
                yield field
