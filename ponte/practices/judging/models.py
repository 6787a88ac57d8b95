"""What others can say of a practice: results, reports of having tried it, questions."""

from typing import NamedTuple

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ponte.core.fields import LimitedTextField
from ponte.core.models import TimeStamped
from ponte.practices.judging.grading import Finding, Step, Trial
from ponte.regions.models import Region

YEARS = (1900, 2200)
MOST_HOPS = 8


class EvidenceGrade(models.IntegerChoices):
    """The steps of `grading` in people's words."""

    NONE = Step.NONE, pgettext_lazy("evidence", "Nothing stated")
    CLAIMED = Step.CLAIMED, pgettext_lazy("evidence", "Claimed")
    MEASURED = Step.MEASURED, pgettext_lazy("evidence", "Measured")
    COMPARED = Step.COMPARED, pgettext_lazy("evidence", "Compared")
    REPLICATED = Step.REPLICATED, pgettext_lazy("evidence", "Replicated")
    INDEPENDENT = Step.INDEPENDENT, pgettext_lazy("evidence", "Independently evaluated")

    @property
    def code(self):
        """Its name in addresses: "measured"."""
        return self.name.lower()

    @property
    def segments(self):
        """Of each of the five segments of its meter: where it begins, whether it is filled."""
        return [(14 * (step - 1), step <= self) for step in Step if step]


class Hop(NamedTuple):
    """A region that tried a practice: the middle of its dot on the hop line, and its result."""

    x: int
    result: str


class HopLine(NamedTuple):
    """From where a practice comes to the regions that tried it; `width` in units of its dots."""

    width: int
    hops: list[Hop]


def hop_line(results):
    """The HopLine of these results, of the first that there is room for."""
    hops = [Hop(26 + 14 * at, result) for at, result in enumerate(results[:MOST_HOPS])]
    return HopLine(18 + 14 * len(hops), hops)


