from django.db import models


class OutboxEntry(models.Model):
    """Something whose document the index must look at again.

    Written in the transaction of the change it tells of; the indexer reads the object
    as it then is, so an entry may be carried out twice without harm. `applied` is set
    instead of deleting the entry while an index is being rebuilt beside the live one:
    the new index must hear of it too.
    """

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    applied = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["applied", "id"], name="outbox_waiting")]

    def __str__(self):
        return f"{self.kind} {self.object_id}"
