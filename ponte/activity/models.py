from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ponte.activity import kind_of


class EntryQuerySet(models.QuerySet):
    def about(self, *targets):
        """What was done to `targets`, records of one kind; newest first."""
        ids = [str(target.pk) for target in targets]
        kind = kind_of(targets[0])
        return self.filter(kind=kind, object_id__in=ids).select_related("actor")


class Entry(models.Model):
    """One thing that was done. The database refuses to change or delete an entry.

    `kind` and `object_id` name the record, which may be gone since. `actor` is None for
    what happens by itself.
    """

    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("member"),
    )
    verb = models.SlugField(_("what was done"), max_length=40)
    kind = models.CharField(_("kind of record"), max_length=80)
    object_id = models.CharField(_("record"), max_length=64)
    from_state = models.CharField(_("state before"), max_length=32, blank=True)
    to_state = models.CharField(_("state after"), max_length=32, blank=True)
    detail = models.JSONField(_("details"), default=dict, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["kind", "object_id", "-at"], name="activity_of_record")]

    def __str__(self):
        return f"{self.verb} {self.kind} {self.object_id}"
