from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ponte.core.fields import LimitedTextField

MESSAGE_LIMIT = 2000


class ContactMessage(models.Model):
    """What a member wrote to another through the form. Addresses stay unseen."""

    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="sent_messages",
        verbose_name=_("sender"),
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="received_messages",
        verbose_name=_("recipient"),
    )
    subject = LimitedTextField(_("subject"), limit=100, single_line=True)
    text = LimitedTextField(_("message"), limit=MESSAGE_LIMIT)
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["sender", "sent_at"], name="message_by_sender")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(sender=F("recipient")), name="message_not_to_oneself"
            ),
        ]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        return f"{reverse('people:messages')}#message-{self.pk}"


class Block(models.Model):
    """A member does not want to hear from another, who is not told."""

    blocker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="blocks",
        verbose_name=_("member who blocks"),
    )
    blocked = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="blocked_by",
        verbose_name=_("blocked member"),
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="block_not_oneself"),
        ]

    def __str__(self):
        return f"{self.blocker_id}: {self.blocked_id}"


class Report(models.Model):
    """A member tells the secretariat that something is not in order.

    `kind` and `object_id` name what it is about: a model's label in small letters, its key.
    """

    class Reason(models.TextChoices):
        SPAM = "spam", _("advertising or spam")
        ABUSE = "abuse", _("insult or harassment")
        FALSE = "false", _("false or misleading")
        PRIVACY = "privacy", _("shows personal data without consent")
        RIGHTS = "rights", _("breaks somebody's rights")
        OTHER = "other", _("something else")

    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="reports",
        verbose_name=_("reported by"),
    )
    kind = models.CharField(_("kind"), max_length=60)
    object_id = models.PositiveBigIntegerField(_("identifier"))
    label = models.CharField(_("what it is about"), max_length=250)
    url = models.CharField(_("address"), max_length=250, blank=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    text = LimitedTextField(_("what is wrong"), limit=MESSAGE_LIMIT)
    created_at = models.DateTimeField(_("reported"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    outcome = LimitedTextField(_("what was done"), limit=MESSAGE_LIMIT, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["kind", "object_id"], name="report_about"),
            models.Index(fields=["created_at"], condition=Q(settled_at=None), name="report_open"),
        ]

    def __str__(self):
        return self.label

    @property
    def settle_url(self):
        return reverse("wagtailsnippets_community_report:edit", args=[self.pk])
