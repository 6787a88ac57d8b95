"""What is reported of each action, and the ledger of what was approved."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ponte.core.fields import LimitedTextField
from ponte.core.files.evidence import EvidenceFile
from ponte.plans.models.actions import NOTHING, Action, Indicator, money
from ponte.plans.models.plans import ActionPlan
from ponte.plans.semesters import Semester

SEMESTER = RegexValidator(r"^\d{4}-[12]$", _("A semester is written as in 2026-1."))


def semester_field():
    return models.CharField(_("semester"), max_length=6, validators=[SEMESTER])


class Evidence(EvidenceFile):
    """A file that proves what a report says."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="evidence")

    def get_absolute_url(self):
        return reverse("plans:evidence", args=[self.handle])


class ReportQuerySet(models.QuerySet):
    def sent(self):
        return self.filter(state__in=[Report.State.SENT, Report.State.APPROVED])


class Report(models.Model):
    """What is told of one action for one semester."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("report", "draft")
        SENT = "sent", pgettext_lazy("report", "sent")
        RETURNED = "returned", pgettext_lazy("report", "returned")
        APPROVED = "approved", pgettext_lazy("report", "approved")

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("not started")
        ON_TRACK = "on_track", _("on track")
        DELAYED = "delayed", _("delayed")
        COMPLETED = "completed", pgettext_lazy("status of an action", "completed")
        ABANDONED = "abandoned", _("abandoned")

    # Which have to be explained, and which are told without evidence.
    EXPLAINED = (Status.NOT_STARTED, Status.DELAYED, Status.ABANDONED)
    UNPROVEN = (Status.NOT_STARTED, Status.ABANDONED)
    WRITTEN_IN = (State.DRAFT, State.RETURNED)

    action = models.ForeignKey(Action, models.CASCADE, related_name="reports")
    semester = semester_field()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    status = models.CharField(_("status of the action"), max_length=12, choices=Status, blank=True)
    done = LimitedTextField(_("what was done"), limit=3000, blank=True)
    funds_mobilised = money(
        _("funds mobilised in this semester, in euro"), null=True, blank=True, validators=NOTHING
    )
    evidence = models.ForeignKey(
        Evidence,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("evidence"),
    )
    deviation = LimitedTextField(_("deviation from the plan"), limit=2000, blank=True)
    reason = LimitedTextField(_("reason of the deviation"), limit=2000, blank=True)
    lessons = LimitedTextField(_("lessons"), limit=2000, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_reports",
        verbose_name=_("sent by"),
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    returned_why = LimitedTextField(_("why it was returned"), limit=1000, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report on an action")
        verbose_name_plural = _("reports on actions")
        ordering = ["semester", "action__number"]
        constraints = [
            models.UniqueConstraint(fields=["action", "semester"], name="plan_report_once"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent", "returned", "approved"]),
                name="plan_report_state_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["", "not_started", "on_track", "delayed", "completed", "abandoned"]
                ),
                name="plan_report_status_known",
            ),
            models.CheckConstraint(
                condition=Q(funds_mobilised=None) | Q(funds_mobilised__gte=0),
                name="plan_report_funds_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(sent_by__isnull=False, sent_at__isnull=False) & ~Q(status=""),
                name="plan_report_sent_says_who",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="plan_report_approved_says_who",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(returned_why=""),
                name="plan_report_returned_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | ~Q(status__in=["not_started", "delayed", "abandoned"])
                | ~Q(reason=""),
                name="plan_report_deviation_has_reason",
            ),
        ]

    def __str__(self):
        return f"{self.action.name} · {self.semester}"

    def get_absolute_url(self):
        return reverse("plans:report", args=[self.action.plan_id, self.action_id, self.semester])

    @property
    def period(self):
        return Semester.from_code(self.semester)

    @property
    def is_written(self):
        """It may be changed by those who report."""
        return self.state in self.WRITTEN_IN


class ReportedValue(models.Model):
    """What an indicator has reached at the end of the semester, as it is reported."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="values")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+")
    value = models.DecimalField(_("value"), max_digits=17, decimal_places=2)

    class Meta:
        verbose_name = _("reported value")
        verbose_name_plural = _("reported values")
        ordering = ["indicator__position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator"], name="plan_value_once"),
        ]

    def __str__(self):
        return f"{self.indicator}: {self.value}"


class LedgerQuerySet(models.QuerySet):
    def in_force(self):
        """Without those that a later entry corrects."""
        return self.filter(corrected_by=None)

    def funds(self):
        """Money that was mobilised; the others are values of indicators."""
        return self.filter(indicator=None)

    def total(self) -> Decimal:
        """The sum of the values, made by the database; 0 of nothing."""
        return self.aggregate(total=Sum("value"))["total"] or Decimal(0)

    def for_lists(self):
        return self.select_related(
            "action", "indicator", "evidence", "reported_by", "approved_by", "corrected_by"
        )


class LedgerEntry(models.Model):
    """An approved value. The database refuses to change or delete it.

    Without an `indicator` it is the money mobilised in the semester; otherwise what the indicator
    had reached at its end. A correction is a new entry that says which one it `corrects`, and why.
    """

    action = models.ForeignKey(Action, models.CASCADE, related_name="ledger")
    indicator = models.ForeignKey(
        Indicator, models.RESTRICT, null=True, blank=True, related_name="ledger"
    )
    semester = semester_field()
    value = models.DecimalField(_("value"), max_digits=17, decimal_places=2)
    evidence = models.ForeignKey(
        Evidence, models.RESTRICT, related_name="ledger", verbose_name=_("evidence")
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("reported by"),
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved"), default=timezone.now, editable=False)
    corrects = models.OneToOneField(
        "self", models.RESTRICT, null=True, blank=True, related_name="corrected_by"
    )
    reason = LimitedTextField(_("why it is corrected"), limit=1000, blank=True)
    is_demonstration = models.BooleanField(_("made up for the demonstration"), default=False)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the ledger")
        verbose_name_plural = _("entries of the ledger")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "semester"],
                condition=Q(corrects=None, indicator__isnull=False),
                name="ledger_value_once",
            ),
            models.UniqueConstraint(
                fields=["action", "semester"],
                condition=Q(corrects=None, indicator=None),
                name="ledger_funds_once",
            ),
            models.CheckConstraint(
                condition=Q(indicator__isnull=False) | Q(value__gte=0),
                name="ledger_funds_not_negative",
                violation_error_message=_("Money is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, reason="") | Q(corrects__isnull=False) & ~Q(reason=""),
                name="ledger_correction_has_reason",
            ),
        ]

    def __str__(self):
        return f"{self.measure}, {self.semester}: {self.value}"

    @property
    def measure(self):
        """What the value is of."""
        return self.indicator.name if self.indicator_id else _("Funds mobilised")

    @property
    def unit(self):
        return self.indicator.unit if self.indicator_id else "EUR"

    @property
    def period(self):
        return Semester.from_code(self.semester)

    @property
    def is_in_force(self):
        return not hasattr(self, "corrected_by")


class Reminder(models.Model):
    """Somebody was reminded of a report: at most once a day."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="reminders")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sent_on = models.DateField(_("sent"), default=timezone.localdate)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["sent_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "sent_on"], name="plan_reminded_once_a_day"),
        ]

    def __str__(self):
        return f"{self.report}: {self.sent_on}"
