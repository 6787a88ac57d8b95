from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ponte.community.models import Organisation
from ponte.core.fields import LimitedTextField
from ponte.core.models import TimeStamped
from ponte.core.states import OneDoor, OneDoorQuerySet
from ponte.practices.judging.rules import is_near
from ponte.practices.models import Adoption, Practice
from ponte.projects.models import ProjectMember
from ponte.regions.models import Region
from ponte.transfers import transferability
from ponte.transfers.models.framework import Framework

REASON_LIMIT = 1000


class Verdict(models.TextChoices):
    """The verdicts of `transferability` in people's words."""

    BLOCKED = transferability.Verdict.BLOCKED.value, _("Blocked unless mitigated")
    INSUFFICIENT = transferability.Verdict.INSUFFICIENT.value, _("Too little is known")
    TRANSFERABLE = transferability.Verdict.TRANSFERABLE.value, _("Transferable")
    ADAPTABLE = transferability.Verdict.ADAPTABLE.value, _("Transferable with adaptation")
    NOT_ADVISED = transferability.Verdict.NOT_ADVISED.value, _("Not advised")


class TransferQuerySet(OneDoorQuerySet):
    def open(self):
        return self.filter(state__in=Transfer.OPEN)

    def public(self):
        """What everybody may see, of practices that everybody may see."""
        by_then = Q(visibility=Transfer.Visibility.ADOPTING, adopting_since__isnull=False)
        shown = self.filter(Q(visibility=Transfer.Visibility.PUBLIC) | by_then)
        return shown.filter(practice__state=Practice.State.VALIDATED)

    def run_by(self, member):
        """In whose team `member` is."""
        mine = TeamMember.objects.filter(member=member, joined_at__isnull=False)
        return self.filter(pk__in=mine.values("transfer"))

    def from_practices_of(self, member):
        """Of practices that `member` runs: see `practices.judging.rules.runs_it`."""
        running = (ProjectMember.Role.WEB_ADMIN, ProjectMember.Role.LEAD_PARTNER)
        projects = ProjectMember.objects.filter(member=member, role__in=running)
        wrote = Practice.objects.filter(Q(author=member) | Q(co_authors=member))
        return self.filter(
            Q(practice__in=wrote.values("pk")) | Q(practice__project__in=projects.values("project"))
        )

    def for_lists(self):
        """With all that a line of a list shows, in one query."""
        return self.select_related("practice__region__parent", "region__parent", "organisation")


