"""The actions of a plan: where each comes from, what is done, what it costs and brings."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ponte.core.fields import LimitedTextField
from ponte.plans.models.plans import ActionPlan
from ponte.practices.models import Practice
from ponte.transfers.models import Transfer

NOTHING = [MinValueValidator(0, _("Money is not negative."))]


def money(label, **more):
    """Euro, two decimals."""
    return models.DecimalField(label, max_digits=17, decimal_places=2, **more)


class ActionQuerySet(models.QuerySet):
    def with_lines(self):
        """With everything a plan shows of them, in a constant number of queries."""
        return self.select_related("responsible").prefetch_related(
            models.Prefetch(
                "sources", Source.objects.select_related("practice__region", "transfer__practice",
                                                         "transfer__region")
            ),
            "steps",
            "cost_lines",
            "funding_lines",
            "indicators",
        )  # fmt: skip


class Action(models.Model):
    """One action of a plan, by the programme's template. Its tables are lines of their own."""

    class Improvement(models.TextChoices):
        """The three ways in which an instrument is improved."""

        PROJECTS = "projects", _("new projects or measures financed")
        GOVERNANCE = "governance", _("change in management or governance")
        FOCUS = "focus", _("change of strategic focus")

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="actions")
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    title = LimitedTextField(_("title"), limit=250, single_line=True)
    background = LimitedTextField(_("background"), limit=3000, blank=True)
    activities = LimitedTextField(_("activities"), limit=15000, blank=True)
    players = LimitedTextField(_("players involved"), limit=2000, blank=True)
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    timeframe = LimitedTextField(_("timeframe"), limit=1000, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who reports on it"),
    )
    costs = LimitedTextField(_("costs, in words"), limit=1000, blank=True)
    funding = LimitedTextField(_("funding sources, in words"), limit=1000, blank=True)
    improvement_type = models.CharField(
        _("kind of improvement"), max_length=12, choices=Improvement, blank=True
    )
    improvement = LimitedTextField(_("expected improvement"), limit=2000, blank=True)
    risks = LimitedTextField(_("risks and mitigations"), limit=15000, blank=True)
    lock_version = models.PositiveIntegerField(default=0, editable=False)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_action_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="plan_action_has_title"),
            models.CheckConstraint(
                condition=Q(improvement_type__in=["", "projects", "governance", "focus"]),
                name="plan_action_improvement_known",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="plan_action_ends_after_it_begins",
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def name(self):
        """As headings have it: "Action 2: …"."""
        return _("Action %(number)d: %(title)s") % {"number": self.number, "title": self.title}

    @property
    def is_inspired(self):
        """It is linked to a practice or a transfer. Uses prefetched sources."""
        return any(source.kind in Source.PROVEN for source in self.sources.all())


class Line(models.Model):
    """A row of one of an action's tables."""

    position = models.PositiveSmallIntegerField(editable=False)

    class Meta:
        abstract = True
        ordering = ["action", "position"]


class Source(Line):
    """What an action comes from: a practice, a transfer, an event or a lesson.

    `name` is what it was called when it was linked; it stays when the record goes.
    """

    class Kind(models.TextChoices):
        PRACTICE = "practice", _("good practice")
        TRANSFER = "transfer", pgettext_lazy("source of an action", "transfer")
        EVENT = "event", _("event")
        LESSON = "lesson", _("lesson learned")

    PROVEN = (Kind.PRACTICE, Kind.TRANSFER)

    action = models.ForeignKey(Action, models.CASCADE, related_name="sources")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    practice = models.ForeignKey(
        Practice, models.SET_NULL, null=True, blank=True, related_name="plan_sources"
    )
    transfer = models.ForeignKey(
        Transfer, models.SET_NULL, null=True, blank=True, related_name="plan_sources"
    )
    name = LimitedTextField(_("what"), limit=400, single_line=True)
    note = LimitedTextField(_("what was learned"), limit=600, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("source of an action")
        verbose_name_plural = _("sources of actions")
        constraints = [
            models.UniqueConstraint(fields=["action", "position"], name="plan_source_position"),
            models.CheckConstraint(
                condition=Q(kind__in=["practice", "transfer", "event", "lesson"]),
                name="plan_source_kind_known",
            ),
            models.CheckConstraint(
                condition=(Q(practice=None) | Q(kind="practice"))
                & (Q(transfer=None) | Q(kind="transfer")),
                name="plan_source_is_of_its_kind",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="plan_source_has_name"),
        ]

    def __str__(self):
        return self.name

    @property
    def origin(self):
        """The practice at the beginning of the chain, directly or by way of a transfer."""
        if self.transfer_id:
            return self.transfer.practice
        return self.practice


class Step(Line):
    """An activity with its time, as the Gantt chart draws it."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="steps")
    text = LimitedTextField(_("activity"), limit=300, single_line=True)
    who = LimitedTextField(_("who"), limit=200, single_line=True, blank=True)
    starts_on = models.DateField(_("begins"))
    ends_on = models.DateField(_("ends"))

    class Meta(Line.Meta):
        verbose_name = _("activity of an action")
        verbose_name_plural = _("activities of actions")
        constraints = [
            models.UniqueConstraint(fields=["action", "position"], name="plan_step_position"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="plan_step_ends_after_it_begins",
                violation_error_message=_("The end lies before the beginning."),
            ),
        ]

    def __str__(self):
        return self.text


class AmountQuerySet(models.QuerySet):
    def total(self):
        """The sum, made by the database; 0 of nothing."""
        return self.aggregate(total=Sum("amount"))["total"] or 0


class Cost(Line):
    class Category(models.TextChoices):
        STAFF = "staff", _("staff")
        OFFICE = "office", _("office and administration")
        TRAVEL = "travel", _("travel and accommodation")
        EXPERTISE = "expertise", _("external expertise and services")
        EQUIPMENT = "equipment", _("equipment")
        INFRASTRUCTURE = "infrastructure", _("infrastructure and works")
        GRANTS = "grants", _("grants to beneficiaries")
        OTHER = "other", pgettext_lazy("cost", "other")

    action = models.ForeignKey(Action, models.CASCADE, related_name="cost_lines")
    category = models.CharField(_("category"), max_length=14, choices=Category)
    text = LimitedTextField(_("what for"), limit=250, single_line=True, blank=True)
    amount = money(_("amount in euro"), validators=NOTHING)

    objects = AmountQuerySet.as_manager()

    class Meta(Line.Meta):
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        constraints = [
            models.UniqueConstraint(fields=["action", "position"], name="plan_cost_position"),
            models.CheckConstraint(
                condition=Q(
                    category__in=[
                        "staff",
                        "office",
                        "travel",
                        "expertise",
                        "equipment",
                        "infrastructure",
                        "grants",
                        "other",
                    ]
                ),
                name="plan_cost_category_known",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="plan_cost_not_negative",
                violation_error_message=_("Money is not negative."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_category_display()}: {self.amount}"


class Funding(Line):
    class Kind(models.TextChoices):
        INSTRUMENT = "instrument", _("the policy instrument")
        STRUCTURAL = "structural", _("Structural Funds")
        OTHER_EU = "other_eu", _("other EU funds")
        NATIONAL = "national", pgettext_lazy("money", "national budget")
        REGIONAL = "regional", pgettext_lazy("money", "regional or local budget")
        PRIVATE = "private", pgettext_lazy("money", "private money")

    action = models.ForeignKey(Action, models.CASCADE, related_name="funding_lines")
    kind = models.CharField(_("source"), max_length=12, choices=Kind)
    text = LimitedTextField(_("name of the programme or budget"), limit=250, single_line=True,
                            blank=True)  # fmt: skip
    amount = money(_("amount in euro"), validators=NOTHING)

    objects = AmountQuerySet.as_manager()

    class Meta(Line.Meta):
        verbose_name = _("funding source")
        verbose_name_plural = _("funding sources")
        constraints = [
            models.UniqueConstraint(fields=["action", "position"], name="plan_funding_position"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "instrument",
                        "structural",
                        "other_eu",
                        "national",
                        "regional",
                        "private",
                    ]
                ),
                name="plan_funding_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="plan_funding_not_negative",
                violation_error_message=_("Money is not negative."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_kind_display()}: {self.amount}"


class Indicator(Line):
    """What is counted to see whether an action brought what it was to bring."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="indicators")
    name = LimitedTextField(_("indicator"), limit=250, single_line=True)
    unit = LimitedTextField(_("unit"), limit=60, single_line=True)
    baseline = models.DecimalField(_("baseline"), max_digits=17, decimal_places=2)
    target = models.DecimalField(_("target"), max_digits=17, decimal_places=2)

    class Meta(Line.Meta):
        verbose_name = _("indicator of an action")
        verbose_name_plural = _("indicators of actions")
        constraints = [
            models.UniqueConstraint(fields=["action", "position"], name="plan_indicator_position"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(unit=""), name="plan_indicator_has_name_and_unit"
            ),
        ]

    def __str__(self):
        return self.name
