"""The file of a presentation goes with it. Imported at the start."""

from django.db.models.signals import post_delete
from django.dispatch import receiver

from ponte.learning.models import Presentation


@receiver(post_delete, sender=Presentation, dispatch_uid="delete-presented-file")
def delete_file(instance, **_signal):
    instance.document.delete()
