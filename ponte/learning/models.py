from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.documents.models import Document

from ponte.community.models import name_key
from ponte.core.fields import LimitedTextField
from ponte.core.models import TimeStamped
from ponte.instruments.models import PolicyInstrument
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.regions.models import Region


class Activity(TimeStamped):
    """Something at which people of a project learn from each other.

    `start` is empty where the day is not known.
    """

    class Kind(models.TextChoices):
        SEMINAR = "seminar", _("interregional thematic seminar")
        BROKERAGE = "brokerage", _("policy brokerage event")
        STUDY_VISIT = "study_visit", _("study visit")
        STAFF_EXCHANGE = "staff_exchange", _("staff exchange")
        WORKSHOP = "workshop", _("workshop")
        PEER_REVIEW = "peer_review", _("peer review")
        STAKEHOLDERS = "stakeholders", _("stakeholder meeting")
        STEERING = "steering", _("steering group meeting")
        WEBINAR = "webinar", _("webinar")
        FINAL = "final", _("final policy event")

    # At which people are trained: the others steer, consult or present.
    TRAINING = (
        Kind.SEMINAR,
        Kind.BROKERAGE,
        Kind.STUDY_VISIT,
        Kind.STAFF_EXCHANGE,
        Kind.WORKSHOP,
        Kind.PEER_REVIEW,
        Kind.WEBINAR,
    )

    class Mode(models.TextChoices):
        ON_SITE = "on_site", _("on site")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("on site and online")

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="activities", verbose_name=_("project")
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    title = models.CharField(_("title"), max_length=150)
    theme = models.CharField(_("theme"), max_length=150, blank=True)
    mode = models.CharField(_("mode"), max_length=7, choices=Mode, default=Mode.ON_SITE)
    host_region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_activities",
        verbose_name=_("host region"),
    )
    place = models.CharField(_("place"), max_length=100, blank=True)
    start = models.DateField(_("first day"), null=True, blank=True)
    end = models.DateField(_("last day"), null=True, blank=True)
    agenda = LimitedTextField(_("agenda"), limit=4000, blank=True)
    minutes = LimitedTextField(_("minutes"), limit=8000, blank=True)
    attendance = models.CharField(_("who came, in words"), max_length=150, blank=True)
    practices = models.ManyToManyField(
        Practice, blank=True, related_name="activities", verbose_name=_("practices presented")
    )
    source = models.CharField(_("source"), max_length=40, blank=True, editable=False)
    is_demonstration = models.BooleanField(
        _("made up for the demonstration"), default=False, editable=False
    )

    class Meta:
        verbose_name = _("learning activity")
        verbose_name_plural = _("learning activities")
        ordering = [F("start").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end=None) | Q(start__isnull=False, end__gte=F("start")),
                name="activity_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "seminar",
                        "brokerage",
                        "study_visit",
                        "staff_exchange",
                        "workshop",
                        "peer_review",
                        "stakeholders",
                        "steering",
                        "webinar",
                        "final",
                    ]
                ),
                name="activity_kind_known",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.page("detail")

    def page(self, name, *args):
        """The address of one of its pages."""
        return reverse(f"learning:{name}", args=[self.project.slug, self.pk, *args])

    @property
    def is_to_come(self):
        return self.start is not None and (self.end or self.start) >= timezone.localdate()

    @property
    def carries_something(self):
        """Another record refers to it: who came, what was shown or learned, what it led to."""
        return any(
            link.related_model._base_manager.filter(**{link.field.name: self}).exists()
            for link in self._meta.related_objects
        )

    @property
    def trains(self):
        """Who takes part counts as trained."""
        return self.kind in self.TRAINING


