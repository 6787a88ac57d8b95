from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ponte.core.fields import LimitedTextField
from ponte.core.files.evidence import EvidenceFile
from ponte.core.models import TimeStamped
from ponte.core.states import OneDoor, OneDoorQuerySet
from ponte.instruments.models import PolicyInstrument
from ponte.learning.models import Activity
from ponte.plans.models import Action
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.topics.models import Topic
from ponte.transfers.models import Transfer

REASON_LIMIT = 2000
FIRST_YEAR, LAST_YEAR = 2000, 2100


class ClaimQuerySet(OneDoorQuerySet):
    def confirmed(self):
        return self.filter(state=Claim.State.CONFIRMED)

    def in_force(self):
        """What counts: confirmed, and not replaced by a correction that is confirmed, too."""
        corrections = Claim.objects.confirmed().filter(corrects=OuterRef("pk"))
        return self.confirmed().filter(~Exists(corrections))

    def pending(self):
        """Handed in and not decided yet; a correction only says anew what is counted already."""
        return self.filter(state__in=Claim.PENDING, corrects=None)

    def seen_by(self, member):
        """Those that `member` claimed or is asked to attest."""
        return self.filter(Q(claimed_by=member) | Q(attestor=member))

    def for_lists(self):
        """With all that a list shows, in a constant number of queries."""
        return self.select_related(
            "instrument__territory__parent", "instrument__responsible_authority", "project", "topic"
        ).prefetch_related("funds")


