"""Who may do what in the back office, where the plain permissions do not say enough."""

from collections.abc import Iterable

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from wagtail.permission_policies import ModelPermissionPolicy

from ponte.core.references import references_to


def is_in_use(instance: Model, *, parts: Iterable[str] = ()) -> bool:
    """Whether another record refers to `instance`; relations named in `parts` do not count."""
    return any(
        refers(relation, instance)
        for relation in references_to(type(instance))
        if not relation.related_model._meta.auto_created and relation.name not in parts
    )


def refers(relation, instance) -> bool:
    model = relation.related_model
    others = model._base_manager.filter(**{relation.field.name: instance})
    if model is type(instance):
        others = others.exclude(pk=instance.pk)
    return others.exists()


class DeleteUnusedOnly(ModelPermissionPolicy):
    """The usual permissions, but nobody deletes what other records refer to.

    `parts` names relations that belong to the record and go with it, `refusal` says why
    `record` stays.
    """

    parts: tuple[str, ...] = ()
    refusal = _("“%(record)s” cannot be deleted: other records refer to it.")

    def protects(self, instance) -> bool:
        return is_in_use(instance, parts=self.parts)

    def user_has_permission_for_instance(self, user, action, instance):
        if action == "delete" and self.protects(instance):
            return False
        return super().user_has_permission_for_instance(user, action, instance)


class ReadOnly(ModelPermissionPolicy):
    """Whoever may view the records may do so; nobody adds, changes or deletes one by hand."""

    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, action)