class Participant(models.Model):
    """A person who took part in activities of a project: one row, however often they came.

    Told apart by name and organisation, in whatever writing.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="participants")
    name = models.CharField(_("name"), max_length=150)
    organisation = models.CharField(_("organisation"), max_length=250)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    key = models.CharField(max_length=410, editable=False)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["organisation", "name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="participant_once"),
            models.CheckConstraint(condition=~Q(key=""), name="participant_has_key"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.key = self.key_of(self.name, self.organisation)
        super().save(*args, **kwargs)

    @staticmethod
    def key_of(name, organisation):
        """The same for the same person."""
        return f"{name_key(name)}|{name_key(organisation)}"


class Participation(models.Model):
    """Somebody at an activity."""

    class Role(models.TextChoices):
        PARTICIPANT = "participant", pgettext_lazy("activity", "participant")
        SPEAKER = "speaker", pgettext_lazy("activity", "speaker")
        HOST = "host", pgettext_lazy("activity", "host")
        PEER = "peer", pgettext_lazy("activity", "peer")
        EXPERT = "expert", pgettext_lazy("activity", "external expert")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="participations")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="participations")
    role = models.CharField(_("role"), max_length=11, choices=Role, default=Role.PARTICIPANT)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["participant__organisation", "participant__name"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "participant"], name="participation_once"),
        ]

    def __str__(self):
        return f"{self.participant}: {self.get_role_display()}"


class Presentation(models.Model):
    """A file that was shown at an activity; everybody may take it along."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="presentations")
    document = models.OneToOneField(Document, models.CASCADE, related_name="presentation")
    speaker = models.CharField(_("by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("presentation")
        verbose_name_plural = _("presentations")
        ordering = ["pk"]

    def __str__(self):
        return self.document.title


class LessonQuerySet(models.QuerySet):
    def for_list(self):
        """With all that a list shows, in one query."""
        return self.select_related("activity__project", "region", "practice", "policy_instrument")


class Lesson(TimeStamped):
    """What a region could use of what it saw, and for which policy instrument.

    The instrument is one that has a page here, or told of in words, or both.
    """

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="lessons", verbose_name=_("activity")
    )
    practice = models.ForeignKey(
        Practice,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="lessons",
        verbose_name=_("practice"),
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="lessons", verbose_name=_("region")
    )
    text = LimitedTextField(_("what could we use?"), limit=1500)
    policy_instrument = models.ForeignKey(
        PolicyInstrument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lessons",
        verbose_name=_("for which policy instrument?"),
    )
    instrument = LimitedTextField(
        _("policy instrument in words"), limit=250, single_line=True, blank=True
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="lessons",
        verbose_name=_("written by"),
    )

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson learned")
        verbose_name_plural = _("lessons learned")
        ordering = ["region__code", "pk"]

    def __str__(self):
        return self.text[:60]


class RegionalAnalysis(TimeStamped):
    """Where a region of a project stands at the beginning of its learning."""

    PARTS = (
        "ecosystem",
        "needs",
        "strengths",
        "weaknesses",
        "opportunities",
        "threats",
        "instrument_weakness",
    )

    project = models.ForeignKey(Project, models.CASCADE, related_name="regional_analyses")
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="regional_analyses", verbose_name=_("region")
    )
    ecosystem = LimitedTextField(_("who does what for firms here"), limit=2000, blank=True)
    needs = LimitedTextField(_("what small firms need"), limit=2000, blank=True)
    strengths = LimitedTextField(_("strengths"), limit=1000, blank=True)
    weaknesses = LimitedTextField(_("weaknesses"), limit=1000, blank=True)
    opportunities = LimitedTextField(_("opportunities"), limit=1000, blank=True)
    threats = LimitedTextField(_("threats"), limit=1000, blank=True)
    instrument_weakness = LimitedTextField(
        _("what the policy instrument does not do yet"), limit=1000, blank=True
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="regional_analyses",
        verbose_name=_("last changed by"),
    )

    class Meta:
        verbose_name = _("regional analysis")
        verbose_name_plural = _("regional analyses")
        ordering = ["region__code"]
        constraints = [
            models.UniqueConstraint(fields=["project", "region"], name="analysis_once_per_region"),
        ]

    def __str__(self):
        return self.region.label
