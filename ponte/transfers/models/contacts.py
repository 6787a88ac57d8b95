from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from ponte.core.fields import LimitedTextField
from ponte.transfers.models.transfers import Transfer


@register_setting(icon="group")
class TransferSettings(BaseGenericSetting):
    """How much may be asked of people who have done it before."""

    most_open_requests = models.PositiveSmallIntegerField(
        _("most open requests to one person"),
        default=2,
        validators=[MinValueValidator(1)],
        help_text=_("Whoever has so many is not asked by anybody else before one is answered."),
    )
    request_days = models.PositiveSmallIntegerField(
        _("days a request waits for an answer"),
        default=30,
        validators=[MinValueValidator(1)],
        help_text=_("Then it lapses by itself."),
    )

    class Meta:
        verbose_name = _("transfers")


class ContactRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=ContactRequest.State.OPEN)


class ContactRequest(models.Model):
    """A team asks somebody to talk about a practice.

    Addresses are exchanged only if the person agrees. The note is deleted as soon as the
    request is answered; afterwards only that contact was made is kept, not what was said.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("contact request", "waits for an answer")
        ACCEPTED = "accepted", pgettext_lazy("contact request", "accepted")
        DECLINED = "declined", pgettext_lazy("contact request", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("contact request", "withdrawn")
        LAPSED = "lapsed", pgettext_lazy("contact request", "not answered")

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="contact_requests")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="contacts_asked_for",
        verbose_name=_("asked by"),
    )
    contacted = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="contacts_asked_of",
        verbose_name=_("person asked"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    note = LimitedTextField(_("what you would like to know"), limit=600, blank=True)
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    met_on = models.DateField(_("contact made"), null=True, editable=False)

    objects = ContactRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact request")
        verbose_name_plural = _("contact requests")
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["contacted", "state"], name="contact_of_person"),
            models.Index(fields=["state", "asked_at"], name="contact_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "contacted"],
                condition=Q(state__in=["open", "accepted"]),
                name="contact_asked_once",
                violation_error_message=_("This person was asked already."),
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("contacted")), name="contact_not_oneself"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None)
                | Q(answered_at__isnull=False, note="") & ~Q(state="open"),
                name="contact_answered_keeps_no_note",
            ),
            models.CheckConstraint(
                condition=Q(met_on=None) | Q(state="accepted"), name="contact_made_was_accepted"
            ),
        ]

    def __str__(self):
        return f"{self.transfer}: {self.contacted}"

    def get_absolute_url(self):
        return reverse("transfers:contact", args=[self.pk])

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def is_accepted(self):
        return self.state == self.State.ACCEPTED
