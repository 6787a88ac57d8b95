from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField

from ponte.core.models import TimeStamped
from ponte.core.states import OneDoor, OneDoorQuerySet
from ponte.newsletter import picks
from ponte.topics.models import Topic

RICH = ["bold", "italic", "link", "ol", "ul"]


class SubscriberQuerySet(models.QuerySet):
    def wanting(self, *, language, topics):
        """Who reads `language` and asked for one of `topics`, or for everything.

        Without topics: everybody who reads the language.
        """
        readers = self.filter(language=language)
        if not topics:
            return readers
        chosen = Subscriber.topics.through.objects
        of_topics = chosen.filter(topic__in=topics).values("subscriber")
        return readers.filter(Q(pk__in=of_topics) | ~Q(pk__in=chosen.values("subscriber")))


class Subscriber(models.Model):
    """An address whose owner confirmed to want the newsletter. Without topics: all of it."""

    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.EU_LANGUAGES)
    topics = models.ManyToManyField(Topic, blank=True, verbose_name=_("topics"), related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed"), default=timezone.now)
    bounces = models.PositiveSmallIntegerField(_("mails that came back"), default=0)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["-confirmed_at", "-pk"]
        indexes = [models.Index(fields=["language"], name="subscriber_language")]

    def __str__(self):
        return self.email


class Consent(models.Model):
    """One thing that somebody said, or that happened, about mails to an address.

    `subject` is the address's trace (see `addresses`), `wording` what they agreed to.
    """

    class Act(models.TextChoices):
        ASKED = "asked", _("asked for it")
        CONFIRMED = "confirmed", _("confirmed")
        CHANGED = "changed", _("changed the choice")
        LEFT = "left", _("left")
        BOUNCED = "bounced", _("cannot be reached")
        COMPLAINED = "complained", _("complained")

    subject = models.CharField(_("trace of the address"), max_length=64, db_index=True)
    act = models.CharField(_("what happened"), max_length=10, choices=Act)
    language = models.CharField(_("language"), max_length=10, blank=True)
    topics = models.TextField(_("topics"), blank=True)
    wording = models.TextField(_("wording"), blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_act_display()} · {self.subject[:8]}"


class Suppression(models.Model):
    """An address that gets no newsletter, known by its trace alone.

    To ask again and confirm lifts it, unless its owner complained: then not even a question
    whether they want it is sent.
    """

    class Reason(models.TextChoices):
        LEFT = "left", _("left")
        BOUNCED = "bounced", _("cannot be reached")
        COMPLAINED = "complained", _("complained")

    subject = models.CharField(_("trace of the address"), max_length=64, unique=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        ordering = ["-at"]

    def __str__(self):
        return f"{self.get_reason_display()} · {self.subject[:8]}"


class IssueQuerySet(OneDoorQuerySet):
    def in_the_archive(self):
        """What everybody may read, the newest first."""
        public = self.filter(state__in=Issue.PUBLIC)
        return public.order_by(models.F("started_at").desc(nulls_last=True), "-pk")


class Issue(OneDoor, ClusterableModel, TimeStamped):
    """One newsletter: what it says, to whom, and where it stands.

    It goes to who reads `language` and asked for one of `topics`; without topics to all of them.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SCHEDULED = "scheduled", _("scheduled")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")

    PUBLIC = (State.SENDING, State.SENT)

    subject = models.CharField(_("subject"), max_length=120)
    preview = models.CharField(
        _("preview text"),
        max_length=160,
        blank=True,
        help_text=_("What mail programs show after the subject."),
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.EU_LANGUAGES, default=settings.LANGUAGE_CODE
    )
    topics = ParentalManyToManyField(
        Topic,
        blank=True,
        limit_choices_to={"parent": None, "period": Topic.Period.P2021},
        verbose_name=_("topics"),
        related_name="+",
        help_text=_("It goes to who asked for one of these. Without any: to everybody."),
    )
    introduction = RichTextField(_("introduction"), features=RICH, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    scheduled_for = models.DateTimeField(_("scheduled for"), null=True, editable=False)
    started_at = models.DateTimeField(_("sending began"), null=True, editable=False)
    finished_at = models.DateTimeField(_("sending ended"), null=True, editable=False)
    is_demonstration = models.BooleanField(_("demonstration"), default=False, editable=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("newsletter issue")
        verbose_name_plural = _("newsletter issues")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "scheduled", "sending", "sent"]),
                name="issue_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sending", "sent"])
                | Q(scheduled_for__isnull=False),
                name="issue_scheduled_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "scheduled"]) | Q(started_at__isnull=False),
                name="issue_sent_has_start",
            ),
        ]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        return reverse("newsletter:issue", args=[self.pk])

    @property
    def is_public(self) -> bool:
        return self.state in self.PUBLIC

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_scheduled(self) -> bool:
        return self.state == self.State.SCHEDULED

    def recipients(self):
        """The subscribers it would go to now."""
        topics = [topic.pk for topic in self.topics.all()]
        return Subscriber.objects.wanting(language=self.language, topics=topics)


class Section(models.Model):
    """A part of an issue: the editor's words and what is picked from this site."""

    issue = ParentalKey(Issue, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    heading = models.CharField(_("heading"), max_length=120)
    text = RichTextField(_("text"), features=RICH, blank=True)
    items = models.TextField(
        _("from this site"),
        blank=True,
        help_text=_(
            "Addresses of pages of this site, one a line. At the desk of the issue you find "
            "them by searching."
        ),
    )

    sort_order_field = "position"

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.heading

    def clean(self):
        """Every line of `items` leads to something that everybody may read."""
        lost = [line for line in picks.lines(self.items) if picks.find(line) is None]
        if lost:
            raise ValidationError(
                {"items": _("Nothing public is there: %(lines)s") % {"lines": ", ".join(lost)}}
            )

    @property
    def picked(self) -> list[picks.Pick]:
        """What `items` lead to; what is no longer public is left out."""
        return [pick for _line, pick in self.picked_lines if pick]

    @property
    def picked_lines(self) -> list[tuple[str, picks.Pick | None]]:
        """Each line of `items` with what it leads to; None for what is no longer public."""
        return [(line, picks.find(line)) for line in picks.lines(self.items)]


class DeliveryQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Delivery.State.WAITING)

    def due(self):
        """What waits and need not wait longer."""
        return self.waiting().filter(Q(retry_at=None) | Q(retry_at__lte=timezone.now()))


class Delivery(models.Model):
    """One issue on its way to one subscriber. It holds no address, and outlives who leaves."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        HANDED = "handed", _("handed over, without an answer")
        SENT = "sent", _("sent")
        FAILED = "failed", _("refused")
        BOUNCED = "bounced", _("came back")
        GONE = "gone", _("left before")

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="deliveries")
    subscriber = models.ForeignKey(
        Subscriber, models.SET_NULL, null=True, related_name="deliveries"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(_("changed"), null=True)
    left = models.BooleanField(_("left by it"), default=False)
    complained = models.BooleanField(_("complained"), default=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["issue", "subscriber"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "handed", "sent", "failed", "bounced", "gone"]),
                name="delivery_state_known",
            ),
        ]
        indexes = [models.Index(fields=["issue", "state"], name="delivery_of_issue")]

    def __str__(self):
        return f"{self.issue_id}: {self.get_state_display()}"