class Judged(models.Model):
    """What a practice carries of all that: kept up to date by `judging.keeping`."""

    # What only `judging.keeping` writes.
    CARRIED = ("graded", "worked_in", "partly_worked_in", "failed_in")

    graded = models.PositiveSmallIntegerField(
        _("evidence grade by its entries"), default=0, editable=False, db_index=True
    )
    worked_in = models.PositiveSmallIntegerField(default=0, editable=False)
    partly_worked_in = models.PositiveSmallIntegerField(default=0, editable=False)
    failed_in = models.PositiveSmallIntegerField(default=0, editable=False)
    confirmed_at = models.DateTimeField(_("last confirmed"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def evidence_grade(self):
        """The EvidenceGrade; a text about success alone is a claim."""
        if not self.graded and self.evidence_of_success:
            return EvidenceGrade.CLAIMED
        return EvidenceGrade(self.graded)

    @property
    def tried_in(self):
        """In how many other regions it has been tried."""
        return self.worked_in + self.partly_worked_in + self.failed_in

    @property
    def hop_line(self):
        return hop_line(
            ["worked"] * self.worked_in
            + ["partly"] * self.partly_worked_in
            + ["failed"] * self.failed_in
        )

    @property
    def is_stale(self):
        """Nobody has confirmed it by the day it should have been looked at again."""
        return self.review_by is not None and self.review_by < timezone.localdate()


class ExpertWord(models.Model):
    """What the expert who validated a practice says of it.

    It is theirs: it comes with the validation, and no saving of the practice changes it. The
    secretariat may hide it from members, with a reason that stays.
    """

    # Its fields, as a practice has them that no expert has validated.
    OPINION = {
        "expert_opinion": "",
        "expert": None,
        "expert_opinion_date": None,
        "opinion_hidden_at": None,
        "opinion_hidden_by": None,
        "opinion_hidden_reason": "",
    }

    expert_opinion = LimitedTextField(_("expert opinion"), limit=600, blank=True)
    expert = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("expert"),
    )
    expert_opinion_date = models.DateField(_("date of the expert opinion"), null=True, blank=True)
    opinion_hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True, editable=False)
    opinion_hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("hidden by"),
    )
    opinion_hidden_reason = LimitedTextField(_("reason"), limit=600, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def shown_opinion(self):
        """What members read; empty when there is none or it is hidden."""
        return "" if self.opinion_hidden_at else self.expert_opinion


class EvidenceEntry(TimeStamped):
    """One result, stated so that others can check it."""

    class Comparison(models.TextChoices):
        BEFORE = "before", _("the time before")
        WITHOUT = "without", _("a place or group without it")

    practice = models.ForeignKey(
        "practices.Practice", models.CASCADE, related_name="evidence_entries"
    )
    measured = LimitedTextField(_("what was measured"), limit=200, single_line=True)
    figure = models.DecimalField(
        _("figure"), max_digits=17, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    first_year = models.PositiveSmallIntegerField(
        _("first year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(YEARS[0]), MaxValueValidator(YEARS[1])],
    )
    last_year = models.PositiveSmallIntegerField(
        _("last year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(YEARS[0]), MaxValueValidator(YEARS[1])],
    )
    comparison = models.CharField(_("compared with"), max_length=8, choices=Comparison, blank=True)
    compared_figure = models.DecimalField(
        _("figure it is compared with"), max_digits=17, decimal_places=2, null=True, blank=True
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region where it was measured"),
    )
    source = models.URLField(_("source"), max_length=500, blank=True)
    evaluator = LimitedTextField(_("evaluator"), limit=250, single_line=True, blank=True)
    is_independent = models.BooleanField(
        _("the evaluator neither runs nor pays for the practice"), default=False
    )
    speaks_against = models.BooleanField(
        _("this result speaks against the practice"), default=False
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("added by"),
    )

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["-last_year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(figure=None) | ~Q(unit=""),
                name="evidence_figure_has_unit",
                violation_error_message=_("A figure needs its unit."),
            ),
            models.CheckConstraint(
                condition=Q(figure=None) | Q(last_year__isnull=False),
                name="evidence_figure_has_year",
                violation_error_message=_("A figure needs the year it is about."),
            ),
            models.CheckConstraint(
                condition=Q(first_year=None)
                | Q(last_year__isnull=False, last_year__gte=F("first_year")),
                name="evidence_years_in_order",
                violation_error_message=_("The last year lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(compared_figure=None, comparison="")
                | Q(figure__isnull=False, compared_figure__isnull=False)
                & Q(comparison__in=["before", "without"]),
                name="evidence_comparison_is_whole",
                violation_error_message=_(
                    "A comparison needs both figures and what the second is about."
                ),
            ),
            models.CheckConstraint(
                condition=Q(is_independent=False) | ~Q(evaluator=""),
                name="evidence_independent_has_name",
                violation_error_message=_("Name the independent evaluator."),
            ),
        ]

    def __str__(self):
        return self.measured

    @property
    def period(self):
        """The years it is about: "2019–2021"; empty when unknown."""
        if self.last_year is None:
            return ""
        if self.first_year in (None, self.last_year):
            return str(self.last_year)
        return f"{self.first_year}–{self.last_year}"

    def as_finding(self, *, home):
        """The entry as the rules see it; without a region it is about `home`, a region's key."""
        return Finding(
            has_figure=self.figure is not None,
            year=self.last_year,
            is_compared=self.compared_figure is not None,
            has_source=bool(self.source),
            is_independent=self.is_independent,
            region=self.region_id or home,
            speaks_against=self.speaks_against,
        )


class Moderated(models.Model):
    """Somebody's words about a `practice` that the secretariat may hide, with a reason that
    stays. `written_by` is who reads the reason, or None."""

    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True, editable=False)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("hidden by"),
    )
    hidden_reason = LimitedTextField(_("reason"), limit=600, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_hidden(self):
        return self.hidden_at is not None


class Answered(models.Model):
    """Something that those who run the practice may answer, once."""

    answer = LimitedTextField(_("answer"), limit=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_answered(self):
        return self.answered_at is not None


class AdoptionQuerySet(models.QuerySet):
    def shown(self):
        return self.filter(hidden_at=None)


class Adoption(Answered, Moderated, TimeStamped):
    """A region tells that it has tried a practice, and what came of it."""

    class Result(models.TextChoices):
        WORKED = "worked", pgettext_lazy("adoption", "worked")
        PARTLY = "partly", pgettext_lazy("adoption", "worked in part")
        FAILED = "failed", pgettext_lazy("adoption", "did not work")

    practice = models.ForeignKey("practices.Practice", models.CASCADE, related_name="adoptions")
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="adoptions", verbose_name=_("region")
    )
    organisation_name = LimitedTextField(_("organisation"), limit=250, single_line=True, blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="adoptions",
        verbose_name=_("reported by"),
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(YEARS[0]), MaxValueValidator(YEARS[1])]
    )
    adapted = LimitedTextField(_("what was adapted"), limit=1000, blank=True)
    cost = models.DecimalField(
        _("cost in euros"),
        max_digits=17,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    result = models.CharField(_("result"), max_length=6, choices=Result)
    outcome = LimitedTextField(_("what came of it"), limit=1000)
    source = models.URLField(_("evidence"), max_length=500, blank=True)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of having tried it")
        verbose_name_plural = _("reports of having tried it")
        # No result goes before another: the newest first.
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "region", "reporter"],
                name="adoption_once",
                violation_error_message=_("You have reported on this practice for this region."),
            ),
            models.CheckConstraint(
                condition=Q(result__in=["worked", "partly", "failed"]),
                name="adoption_result_known",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None) | ~Q(hidden_reason=""),
                name="adoption_hidden_has_reason",
            ),
        ]

    def __str__(self):
        return f"{self.region}: {self.get_result_display()}"

    @property
    def written_by(self):
        return self.reporter

    def as_trial(self):
        """The report as the rules see it."""
        return Trial(
            region=self.region_id,
            worked=self.result == self.Result.WORKED,
            failed=self.result == self.Result.FAILED,
            has_source=bool(self.source),
            year=self.year,
        )


class QuestionQuerySet(models.QuerySet):
    def public(self):
        """Answered, so those who run the practice have seen it, and not hidden."""
        return self.filter(hidden_at=None, answered_at__isnull=False)

    def waiting(self):
        return self.filter(hidden_at=None, answered_at=None)


class Question(Answered, Moderated):
    """A member asks those who run a practice; with its answer it stays for others."""

    practice = models.ForeignKey("practices.Practice", models.CASCADE, related_name="questions")
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="questions",
        verbose_name=_("asked by"),
    )
    text = LimitedTextField(_("question"), limit=1000)
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["asker", "asked_at"], name="question_by_asker")]
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_at=None) | ~Q(hidden_reason=""),
                name="question_hidden_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(answer=""), name="question_answer_is_text"
            ),
        ]

    def __str__(self):
        return self.text[:80]

    @property
    def written_by(self):
        return self.asker
