"""The plan as a whole, who writes it, its versions and its endorsement."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ponte.community.models import Organisation
from ponte.core.fields import LimitedTextField
from ponte.core.models import TimeStamped
from ponte.core.states import OneDoor, OneDoorQuerySet
from ponte.instruments.models import PolicyInstrument
from ponte.projects.models import Project, ProjectMember, ProjectPartner

REASON_LIMIT = 2000
LANGUAGES = settings.EU_LANGUAGES


class ActionPlanQuerySet(OneDoorQuerySet):
    def public(self):
        """What everybody may read: plans that the responsible authority has endorsed."""
        return self.filter(endorsed_on__isnull=False)

    def being_carried_out(self):
        return self.filter(state=ActionPlan.State.IN_IMPLEMENTATION)

    def written_by(self, member):
        """Those of which `member` is a partner, or whose project they run."""
        mine = Participant.objects.filter(
            member=member, role=Participant.Role.PARTNER, joined_at__isnull=False
        )
        return self.filter(Q(pk__in=mine.values("plan")) | Q(project__in=projects_run_by(member)))

    def with_part_of(self, member):
        """Those in which `member` takes part in any role, or whose project they run."""
        mine = Participant.objects.filter(member=member, joined_at__isnull=False)
        return self.filter(Q(pk__in=mine.values("plan")) | Q(project__in=projects_run_by(member)))

    def readable_by(self, member):
        """Those that `member` may read: the public ones, and those in which they take part."""
        if not member.is_authenticated:
            return self.public()
        mine = ActionPlan.objects.with_part_of(member)
        return self.filter(Q(endorsed_on__isnull=False) | Q(pk__in=mine.values("pk")))

    def for_lists(self):
        """With all that a line of a list shows, in one query."""
        return self.select_related(
            "project", "instrument__territory__portrait", "instrument__responsible_authority"
        )


def projects_run_by(member):
    """The keys of the projects of which `member` is web admin or lead partner."""
    running = (ProjectMember.Role.WEB_ADMIN, ProjectMember.Role.LEAD_PARTNER)
    return ProjectMember.objects.filter(member=member, role__in=running).values("project")


class ActionPlan(OneDoor, TimeStamped):
    """How a region improves one policy instrument by what it learned in one project.

    Its actions follow in `actions`. The text is open until the responsible authority endorses
    it; from then on it stays, and what is done is told by reports.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("action plan", "draft")
        CONSULTATION = "stakeholder_consultation", _("stakeholder consultation")
        CHECK = "secretariat_check", _("check by the secretariat")
        REVISED = "revised", pgettext_lazy("action plan", "being revised")
        ENDORSED = "endorsed", pgettext_lazy("action plan", "endorsed")
        IN_IMPLEMENTATION = "in_implementation", pgettext_lazy("action plan", "in implementation")
        COMPLETED = "completed", pgettext_lazy("action plan", "completed")
        PARTLY = "partly_completed", pgettext_lazy("action plan", "partly completed")
        NOT_IMPLEMENTED = "not_implemented", pgettext_lazy("action plan", "not implemented")

    # In which the partners write, and in which others may still comment and suggest.
    WRITTEN_IN = (State.DRAFT, State.CONSULTATION, State.REVISED)
    OPEN = (*WRITTEN_IN, State.CHECK)
    ENDED = (State.COMPLETED, State.PARTLY, State.NOT_IMPLEMENTED)

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="plans", verbose_name=_("project")
    )
    instrument = models.ForeignKey(
        PolicyInstrument,
        models.PROTECT,
        related_name="plans",
        verbose_name=_("policy instrument"),
    )
    state = models.CharField(
        _("state"), max_length=24, choices=State, default=State.DRAFT, db_index=True
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("begun by"),
    )

    # Part I: general
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="en")
    partners = models.ManyToManyField(
        ProjectPartner, blank=True, related_name="plans", verbose_name=_("partners concerned")
    )
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact person"),
    )
    summary = LimitedTextField(_("summary in English"), limit=2000, blank=True)

    # Part II: policy context
    context = LimitedTextField(_("policy context"), limit=3000, blank=True)
    improvement = LimitedTextField(
        _("how the plan improves the instrument"), limit=3000, blank=True
    )

    # What `states.move` writes.
    endorsed_on = models.DateField(
        _("endorsed on"), null=True, blank=True, editable=False, db_index=True
    )
    implementing_since = models.DateField(
        _("in implementation since"), null=True, blank=True, editable=False
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    end_reason = LimitedTextField(
        _("why not all was done"), limit=REASON_LIMIT, blank=True, editable=False
    )
    lock_version = models.PositiveIntegerField(default=0, editable=False)
    is_demonstration = models.BooleanField(_("made up for the demonstration"), default=False)

    objects = ActionPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "instrument"],
                name="plan_one_per_instrument",
                violation_error_message=_("The project has a plan for this instrument already."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "draft",
                        "stakeholder_consultation",
                        "secretariat_check",
                        "revised",
                        "endorsed",
                        "in_implementation",
                        "completed",
                        "partly_completed",
                        "not_implemented",
                    ]
                ),
                name="plan_state_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["draft", "stakeholder_consultation", "secretariat_check", "revised"],
                    endorsed_on=None,
                )
                | Q(
                    state__in=[
                        "endorsed",
                        "in_implementation",
                        "completed",
                        "partly_completed",
                        "not_implemented",
                    ],
                    endorsed_on__isnull=False,
                ),
                name="plan_endorsed_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["in_implementation", "completed", "partly_completed"])
                | Q(implementing_since__isnull=False),
                name="plan_implementation_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["completed", "partly_completed", "not_implemented"])
                | Q(ended_on__isnull=False),
                name="plan_ended_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["partly_completed", "not_implemented"]) | ~Q(end_reason=""),
                name="plan_not_done_has_reason",
            ),
        ]

    def __str__(self):
        return f"{self.instrument} · {self.project}"

    def get_absolute_url(self):
        return reverse("plans:detail", args=[self.pk])

    @property
    def is_written(self):
        """The partners may change the text."""
        return self.state in self.WRITTEN_IN

    @property
    def is_open(self):
        """Not endorsed yet."""
        return self.state in self.OPEN

    @property
    def is_public(self):
        return self.endorsed_on is not None

    @property
    def is_carried_out(self):
        return self.state == self.State.IN_IMPLEMENTATION

    @property
    def territory(self):
        return self.instrument.territory


