"""What is said about the sections of a plan, and changes that others suggest."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ponte.core.fields import LimitedTextField
from ponte.plans.models.actions import Action
from ponte.plans.models.plans import ActionPlan


class Comment(models.Model):
    """What somebody says about a section; `action` is None for sections of the plan itself."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="comments")
    action = models.ForeignKey(
        Action, models.CASCADE, null=True, blank=True, related_name="comments"
    )
    section = models.SlugField(_("section"), max_length=20)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="plan_comments",
        verbose_name=_("member"),
    )
    text = LimitedTextField(_("comment"), limit=2000)
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("comment on a plan")
        verbose_name_plural = _("comments on plans")
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["plan", "section"], name="plan_comment_of_section")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="plan_comment_has_text"),
        ]

    def __str__(self):
        return self.text[:80]

    @property
    def is_open(self):
        return self.settled_at is None


class SuggestionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=Suggestion.State.OPEN)


class Suggestion(models.Model):
    """Another text for one field: `before` is what stood there when it was written."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("suggested change", "open")
        ACCEPTED = "accepted", pgettext_lazy("suggested change", "accepted")
        REJECTED = "rejected", pgettext_lazy("suggested change", "rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("suggested change", "withdrawn")

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="suggestions")
    action = models.ForeignKey(
        Action, models.CASCADE, null=True, blank=True, related_name="suggestions"
    )
    section = models.SlugField(_("section"), max_length=20)
    field = models.SlugField(_("field"), max_length=20)
    before = models.TextField(_("text before"), blank=True)
    text = models.TextField(_("suggested text"), blank=True)
    why = LimitedTextField(_("why"), limit=600, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="plan_suggestions",
        verbose_name=_("member"),
    )
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    reason = LimitedTextField(_("reason"), limit=600, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggested change")
        verbose_name_plural = _("suggested changes")
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["plan", "state"], name="plan_suggestion_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "accepted", "rejected", "withdrawn"]),
                name="plan_suggestion_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None)
                | ~Q(state="open") & Q(settled_at__isnull=False),
                name="plan_suggestion_settled_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(reason=""),
                name="plan_suggestion_rejected_has_reason",
            ),
        ]

    def __str__(self):
        return f"{self.field}: {self.text[:60]}"

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def record(self):
        """What it would change."""
        return self.action or self.plan

    @property
    def is_stale(self):
        """The text has been changed since: it can no longer be taken over as it is."""
        return getattr(self.record, self.field) != self.before
