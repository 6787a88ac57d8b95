"""What follows when something of an event goes. Imported at the start."""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from ponte.events import registering
from ponte.events.models import Event, Material, Registration


@receiver(post_delete, sender=Material, dispatch_uid="delete-event-file")
def delete_file(instance, **_signal):
    instance.document.delete()


@receiver(post_delete, sender=Registration, dispatch_uid="place-becomes-free")
def pass_on(instance, **_signal):
    """The place of somebody who erased the account goes to the first who waits."""
    if instance.state == Registration.State.CONFIRMED:
        transaction.on_commit(partial(fill, instance.event_id))


def fill(event_id: int) -> None:
    event = Event.objects.filter(pk=event_id).first()
    if event and not event.is_over:
        registering.fill(event=event)