class Participant(models.Model):
    """A member who takes part in drafting a plan, or is invited to.

    Partners write; stakeholders and the responsible authority comment and suggest; the
    authority endorses.
    """

    class Role(models.TextChoices):
        PARTNER = "partner", pgettext_lazy("action plan", "partner")
        STAKEHOLDER = "stakeholder", _("stakeholder")
        AUTHORITY = "authority", _("responsible authority")

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="participants")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="plan_parts",
        verbose_name=_("member"),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("invited by"),
    )
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)
    joined_at = models.DateTimeField(_("joined"), null=True, blank=True)

    class Meta:
        verbose_name = _("participant in a plan")
        verbose_name_plural = _("participants in plans")
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "member"], name="plan_participant_once"),
            models.CheckConstraint(
                condition=Q(role__in=["partner", "stakeholder", "authority"]),
                name="plan_participant_role_known",
            ),
        ]

    def __str__(self):
        return str(self.member)

    @property
    def has_joined(self):
        return self.joined_at is not None


class Version(models.Model):
    """The text of a plan as it was when it took a step; see `content.of_plan`."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=24, choices=ActionPlan.State)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    content = models.JSONField(_("content"))

    class Meta:
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of plans")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once"),
        ]

    def __str__(self):
        return str(self.number)


class Endorsement(models.Model):
    """The responsible authority's approval: who signed which version, for whom and when.

    Name, position and body are kept as they were signed.
    """

    plan = models.OneToOneField(ActionPlan, models.CASCADE, related_name="endorsement")
    version = models.OneToOneField(Version, models.RESTRICT, related_name="endorsement")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    body = models.CharField(_("responsible authority"), max_length=250)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="endorsements",
        verbose_name=_("signed by"),
    )
    name = models.CharField(_("name"), max_length=150)
    position = models.CharField(_("position"), max_length=150)
    signed_on = models.DateField(_("date"))

    class Meta:
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="endorsement_is_signed"),
        ]

    def __str__(self):
        return f"{self.name}, {self.body}"
