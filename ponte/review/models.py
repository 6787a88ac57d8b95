from datetime import timedelta
from decimal import Decimal

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from ponte.assessment.models import Assessment, Rubric
from ponte.community.models import Organisation
from ponte.core.fields import LimitedTextField
from ponte.practices.models import Practice
from ponte.regions.models import Region

REMARK_LIMIT = 600


def rubric_choices() -> list[tuple[str, str]]:
    return [(rubric.slug, rubric.label) for rubric in Rubric.objects.current()]


@register_setting(icon="tasks")
class ReviewSettings(BaseGenericSetting):
    """How the programme reviews. A review keeps the terms it began with."""

    experts_needed = models.PositiveSmallIntegerField(
        _("experts for each practice"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
    )
    margin = models.DecimalField(
        _("margin"),
        max_digits=3,
        decimal_places=2,
        default=Decimal("1.00"),
        validators=[MinValueValidator(0)],
        help_text=_("A further expert is called when scores differ by more than this."),
    )
    rubric = models.SlugField(
        _("rubric"), max_length=40, default="smarty", help_text=_("Its newest version is used.")
    )
    days = models.PositiveSmallIntegerField(
        _("days for a review"), default=21, validators=[MinValueValidator(1)]
    )
    remind_days = models.PositiveSmallIntegerField(_("reminder, days before it is due"), default=5)
    most_open = models.PositiveSmallIntegerField(
        _("most open reviews of an expert"),
        null=True,
        blank=True,
        help_text=_("Empty: no limit. Somebody who asks for it may still be given more by hand."),
    )

    panels = [
        FieldPanel("experts_needed"),
        FieldPanel("margin"),
        FieldPanel("rubric", widget=forms.Select(choices=rubric_choices)),
        FieldPanel("days"),
        FieldPanel("remind_days"),
        FieldPanel("most_open"),
    ]

    class Meta:
        verbose_name = _("expert review")

    def clean(self):
        super().clean()
        if not Rubric.objects.filter(slug=self.rubric).exists():
            raise ValidationError({"rubric": _("There is no rubric of this name.")})


class ReviewQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def waiting(self):
        """Open, with fewer experts than needed; `places` says how many more.

        A review whose practice waits for its author waits for no expert.
        """
        acting = Count("assignments", filter=Q(assignments__state__in=Assignment.ACTING))
        wanted = F("needed") + models.Case(models.When(further_called_at=None, then=0), default=1)
        return (
            self.open()
            .filter(practice__state=Practice.State.EXPERT_REVIEW)
            .annotate(places=wanted - acting)
            .filter(places__gt=0)
        )

    def with_assignments(self):
        """With acting assignments, their experts and scores, in a constant number of queries."""
        scored = Assessment.objects.with_scores()
        return self.select_related("practice", "rubric").prefetch_related(
            Prefetch(
                "assignments",
                Assignment.objects.acting()
                .select_related("expert")
                .prefetch_related(Prefetch("assessment", scored))
                .order_by("pk"),
                to_attr="acting",
            )
        )


class Review(models.Model):
    """One time that a practice is before the experts, on the terms it began with."""

    practice = models.ForeignKey(
        Practice, models.CASCADE, related_name="reviews", verbose_name=_("practice")
    )
    rubric = models.ForeignKey(
        Rubric, models.PROTECT, related_name="reviews", verbose_name=_("rubric")
    )
    needed = models.PositiveSmallIntegerField(_("experts"))
    margin = models.DecimalField(_("margin"), max_digits=3, decimal_places=2)
    opened_at = models.DateTimeField(_("begun"), default=timezone.now)
    further_called_at = models.DateTimeField(_("further expert called"), null=True, blank=True)
    complete_at = models.DateTimeField(_("all scores in"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=24, choices=Practice.State, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["opened_at", "pk"]
        indexes = [models.Index(fields=["closed_at"], name="review_closed")]
        constraints = [
            models.UniqueConstraint(
                fields=["practice"], condition=Q(closed_at=None), name="review_one_open"
            ),
            models.CheckConstraint(
                condition=Q(needed__range=(1, 3)), name="review_one_to_three_experts"
            ),
        ]

    def __str__(self):
        return str(self.practice)

    def get_absolute_url(self):
        return reverse("review:detail", args=[self.pk])

    @property
    def is_open(self):
        return self.closed_at is None

    @property
    def is_complete(self):
        """All scores are in: the experts see each other's, and one of them concludes."""
        return self.complete_at is not None

    @property
    def wanted(self):
        return self.needed + (self.further_called_at is not None)

    @property
    def concluding(self):
        """The assignment of who is asked to conclude: who was called to settle, otherwise who
        was asked first. None without scores. Uses prefetched assignments."""
        scored = [each for each in self.assignments.all() if each.is_scored]
        return max(scored, key=lambda each: (each.is_further, -each.pk), default=None)


class AssignmentQuerySet(models.QuerySet):
    def acting(self):
        return self.filter(state__in=Assignment.ACTING)

    def open(self):
        """An expert is expected to score."""
        return self.filter(
            state=Assignment.State.ASKED,
            review__closed_at=None,
            review__practice__state=Practice.State.EXPERT_REVIEW,
        )


class Assignment(models.Model):
    """An expert asked to review. `why` says why this one: see `actions.reasons`."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        SCORED = "scored", _("scored")
        HANDED_BACK = "handed_back", _("handed back")
        RELEASED = "released", _("released")

    ACTING = (State.ASKED, State.SCORED)

    review = models.ForeignKey(Review, models.CASCADE, related_name="assignments")
    expert = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="assignments",
        verbose_name=_("expert"),
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.ASKED)
    is_further = models.BooleanField(_("called to settle"), default=False)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    assigned_at = models.DateTimeField(_("assigned"), default=timezone.now)
    due = models.DateField(_("due"))
    why = models.JSONField(default=dict, blank=True)
    assessment = models.OneToOneField(
        Assessment, models.SET_NULL, null=True, blank=True, related_name="assignment"
    )
    remark = LimitedTextField(_("remark"), limit=REMARK_LIMIT, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["due", "pk"]
        indexes = [models.Index(fields=["expert", "state", "due"], name="assignment_of_expert")]
        constraints = [
            models.UniqueConstraint(fields=["review", "expert"], name="assignment_once"),
            models.CheckConstraint(
                condition=~Q(state="scored") | Q(answered_at__isnull=False),
                name="assignment_scored_is_dated",
            ),
        ]

    def __str__(self):
        return str(self.review)

    @property
    def practice(self):
        return self.review.practice

    @property
    def is_scored(self):
        return self.state == self.State.SCORED

    @property
    def is_late(self):
        return self.state == self.State.ASKED and self.due < timezone.localdate()

    def extend(self, *, days):
        self.due = timezone.localdate() + timedelta(days=days)


class DeclaredConflict(models.Model):
    """What an expert says keeps them from being impartial: about exactly one thing."""

    expert = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="declared_conflicts"
    )
    practice = models.ForeignKey(
        Practice,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("practice"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    reason = LimitedTextField(_("reason"), limit=300)
    declared_at = models.DateTimeField(_("declared"), default=timezone.now)

    class Meta:
        verbose_name = _("declared conflict")
        verbose_name_plural = _("declared conflicts")
        ordering = ["-declared_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(practice__isnull=False, organisation=None, member=None)
                | Q(practice=None, organisation__isnull=False, member=None)
                | Q(practice=None, organisation=None, member__isnull=False),
                name="declared_about_one_thing",
                violation_error_message=_("Name one practice, one organisation or one person."),
            ),
        ]

    def __str__(self):
        return str(self.practice or self.organisation or self.member)


class FormerAffiliation(models.Model):
    """Where a member belonged until lately: it counts for conflicts for three years more."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="former_affiliations"
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+"
    )
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(_("until"))

    class Meta:
        verbose_name = _("former affiliation")
        verbose_name_plural = _("former affiliations")
        ordering = ["-ended_on"]

    def __str__(self):
        return f"{self.organisation or self.region} – {self.ended_on}"
