"""What assessors say of a transfer, what is done about constraints, and the plan from both."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ponte.core.fields import LimitedTextField
from ponte.transfers import transferability
from ponte.transfers.models.framework import Component
from ponte.transfers.models.transfers import Transfer

MITIGATION_LIMIT = 600


class SheetQuerySet(models.QuerySet):
    def sent(self):
        return self.filter(sent_at__isnull=False)

    def with_answers(self):
        """With assessors and answers, in a constant number of queries."""
        return self.select_related("assessor").prefetch_related("answers__component")


class Sheet(models.Model):
    """What one person answers about all components: for the adopting region, or as one who
    runs the practice. Nobody else sees it before it is sent."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="sheets")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="transfer_sheets",
        verbose_name=_("assessor"),
    )
    runs_practice = models.BooleanField(_("runs the practice"), default=False)
    begun_at = models.DateTimeField(_("begun"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("sheet of answers")
        verbose_name_plural = _("sheets of answers")
        ordering = ["runs_practice", "sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "assessor"], name="sheet_once"),
        ]

    def __str__(self):
        return f"{self.transfer} – {self.assessor}"

    @property
    def is_sent(self):
        return self.sent_at is not None


class Answer(models.Model):
    """What one person says of one component; `support` is None when they do not know.

    It is not given as long as the assessor has chosen nothing. With negative support either
    `mitigation` says what could be done or `sees_no_way` that they know of nothing.
    `suggestion` is what the platform suggested, with its source; it counts only if the
    assessor made it their own.
    """

    class Importance(models.IntegerChoices):
        LOW = 1, _("low")
        MEDIUM = 2, _("medium")
        HIGH = 3, _("high")

    class Support(models.IntegerChoices):
        STRONG_CONSTRAINT = -2, _("strong constraint")
        CONSTRAINT = -1, _("constraint")
        NEUTRAL = 0, _("neither")
        SUPPORT = 1, _("support")
        STRONG_SUPPORT = 2, _("strong support")

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="answers")
    component = models.ForeignKey(Component, models.PROTECT, related_name="answers")
    importance = models.PositiveSmallIntegerField(
        _("importance"), choices=Importance, default=Importance.MEDIUM
    )
    support = models.SmallIntegerField(_("support"), choices=Support, null=True, blank=True)
    is_given = models.BooleanField(_("given"), default=True)
    comment = LimitedTextField(_("comment"), limit=600, blank=True)
    mitigation = LimitedTextField(_("mitigation"), limit=MITIGATION_LIMIT, blank=True)
    sees_no_way = models.BooleanField(_("knows of no mitigation"), default=False)
    suggestion = models.JSONField(_("suggested by the platform"), default=dict, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["sheet", "component__position"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "component"], name="answer_unique"),
            models.CheckConstraint(
                condition=Q(importance__range=(1, 3)), name="answer_importance_on_scale"
            ),
            models.CheckConstraint(
                condition=Q(support=None) | Q(support__range=(-2, 2)),
                name="answer_support_on_scale",
            ),
            models.CheckConstraint(
                condition=Q(support=None) | Q(is_given=True), name="answer_not_given_says_nothing"
            ),
        ]

    def __str__(self):
        return f"{self.component}: {self.support}"

    @property
    def is_against(self):
        return self.support is not None and self.support < 0

    @property
    def is_as_suggested(self):
        suggested = self.suggestion.get("support")
        return suggested is not None and suggested == self.support

    def as_stated(self, *, mitigated):
        """The answer as the formula sees it."""
        return transferability.Answer(
            self.component.slug, self.importance, self.support, mitigated=mitigated
        )


class Mitigation(models.Model):
    """What the team does about a component that stands against the transfer."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="mitigations")
    component = models.ForeignKey(Component, models.PROTECT, related_name="mitigations")
    text = LimitedTextField(_("mitigation"), limit=MITIGATION_LIMIT)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    written_at = models.DateTimeField(_("written"), auto_now=True)

    class Meta:
        verbose_name = _("mitigation")
        verbose_name_plural = _("mitigations")
        ordering = ["transfer", "component__position"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "component"], name="mitigation_unique"),
            models.CheckConstraint(condition=~Q(text=""), name="mitigation_has_text"),
        ]

    def __str__(self):
        return self.text


class Plan(models.Model):
    """The draft of an action: filled in from the assessment, then written by the team.

    Its parts are those of an action in a programme's action plan.
    """

    PARTS = (
        "background",
        "activities",
        "players",
        "timeframe",
        "costs",
        "funding",
        "risks",
    )

    transfer = models.OneToOneField(Transfer, models.CASCADE, related_name="plan")
    background = LimitedTextField(_("background"), limit=3000, blank=True)
    activities = LimitedTextField(_("activities"), limit=15000, blank=True)
    players = LimitedTextField(_("players involved"), limit=2000, blank=True)
    timeframe = LimitedTextField(_("timeframe"), limit=1000, blank=True)
    costs = LimitedTextField(_("costs"), limit=1000, blank=True)
    funding = LimitedTextField(_("funding sources"), limit=1000, blank=True)
    risks = LimitedTextField(_("risks and mitigations"), limit=15000, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("draft plan")
        verbose_name_plural = _("draft plans")

    def __str__(self):
        return str(self.transfer)

    @classmethod
    def limits(cls):
        """How many characters each part may have."""
        fields = cls._meta.concrete_fields
        return {each.name: each.limit for each in fields if isinstance(each, LimitedTextField)}

    @property
    def parts(self):
        """Of each part its name, its label and its text."""
        return [
            (name, self._meta.get_field(name).verbose_name, getattr(self, name))
            for name in self.PARTS
        ]
