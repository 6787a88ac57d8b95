from datetime import date, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.documents.models import Document

from ponte.core.fields import LimitedTextField
from ponte.core.models import TimeStamped
from ponte.core.states import OneDoor, OneDoorQuerySet
from ponte.learning.models import Activity
from ponte.projects.models import Project
from ponte.regions.models import Region
from ponte.topics.models import Topic

REASON_LIMIT = 500
# Read aloud and typed at a door: without letters that look alike.
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def check_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("No time zone is called so: write it as in Europe/Lisbon."))


def new_code() -> str:
    return get_random_string(8, CODE_LETTERS)


class EventQuerySet(OneDoorQuerySet):
    def public(self):
        return self.exclude(state=Event.State.DRAFT)

    def on_topic(self, topic):
        """On `topic`, on one of its sub-topics, or on a topic of 2014-2020 it continues."""
        topics = Topic.objects.covered_by(topic)
        tagged = Event.topics.through.objects.filter(topic__in=topics.values("pk"))
        return self.filter(pk__in=tagged.values("event"))

    def to_come(self):
        """Not over yet, the next first."""
        return self.filter(end__gte=timezone.now()).order_by("start", "pk")

    def past(self):
        """Over, the latest first."""
        return self.filter(end__lt=timezone.now()).order_by("-start", "-pk")

    def for_list(self):
        """With what a card shows."""
        return self.select_related("region__portrait", "project").prefetch_related("topics__parent")

    def with_counts(self):
        """With `confirmed`, `waiting` and `attended`."""
        of = Registration.State
        return self.annotate(
            confirmed=Count("registrations", Q(registrations__state=of.CONFIRMED)),
            waiting=Count("registrations", Q(registrations__state=of.WAITING)),
            attended=Count("registrations", Q(registrations__attended_at__isnull=False)),
        )


