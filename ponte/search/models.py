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


class Vector(models.Model):
    """What the text of one record means, and the facets it is filtered by.

    Kept in step with the index. `digest` is of the text as it is now. `values` are
    little-endian float32, made from that text by `encoder`; both are empty until they are.
    `revision`, in nanoseconds since 1970, rises with every change. `has_sentences` says that
    Sentences hold those of this very text.
    """

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    digest = models.CharField(max_length=32)
    facets = models.JSONField(default=dict)
    encoder = models.CharField(max_length=200, blank=True, default="")
    values = models.BinaryField(default=b"")
    has_sentences = models.BooleanField(default=False)
    revision = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="vector_of_record"),
            models.CheckConstraint(
                name="vector_by_encoder",
                condition=models.Q(encoder="", values=b"")
                | (~models.Q(encoder="") & ~models.Q(values=b"")),
                violation_error_message="Values and the name of their encoder belong together.",
            ),
        ]
        indexes = [
            models.Index(fields=["encoder", "id"], name="vector_waiting"),
            models.Index(
                fields=["id"],
                name="vector_without_sentences",
                condition=models.Q(has_sentences=False) & ~models.Q(encoder=""),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.object_id}"


class Sentences(models.Model):
    """What each sentence of one record means: rows of little-endian float32, in the order of
    the text. They are read for the few records of which an answer is made, so they stand apart
    from the vectors that every search reads."""

    vector = models.OneToOneField(
        Vector, models.CASCADE, primary_key=True, related_name="sentences"
    )
    values = models.BinaryField()

    def __str__(self):
        return str(self.vector)