class Transfer(OneDoor, TimeStamped):
    """A practice on its way to another region.

    Its team works for an organisation of the region that adopts. `expected_…` is what the
    assessment said when it was concluded, to be compared with what came of it.
    """

    class State(models.TextChoices):
        CONSIDERED = "considered", pgettext_lazy("transfer", "considered")
        ASSESSED = "assessed", pgettext_lazy("transfer", "assessed")
        PLANNED = "planned", pgettext_lazy("transfer", "planned")
        ADOPTING = "adopting", pgettext_lazy("transfer", "being adopted")
        ADOPTED = "adopted", pgettext_lazy("transfer", "adopted")
        ADAPTED = "adapted", pgettext_lazy("transfer", "adopted with changes")
        STOPPED = "stopped", pgettext_lazy("transfer", "stopped")

    OPEN = (State.CONSIDERED, State.ASSESSED, State.PLANNED, State.ADOPTING)

    class Visibility(models.TextChoices):
        TEAM = "team", _("only the team, those who run the practice and the secretariat")
        ADOPTING = "adopting", _("everybody, once your region begins to adopt it")
        PUBLIC = "public", _("everybody, from now on")

    practice = models.ForeignKey(
        Practice, models.CASCADE, related_name="transfers", verbose_name=_("good practice")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="transfers", verbose_name=_("adopting region")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        related_name="transfers",
        verbose_name=_("organisation"),
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("begun by"),
    )
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="transfers")
    state = models.CharField(
        _("state"), max_length=12, choices=State, default=State.CONSIDERED, db_index=True
    )
    visibility = models.CharField(
        _("who sees it"), max_length=10, choices=Visibility, default=Visibility.ADOPTING
    )
    aim = LimitedTextField(_("aim"), limit=1000)
    instrument = LimitedTextField(_("policy instrument"), limit=250, single_line=True, blank=True)
    answers_by = models.DateField(_("answers wanted by"), null=True, blank=True)
    begins_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("is to be done by"), null=True, blank=True)
    adaptation = LimitedTextField(_("adaptation"), limit=2000, blank=True)
    barriers = LimitedTextField(_("barriers"), limit=2000, blank=True)

    # What `states.move` writes. The year is that of its beginning, then of its adoption.
    year = models.PositiveSmallIntegerField(_("year"), editable=False, db_index=True)
    adopting_since = models.DateField(_("being adopted since"), null=True, editable=False)
    ended_on = models.DateField(_("ended"), null=True, editable=False)
    stop_reason = LimitedTextField(
        _("why it was stopped"), limit=REASON_LIMIT, blank=True, editable=False
    )
    expected_score = models.FloatField(_("expected score"), null=True, editable=False)
    expected_coverage = models.FloatField(_("coverage"), null=True, editable=False)
    expected_verdict = models.CharField(
        _("expected"), max_length=12, choices=Verdict, blank=True, editable=False
    )
    adoption = models.ForeignKey(
        Adoption,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="transfers",
        verbose_name=_("report of having tried it"),
    )
    lock_version = models.PositiveIntegerField(default=0, editable=False)
    is_demonstration = models.BooleanField(_("made up for the demonstration"), default=False)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["-updated_at", "-pk"]
        indexes = [
            models.Index(fields=["practice", "region"], name="transfer_of_practice"),
            models.Index(fields=["visibility", "adopting_since"], name="transfer_public"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "considered",
                        "assessed",
                        "planned",
                        "adopting",
                        "adopted",
                        "adapted",
                        "stopped",
                    ]
                ),
                name="transfer_state_known",
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=["team", "adopting", "public"]),
                name="transfer_visibility_known",
            ),
            models.UniqueConstraint(
                fields=["practice", "region", "opened_by"],
                condition=Q(state__in=["considered", "assessed", "planned", "adopting"]),
                name="transfer_begun_once",
                violation_error_message=_("You have begun this transfer already."),
            ),
            models.CheckConstraint(
                condition=~Q(state="stopped") | ~Q(stop_reason=""),
                name="transfer_stopped_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["considered", "assessed", "planned", "stopped"])
                | Q(adopting_since__isnull=False),
                name="transfer_adopting_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["adopted", "adapted", "stopped"])
                | Q(ended_on__isnull=False),
                name="transfer_ended_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(begins_on=None)
                | Q(ends_on=None)
                | Q(ends_on__gte=models.F("begins_on")),
                name="transfer_ends_after_it_begins",
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(expected_score=None) | Q(expected_score__range=(-1, 1)),
                name="transfer_score_on_scale",
            ),
        ]

    def __str__(self):
        return f"{self.practice} → {self.region.label}"

    def clean(self):
        """Only what is public travels, and to another region than its own."""
        super().clean()
        if self.practice_id is None or self.region_id is None:
            return
        if self._state.adding and not self.practice.is_public:
            raise ValidationError({"practice": _("This practice is not public.")})
        if is_near(self.region, self.practice.region):
            raise ValidationError({"region": _("The practice comes from this region.")})

    def get_absolute_url(self):
        return reverse("transfers:detail", args=[self.pk])

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def is_public(self):
        if not self.practice.is_public:
            return False
        if self.visibility == self.Visibility.ADOPTING:
            return self.adopting_since is not None
        return self.visibility == self.Visibility.PUBLIC

    @property
    def is_assessed(self):
        """The assessment is concluded: no more answers come."""
        return self.state != self.State.CONSIDERED


class TeamMember(models.Model):
    """A member of the adopting region who works on a transfer, or is invited to."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="team")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="transfer_teams",
        verbose_name=_("member"),
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("invited by"),
    )
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)
    joined_at = models.DateTimeField(_("joined"), null=True)

    class Meta:
        verbose_name = _("member of a transfer team")
        verbose_name_plural = _("members of transfer teams")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "member"], name="team_member_once"),
        ]

    def __str__(self):
        return str(self.member)

    @property
    def has_joined(self):
        return self.joined_at is not None