class Event(OneDoor, TimeStamped):
    """Something to which people come, of the platform or of a project.

    `start` and `end` are moments; `zone` is that of the place, or of who speaks online.
    `revision` counts what subscribers of calendars have to take over.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("event", "draft")
        ANNOUNCED = "announced", pgettext_lazy("event", "announced")
        POSTPONED = "postponed", pgettext_lazy("event", "postponed")
        CANCELLED = "cancelled", pgettext_lazy("event", "cancelled")

    class Kind(models.TextChoices):
        SEMINAR = "seminar", _("interregional thematic seminar")
        BROKERAGE = "brokerage", _("policy brokerage event")
        STUDY_VISIT = "study_visit", _("study visit")
        STAFF_EXCHANGE = "staff_exchange", _("staff exchange")
        WORKSHOP = "workshop", _("workshop")
        PEER_REVIEW = "peer_review", _("peer review")
        MATCHMAKING = "matchmaking", _("matchmaking session")
        STAKEHOLDERS = "stakeholders", _("stakeholder meeting")
        STEERING = "steering", _("steering group meeting")
        WEBINAR = "webinar", _("webinar")
        INFORMATION = "information", _("information day")
        CONFERENCE = "conference", _("conference")
        FINAL = "final", _("final policy event")

    Mode = Activity.Mode

    class Registering(models.TextChoices):
        HERE = "here", _("on this site")
        ELSEWHERE = "elsewhere", _("on another site")
        NONE = "none", _("nobody needs to register")

    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.DRAFT, editable=False
    )
    reason = LimitedTextField(
        _("why it is postponed or cancelled"), limit=REASON_LIMIT, blank=True, editable=False
    )
    slug = models.SlugField(_("slug"), max_length=120, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    title = models.CharField(_("title"), max_length=150)
    summary = LimitedTextField(_("in short"), limit=300, single_line=True)
    description = LimitedTextField(_("description"), limit=6000, blank=True)
    start = models.DateTimeField(_("begins"), db_index=True)
    end = models.DateTimeField(_("ends"), db_index=True)
    zone = models.CharField(
        _("time zone of the place"),
        max_length=40,
        default="Europe/Brussels",
        validators=[check_zone],
    )
    mode = models.CharField(_("mode"), max_length=7, choices=Mode, default=Mode.ON_SITE)
    place = models.CharField(_("place"), max_length=150, blank=True)
    online_url = models.URLField(_("address of the online room"), blank=True)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("region"),
    )
    project = models.ForeignKey(
        Project,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("project"),
    )
    activity = models.OneToOneField(
        Activity,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="event",
        verbose_name=_("learning activity"),
    )
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="events", verbose_name=_("topics")
    )
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    registering = models.CharField(
        _("registration"), max_length=9, choices=Registering, default=Registering.HERE
    )
    registration_url = models.URLField(_("address of the registration"), blank=True)
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    recording_url = models.URLField(_("recording"), blank=True)
    key_learnings_url = models.URLField(_("key learnings"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="events_made",
        verbose_name=_("made by"),
    )
    revision = models.PositiveIntegerField(default=0, editable=False)
    # What is left of registrations that were deleted because of their age.
    past_confirmed = models.PositiveIntegerField(default=0, editable=False)
    past_attended = models.PositiveIntegerField(default=0, editable=False)
    source = models.CharField(_("source"), max_length=40, blank=True, editable=False)
    is_demonstration = models.BooleanField(
        _("made up for the demonstration"), default=False, editable=False
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-start", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="event_ends_after_it_begins",
                violation_error_message=_("The end does not lie after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="event_registration_closes_after_it_opens",
                violation_error_message=_("Registration closes before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1), name="event_has_a_place"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "announced", "postponed", "cancelled"]),
                name="event_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(registering="elsewhere") | ~Q(registration_url=""),
                name="event_registered_elsewhere_says_where",
                violation_error_message=_("Say where people register."),
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, **options):
        """Save, but of what is there already never the state and its reason."""
        if not self._state.adding:
            options.setdefault("update_fields", self.open_fields())
        super().save(**options)

    @classmethod
    def open_fields(cls) -> list[str]:
        closed = {"state", "reason", "past_confirmed", "past_attended"}
        return [
            field.name
            for field in cls._meta.concrete_fields
            if field.name not in closed and not field.primary_key
        ]

    def get_absolute_url(self):
        return reverse("events:detail", args=[self.slug])

    def page(self, name, *args):
        """The address of one of its pages."""
        return reverse(f"events:{name}", args=[self.slug, *args])

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def zone_name(self) -> str:
        """The place that the zone is called by: "Lisbon"."""
        return self.zone.rpartition("/")[2].replace("_", " ")

    @property
    def local_start(self):
        """In the time of the place."""
        return self.start.astimezone(self.tz)

    @property
    def local_end(self):
        return self.end.astimezone(self.tz)

    @property
    def last_day(self) -> date:
        """The day of its end; what ends at midnight ends on the day before."""
        return (self.local_end - timedelta(seconds=1)).date()

    @property
    def is_of_one_day(self) -> bool:
        return self.local_start.date() == self.last_day

    @property
    def is_over(self) -> bool:
        return self.end < timezone.now()

    @property
    def is_off(self) -> bool:
        return self.state in {self.State.POSTPONED, self.State.CANCELLED}

    @property
    def registration_ends(self):
        return min(self.closes_at or self.end, self.end)

    @property
    def opens_later(self) -> bool:
        return self.opens_at is not None and self.opens_at > timezone.now()

    @property
    def takes_registrations(self) -> bool:
        return (
            self.registering == self.Registering.HERE
            and self.state == self.State.ANNOUNCED
            and not self.opens_later
            and timezone.now() < self.registration_ends
        )

    @property
    def hub(self):
        first = next(iter(self.topics.all()), None)
        return first and first.hub


class Session(models.Model):
    """A part of the agenda."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")
    start = models.DateTimeField(_("begins"))
    title = models.CharField(_("title"), max_length=150)
    speakers = LimitedTextField(_("speakers"), limit=300, single_line=True, blank=True)
    text = LimitedTextField(_("what it is about"), limit=1000, blank=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["start", "pk"]

    def __str__(self):
        return self.title


class Question(models.Model):
    """What people are asked when they register."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=200)
    is_required = models.BooleanField(_("has to be answered"), default=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["pk"]

    def __str__(self):
        return self.text


class Material(models.Model):
    """A file of an event; everybody may take it along."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="materials")
    document = models.OneToOneField(Document, models.CASCADE, related_name="event_material")

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["pk"]

    def __str__(self):
        return self.document.title


class RegistrationQuerySet(models.QuerySet):
    def active(self):
        return self.exclude(state=Registration.State.CANCELLED)


class Registration(models.Model):
    """Somebody who wants to come: a member, or a visitor by e-mail address.

    A visitor's is `asked` until the address is confirmed. `answers` are pairs of question and
    answer, as they were when given. `queued_at` orders those who wait.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("registration", "address not confirmed")
        CONFIRMED = "confirmed", pgettext_lazy("registration", "confirmed")
        WAITING = "waiting", pgettext_lazy("registration", "waiting")
        CANCELLED = "cancelled", pgettext_lazy("registration", "cancelled")

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="registrations", verbose_name=_("event")
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="registrations",
        verbose_name=_("member"),
    )
    state = models.CharField(_("state"), max_length=9, choices=State)
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"), blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
    )
    answers = models.JSONField(_("answers"), default=list)
    language = models.CharField(_("language"), max_length=10, default="en")
    code = models.CharField(_("code"), max_length=8, default=new_code)
    created_at = models.DateTimeField(_("registered"), auto_now_add=True)
    queued_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    attended_at = models.DateTimeField(_("came"), null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["queued_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "member"],
                condition=~Q(state="cancelled"),
                name="registration_once_by_member",
            ),
            models.UniqueConstraint(
                "event",
                Lower("email"),
                condition=~Q(state="cancelled") & ~Q(email=""),
                name="registration_once_by_address",
            ),
            models.UniqueConstraint(fields=["event", "code"], name="registration_code_once"),
            models.CheckConstraint(
                condition=Q(member=None) & ~Q(email="") | Q(member__isnull=False, email=""),
                name="registration_of_member_or_address",
            ),
            models.CheckConstraint(
                condition=Q(attended_at=None) | Q(state="confirmed"),
                name="registration_came_if_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "confirmed", "waiting", "cancelled"]),
                name="registration_state_known",
            ),
        ]
        indexes = [models.Index(fields=["event", "state", "queued_at"], name="registration_queue")]

    def __str__(self):
        return f"{self.name}: {self.event}"

    @property
    def is_active(self) -> bool:
        return self.state != self.State.CANCELLED


class Feedback(models.Model):
    """What somebody who came says afterwards. It stays when the registration is deleted."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="feedback")
    registration = models.OneToOneField(
        Registration, models.SET_NULL, null=True, related_name="feedback"
    )
    rating = models.PositiveSmallIntegerField(
        _("how useful was it?"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    will_use = LimitedTextField(_("what will you use of it?"), limit=1000, blank=True)
    better = LimitedTextField(_("what could be better?"), limit=1000, blank=True)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__gte=1, rating__lte=5), name="feedback_rating_in_range"
            ),
        ]

    def __str__(self):
        return f"{self.event}: {self.rating}"
