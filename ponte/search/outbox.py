"""Changes of searchable objects, noted in the transaction that makes them."""

from django.db.models.signals import m2m_changed, post_delete, post_save

from ponte import search
from ponte.search.registry import Kind


def watch(kind: Kind) -> None:
    """Note every save, deletion and change of relations of this kind's objects."""

    def note(instance, **_):
        search.index(kind=kind.name, object_ids=[instance.pk])

    def note_relation(instance, action, reverse, pk_set, sender, **_):
        if not reverse and action.startswith("post_"):
            note(instance)
        elif reverse and action in ("post_add", "post_remove"):
            search.index(kind=kind.name, object_ids=pk_set)
        elif reverse and action == "pre_clear":
            field = next(each for each in relations if each.remote_field.through is sender)
            related = kind.model._default_manager.filter(**{field.name: instance})
            search.index(kind=kind.name, object_ids=related.values_list("pk", flat=True))

    relations = kind.model._meta.many_to_many
    name = f"search-{kind.name}"
    post_save.connect(note, sender=kind.model, weak=False, dispatch_uid=name)
    post_delete.connect(note, sender=kind.model, weak=False, dispatch_uid=name)
    for relation in relations:
        through = relation.remote_field.through
        m2m_changed.connect(note_relation, sender=through, weak=False, dispatch_uid=name)
