from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ponte.notifications.kinds import Frequency

DIGEST = ""  # where a kind is asked for: all the digests


class NotificationQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def waiting(self):
        """What needs an action that nobody took yet."""
        return self.filter(needs_action=True, settled_at=None)

    def about(self, target):
        return self.filter(
            content_type=ContentType.objects.get_for_model(target), object_id=str(target.pk)
        )


class Notification(models.Model):
    """Something one member should know, in words of their language.

    The first line of `text` is a headline, what follows are details. `frequency` is what the
    member had chosen for this kind; a later choice changes it as long as no mail was sent.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications"
    )
    kind = models.SlugField(_("kind"), max_length=60, db_index=False)
    key = models.CharField(max_length=200, blank=True)
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=40)
    about = GenericForeignKey()
    about_title = models.CharField(max_length=300)
    text = models.TextField(_("text"))
    url = models.CharField(max_length=500, blank=True)
    needs_action = models.BooleanField(_("needs action"), default=False)
    frequency = models.CharField(
        _("frequency"), max_length=10, choices=Frequency.choices, default=Frequency.WEEKLY
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, editable=False)
    settled_at = models.DateTimeField(_("settled"), null=True, editable=False)
    mailed_at = models.DateTimeField(_("sent by e-mail"), null=True, editable=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "key"],
                condition=~Q(key=""),
                name="notification_once_per_key",
            )
        ]
        indexes = [
            models.Index(F("recipient"), F("created_at").desc(), name="notification_list"),
            models.Index(
                fields=["recipient"], condition=Q(read_at=None), name="notification_unread"
            ),
            models.Index(
                fields=["frequency", "created_at"],
                condition=Q(mailed_at=None),
                name="notification_unmailed",
            ),
            models.Index(fields=["content_type", "object_id"], name="notification_about"),
        ]

    def __str__(self):
        return self.headline

    @property
    def headline(self) -> str:
        return self.text.partition("\n")[0]

    @property
    def details(self) -> str:
        return self.text.partition("\n")[2].strip()

    @property
    def waits(self) -> bool:
        """Whether it still needs somebody's action."""
        return self.needs_action and self.settled_at is None


class Preference(models.Model):
    """How soon one member wants mails of one kind. Without a row the kind's default holds.

    The kind DIGEST with "never" says that no digest is wanted.
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_preferences"
    )
    kind = models.SlugField(_("kind"), max_length=60, blank=True, db_index=False)
    frequency = models.CharField(_("frequency"), max_length=10, choices=Frequency.choices)

    class Meta:
        verbose_name = _("choice of notifications")
        verbose_name_plural = _("choices of notifications")
        constraints = [
            models.UniqueConstraint(fields=["member", "kind"], name="preference_once_per_kind")
        ]

    def __str__(self):
        return f"{self.kind}: {self.get_frequency_display()}"
