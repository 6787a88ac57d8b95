"""What follows in selections from what happens to sheets and scorers. Imported at the start."""

from django.db.models.signals import post_delete, pre_save
from django.dispatch import receiver

from ponte.assessment.models import Assessment
from ponte.selection import sealing
from ponte.selection.models import Candidate, Scorer


@receiver(pre_save, sender=Assessment, dispatch_uid="seal-sheet")
def seal_sheet(instance, **_signal):
    """From whatever page a sheet is begun, it is sealed if a selection waits for it."""
    if instance.pk is None and instance.region_id:
        instance.is_sealed = sealing.belongs_to_undecided(instance)


@receiver(post_delete, sender=Scorer, dispatch_uid="unseal-by-scorer")
@receiver(post_delete, sender=Candidate, dispatch_uid="unseal-by-candidate")
def unseal_sheets(**_signal):
    sealing.unseal()
