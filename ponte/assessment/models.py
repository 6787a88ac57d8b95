from functools import reduce
from operator import or_

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q, Subquery
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from ponte.core.fields import LimitedTextField
from ponte.practices.judging.models import Moderated
from ponte.practices.models import Practice
from ponte.regions.models import Region

HIGHEST = 10
# The rubric by which regions judge.
REGIONAL = "smarty"


class RubricIsFrozen(Exception):
    """Somebody has judged by this rubric: a change makes a new version."""


class RubricQuerySet(models.QuerySet):
    def current(self):
        """The newest version of each rubric."""
        newest = Rubric.objects.filter(slug=OuterRef("slug")).values("slug")
        return self.filter(
            version=Subquery(newest.annotate(newest=Max("version")).values("newest"))
        )

    def named(self, slug):
        """The newest version of the rubric called `slug`. Raises Rubric.DoesNotExist."""
        return self.current().get(slug=slug)

    def with_use(self):
        """Annotated with `in_use`: whether a record refers to it that is no part of it."""
        uses = [
            Exists(relation.related_model.objects.filter(**{relation.field.name: OuterRef("pk")}))
            for relation in Rubric._meta.related_objects
            if relation.name != "criteria"
        ]
        return self.annotate(in_use=reduce(or_, uses))


class Rubric(ClusterableModel):
    """Stated criteria to judge a practice by, with one scale.

    Frozen from the first use on: an assessment, or a review that began on its terms. The
    words of shipped rubrics are translated where they are shown.
    """

    slug = models.SlugField(_("slug"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=120)
    description = LimitedTextField(_("description"), limit=600, blank=True)
    lowest = models.PositiveSmallIntegerField(_("lowest score"), default=0)
    highest = models.PositiveSmallIntegerField(
        _("highest score"), default=5, validators=[MaxValueValidator(HIGHEST)]
    )
    threshold = models.DecimalField(
        _("score that is enough"), max_digits=4, decimal_places=2, null=True, blank=True
    )
    floor = models.PositiveSmallIntegerField(
        _("score that no criterion may fall below"), null=True, blank=True
    )

    objects = RubricQuerySet.as_manager()

    # What a version says of itself; its criteria come beside it.
    WORDS = ("name", "description", "lowest", "highest", "threshold", "floor")

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        ordering = ["slug", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="rubric_version_unique"),
            models.CheckConstraint(
                condition=Q(lowest__lt=F("highest")),
                name="rubric_has_a_scale",
                violation_error_message=_("The highest score lies above the lowest."),
            ),
        ]

    def __str__(self):
        words = gettext("%(rubric)s, version %(version)d")
        return words % {"rubric": self.label, "version": self.version}

    def save(self, *args, **kwargs):
        refuse_when_frozen(self)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        refuse_when_frozen(self)
        return super().delete(*args, **kwargs)

    @property
    def label(self):
        return gettext(self.name)

    @property
    def explanation(self):
        return gettext(self.description) if self.description else ""

    @property
    def is_used(self):
        stored = Rubric.objects.with_use().filter(pk=self.pk, in_use=True)
        return self.pk is not None and stored.exists()

    def criteria_for(self, region):
        """The criteria one assessment answers: all with a region, else those on the practice."""
        criteria = self.criteria.prefetch_related("anchors")
        return criteria if region else criteria.filter(about=Criterion.About.PRACTICE)