class Claim(OneDoor, TimeStamped):
    """That a policy instrument was improved by what was learned elsewhere.

    Somebody claims it with evidence, the responsible authority attests it, the secretariat
    decides. Once decided, the database lets nobody change it: a correction is a new claim that
    says which one it `corrects`, and goes the same way.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("claim", "draft")
        SENT = "sent", _("waits for the authority")
        ATTESTED = "attested", _("attested, waits for the secretariat")
        RETURNED = "returned", _("returned with a question")
        CONFIRMED = "confirmed", pgettext_lazy("claim", "confirmed")
        REJECTED = "rejected", pgettext_lazy("claim", "rejected")

    WRITTEN_IN = (State.DRAFT, State.RETURNED)
    PENDING = (State.SENT, State.ATTESTED)
    DECIDED = (State.CONFIRMED, State.REJECTED)

    class Type(models.TextChoices):
        """The three ways in which an instrument is improved."""

        PROJECTS = "projects", _("new projects or measures financed")
        GOVERNANCE = "governance", _("change in management or governance")
        FOCUS = "focus", _("change of strategic focus")

    title = LimitedTextField(_("title"), limit=200, single_line=True)
    instrument = models.ForeignKey(
        PolicyInstrument,
        models.PROTECT,
        related_name="claims",
        verbose_name=_("policy instrument"),
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name=_("project"),
    )
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="claims", verbose_name=_("topic"))
    type = models.CharField(_("kind of improvement"), max_length=10, choices=Type)
    description = LimitedTextField(_("what changed"), limit=3000)
    contribution = LimitedTextField(_("what the exchange had to do with it"), limit=2000)
    effective_on = models.DateField(_("in force since"))
    beneficiaries = models.PositiveIntegerField(_("beneficiaries"), null=True, blank=True)
    indicator = LimitedTextField(_("indicator"), limit=250, single_line=True, blank=True)
    indicator_unit = LimitedTextField(_("unit"), limit=60, single_line=True, blank=True)
    indicator_before = models.DecimalField(
        _("value before"), max_digits=17, decimal_places=2, null=True, blank=True
    )
    indicator_after = models.DecimalField(
        _("value reached"), max_digits=17, decimal_places=2, null=True, blank=True
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="claims",
        verbose_name=_("claimed by"),
    )
    attestor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claims_to_attest",
        verbose_name=_("who attests it"),
    )
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("corrects"),
    )
    correction_reason = LimitedTextField(_("why it is corrected"), limit=REASON_LIMIT, blank=True)

    # What `states.move` writes.
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, db_index=True
    )
    sent_at = models.DateTimeField(_("handed in"), null=True, editable=False)
    attested_at = models.DateTimeField(_("attested"), null=True, editable=False)
    attested_for = models.CharField(_("attested for"), max_length=250, blank=True, editable=False)
    attestation = LimitedTextField(_("attestation"), limit=REASON_LIMIT, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    answer = LimitedTextField(
        _("question or reason"), limit=REASON_LIMIT, blank=True, editable=False
    )
    lock_version = models.PositiveIntegerField(default=0, editable=False)
    is_demonstration = models.BooleanField(_("made up for the demonstration"), default=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("improvement")
        verbose_name_plural = _("improvements")
        ordering = ["-decided_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "-decided_at"], name="claim_by_decision"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["draft", "sent", "attested", "returned", "confirmed", "rejected"]
                ),
                name="claim_state_known",
            ),
            models.CheckConstraint(
                condition=Q(type__in=["projects", "governance", "focus"]), name="claim_type_known"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(description="") & ~Q(contribution=""),
                name="claim_is_told",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "returned"])
                | Q(attestor__isnull=False, sent_at__isnull=False),
                name="claim_sent_says_who_attests",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["attested", "confirmed", "rejected"])
                | Q(attested_at__isnull=False) & ~Q(attested_for=""),
                name="claim_decided_was_attested",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "rejected"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="claim_decided_says_who",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "rejected"]) | ~Q(answer=""),
                name="claim_refused_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(attestor=models.F("claimed_by")),
                name="claim_attested_by_another",
                violation_error_message=_("Nobody attests a claim of their own."),
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, correction_reason="")
                | Q(corrects__isnull=False) & ~Q(correction_reason=""),
                name="claim_correction_has_reason",
                violation_error_message=_("A correction says why."),
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=~Q(state="rejected"),
                name="claim_corrected_once",
                violation_error_message=_("It is being corrected already."),
            ),
            models.CheckConstraint(
                condition=Q(indicator="", indicator_before=None, indicator_after=None)
                | ~Q(indicator=""),
                name="claim_indicator_has_name",
                violation_error_message=_("Say what the values are of."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("impact:claim", args=[self.pk])

    @property
    def is_written(self):
        """Who claims it may change it."""
        return self.state in self.WRITTEN_IN

    @property
    def is_confirmed(self):
        return self.state == self.State.CONFIRMED

    @property
    def total(self):
        """All the money of it, in euro. Uses prefetched funds."""
        return sum(fund.amount for fund in self.funds.all())


class Fund(models.Model):
    """Money influenced by an improvement in one year, in euro."""

    class Kind(models.TextChoices):
        STRUCTURAL = "structural", _("Structural Funds")
        OTHER = "other", _("other funds")

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="funds")
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    kind = models.CharField(_("fund"), max_length=10, choices=Kind)
    amount = models.DecimalField(
        _("amount in euro"),
        max_digits=17,
        decimal_places=2,
        validators=[MinValueValidator(0, _("Money is not negative."))],
    )

    class Meta:
        verbose_name = _("funds influenced")
        verbose_name_plural = _("funds influenced")
        ordering = ["claim", "year", "-kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "year", "kind"],
                name="claim_fund_once",
                violation_error_message=_("This year and fund are there already."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["structural", "other"]), name="claim_fund_kind_known"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="claim_fund_not_negative"),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="claim_fund_year_possible"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.year}: {self.amount}"


class Source(models.Model):
    """What an improvement comes from. `name` is what it was called when it was linked.

    An event has its learning activity where there is a record of it, else only a name.
    """

    class Kind(models.TextChoices):
        PRACTICE = "practice", _("good practice")
        TRANSFER = "transfer", pgettext_lazy("source of an improvement", "transfer")
        ACTION = "action", _("action of a plan")
        EVENT = "event", _("event or lesson")

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="sources")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    practice = models.ForeignKey(
        Practice, models.PROTECT, null=True, blank=True, related_name="impact_sources"
    )
    transfer = models.ForeignKey(
        Transfer, models.PROTECT, null=True, blank=True, related_name="impact_sources"
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="impact_sources"
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="impact_sources"
    )
    name = LimitedTextField(_("what"), limit=400, single_line=True)

    class Meta:
        verbose_name = _("source of an improvement")
        verbose_name_plural = _("sources of improvements")
        ordering = ["claim", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="practice", practice__isnull=False, transfer=None, action=None)
                | Q(kind="transfer", practice=None, transfer__isnull=False, action=None)
                | Q(kind="action", practice=None, transfer=None, action__isnull=False)
                | Q(kind="event", practice=None, transfer=None, action=None),
                name="claim_source_is_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(activity=None) | Q(kind="event"),
                name="claim_source_activity_is_event",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="claim_source_has_name"),
            models.UniqueConstraint(
                fields=["claim", "practice"],
                condition=Q(practice__isnull=False),
                name="claim_practice_once",
            ),
            models.UniqueConstraint(
                fields=["claim", "transfer"],
                condition=Q(transfer__isnull=False),
                name="claim_transfer_once",
            ),
            models.UniqueConstraint(
                fields=["claim", "action"],
                condition=Q(action__isnull=False),
                name="claim_action_once",
            ),
            models.UniqueConstraint(
                fields=["claim", "activity"],
                condition=Q(activity__isnull=False),
                name="claim_activity_once",
            ),
        ]

    def __str__(self):
        return self.name


class Evidence(EvidenceFile):
    """A file that proves an improvement."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="evidence")

    def get_absolute_url(self):
        return reverse("impact:evidence", args=[self.handle])


class Tally(models.Model):
    """What is counted for one choice of filters; kept by `tallies`, never typed.

    An empty topic, country or programme, and year 0, mean all of them. Money is of the year in
    which it was influenced; improvements are of the year since which they are in force.
    """

    topic = models.CharField(max_length=60, blank=True)
    country = models.CharField(max_length=2, blank=True)
    programme = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(default=0)
    structural = models.DecimalField(max_digits=17, decimal_places=2)
    other = models.DecimalField(max_digits=17, decimal_places=2)
    pending = models.DecimalField(max_digits=17, decimal_places=2)
    claims = models.PositiveIntegerField()
    instruments = models.PositiveIntegerField()
    beneficiaries = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "country", "programme", "year"], name="tally_once"
            ),
        ]

    def __str__(self):
        return f"{self.topic} {self.country} {self.programme} {self.year}: {self.total}"

    @property
    def total(self):
        return self.structural + self.other


class CommonCount(models.Model):
    """A common indicator of Interreg as it was last counted; kept by `indicators`."""

    code = models.CharField(max_length=8, primary_key=True)
    value = models.PositiveIntegerField()
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("common indicator")
        verbose_name_plural = _("common indicators")
        ordering = ["code"]

    def __str__(self):
        return f"{self.code}: {self.value}"
