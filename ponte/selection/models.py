from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ponte.assessment.models import Rubric
from ponte.core.fields import LimitedTextField
from ponte.core.models import TimeStamped
from ponte.core.states import OneDoor, OneDoorQuerySet
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.regions.models import Region

REASON_LIMIT = 1000


class RoundQuerySet(OneDoorQuerySet):
    def open(self):
        """Where scores are given."""
        return self.filter(state=Round.State.OPEN)

    def undecided(self):
        """Whose scores are sealed."""
        return self.filter(state__in=[Round.State.OPEN, Round.State.CLOSED])


class Round(OneDoor, TimeStamped):
    """A project chooses among practices: regions score those of others by one rubric."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("selection", "being prepared")
        OPEN = "open", pgettext_lazy("selection", "open for scores")
        CLOSED = "closed", pgettext_lazy("selection", "closed")
        DECIDED = "decided", pgettext_lazy("selection", "decided")

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="selection_rounds", verbose_name=_("project")
    )
    title = models.CharField(_("title"), max_length=120)
    introduction = LimitedTextField(_("what it is about"), limit=1000, blank=True)
    rubric = models.ForeignKey(
        Rubric, models.PROTECT, related_name="selection_rounds", verbose_name=_("criteria")
    )
    regions = models.ManyToManyField(
        Region, related_name="selection_rounds", verbose_name=_("adopting regions")
    )
    practices = models.ManyToManyField(
        Practice, through="Candidate", related_name="selection_rounds", verbose_name=_("practices")
    )
    deadline = models.DateField(_("scores wanted by"))
    is_demonstration = models.BooleanField(
        _("made up for the demonstration"), default=False, editable=False
    )

    # What `states.move` writes.
    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.DRAFT, editable=False, db_index=True
    )
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    lock_version = models.PositiveIntegerField(default=0, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("selection round")
        verbose_name_plural = _("selection rounds")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "open", "closed", "decided"]),
                name="round_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "open"], closed_at=None)
                | Q(state__in=["closed", "decided"], closed_at__isnull=False),
                name="round_closed_is_dated",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.page("detail")

    def page(self, name, *args):
        """The address of one of its pages."""
        return reverse(f"selection:{name}", args=[self.project.slug, self.pk, *args])

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def is_over(self):
        """No scores come any more."""
        return self.state in {self.State.CLOSED, self.State.DECIDED}

    @property
    def is_decided(self):
        return self.state == self.State.DECIDED

    @property
    def is_late(self):
        return self.is_open and self.deadline < timezone.localdate()


class Candidate(models.Model):
    """A practice that a round decides on, and what was decided last.

    Every decision with all its figures stays in the activity log, to which the database lets
    nobody but add.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="candidates")
    practice = models.ForeignKey(
        Practice, models.CASCADE, related_name="candidacies", verbose_name=_("practice")
    )
    is_selected = models.BooleanField(_("selected"), null=True, editable=False)
    reason = LimitedTextField(_("reason"), limit=REASON_LIMIT, blank=True, editable=False)

    class Meta:
        verbose_name = _("practice in a selection")
        verbose_name_plural = _("practices in selections")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "practice"], name="candidate_once"),
            models.CheckConstraint(
                condition=Q(is_selected=None) | ~Q(reason=""), name="candidate_decision_has_reason"
            ),
        ]

    def __str__(self):
        return str(self.practice)


class Scorer(models.Model):
    """A member who scores in a round, in the name of one of its regions."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="scorers")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("region"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="scoring",
        verbose_name=_("member"),
    )

    class Meta:
        verbose_name = _("scorer")
        verbose_name_plural = _("scorers")
        ordering = ["region__code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "member"], name="scorer_once"),
        ]

    def __str__(self):
        return str(self.member)