class Criterion(ClusterableModel):
    """One question of a rubric: scored on its scale, or a gate that is passed or not."""

    class About(models.TextChoices):
        PRACTICE = "practice", _("about the practice")
        PAIR = "pair", _("about the practice and the adopting region")

    class Kind(models.TextChoices):
        SCORE = "score", pgettext_lazy("criterion", "scored")
        GATE = "gate", pgettext_lazy("criterion", "must be met")

    rubric = ParentalKey(Rubric, on_delete=models.CASCADE, related_name="criteria")
    slug = models.SlugField(_("slug"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    question = LimitedTextField(_("question"), limit=300, blank=True)
    about = models.CharField(_("about"), max_length=8, choices=About, default=About.PRACTICE)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind, default=Kind.SCORE)
    weight = models.DecimalField(
        _("weight"),
        max_digits=5,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    sort_order_field = "position"

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["rubric", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "slug"], name="criterion_unique"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="criterion_weight_positive"),
            models.CheckConstraint(
                condition=Q(about__in=["practice", "pair"]), name="criterion_about_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["score", "gate"]), name="criterion_kind_known"
            ),
        ]

    def __str__(self):
        return self.label

    def save(self, *args, **kwargs):
        refuse_when_frozen(self.rubric)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        refuse_when_frozen(self.rubric)
        return super().delete(*args, **kwargs)

    @property
    def label(self):
        return gettext(self.name)

    @property
    def prompt(self):
        return gettext(self.question) if self.question else ""

    @property
    def is_gate(self):
        return self.kind == self.Kind.GATE

    @property
    def values(self):
        """The values a score may take, lowest first."""
        if self.is_gate:
            return range(2)
        return range(self.rubric.lowest, self.rubric.highest + 1)


class Anchor(models.Model):
    """What one value of a criterion means."""

    criterion = ParentalKey(Criterion, on_delete=models.CASCADE, related_name="anchors")
    value = models.PositiveSmallIntegerField(_("value"))
    text = LimitedTextField(_("meaning"), limit=200)

    class Meta:
        verbose_name = _("anchor")
        verbose_name_plural = _("anchors")
        ordering = ["criterion", "value"]
        constraints = [
            models.UniqueConstraint(fields=["criterion", "value"], name="anchor_unique"),
        ]

    def __str__(self):
        return f"{self.value}: {self.label}"

    def save(self, *args, **kwargs):
        refuse_when_frozen(self.criterion.rubric)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        refuse_when_frozen(self.criterion.rubric)
        return super().delete(*args, **kwargs)

    @property
    def label(self):
        return gettext(self.text)


def refuse_when_frozen(rubric):
    if rubric.is_used:
        raise RubricIsFrozen(rubric)


class AssessmentQuerySet(models.QuerySet):
    def submitted(self):
        return self.filter(submitted_at__isnull=False)

    def counted(self):
        """Handed in, and not sealed."""
        return self.submitted().filter(is_sealed=False)

    def with_scores(self):
        """With rubric, scores and their criteria, in a constant number of queries."""
        return self.select_related("rubric", "region").prefetch_related("scores__criterion")


class Assessment(Moderated):
    """What one person says of a practice by a rubric, in the name of a region or of none.

    Without a region it belongs to an expert review, and only the criteria about the practice
    are answered. The database refuses one for the practice's own region. What is hidden are its
    comments: the scores keep counting.
    """

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="assessments")
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments",
        verbose_name=_("adopting region"),
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="assessments",
        verbose_name=_("assessor"),
    )
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="assessments")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    # Given in a selection that is not decided yet: counts nowhere else, and is shown nowhere else.
    is_sealed = models.BooleanField(_("sealed"), default=False, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["practice", "pk"]
        indexes = [
            models.Index(fields=["practice", "submitted_at"], name="assessment_of_practice"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "region", "assessor", "rubric"],
                name="assessment_for_region_unique",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None) | ~Q(hidden_reason=""),
                name="assessment_hidden_has_reason",
            ),
        ]

    def __str__(self):
        return f"{self.practice} – {self.rubric}"

    @property
    def written_by(self):
        return self.assessor

    @property
    def is_submitted(self):
        return self.submitted_at is not None

    @property
    def criteria(self):
        return self.rubric.criteria_for(self.region_id)

    @property
    def answers(self):
        """Its scores; none as long as it is not stored."""
        return list(self.scores.all()) if self.pk else []

    @property
    def has_comments(self):
        return any(each.comment for each in self.answers)


class Score(models.Model):
    """The answer to one criterion. A gate is 0 (not met) or 1 (met)."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField(_("score"))
    comment = LimitedTextField(_("comment"), limit=600, blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["assessment", "criterion__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="score_unique"),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.value}"
