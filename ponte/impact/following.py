"""What follows when evidence goes, and every night. Imported at the start."""

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from ponte.core import nightly
from ponte.impact import indicators, tallies
from ponte.impact.models import Evidence


@receiver(post_delete, sender=Evidence, dispatch_uid="delete-evidence-of-claims")
def delete_file(instance, **_signal):
    storage, path = instance.file.storage, str(instance.file)
    transaction.on_commit(lambda: storage.delete(path))


@nightly.register("impact")
def count_impact() -> str:
    """Tallies follow an instrument that moved or a project whose programme changed."""
    return f"{tallies.rebuild()} tallies, {indicators.count()} common indicators."
