from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import RevisionMixin

from ponte.core.fields import LimitedTextField
from ponte.core.models import TimeStamped
from ponte.practices.judging.models import Adoption, EvidenceEntry, EvidenceGrade, Judged, Question
from ponte.projects.models import Project
from ponte.regions.models import Region
from ponte.topics.models import Topic

__all__ = [
    "Adoption",
    "EvidenceEntry",
    "EvidenceGrade",
    "FormerSlug",
    "Practice",
    "PracticeQuerySet",
    "Question",
    "Section",
    "StateIsClosed",
]

TITLE_LIMIT = 100
SUMMARY_LIMIT = 160


class Section(NamedTuple):
    """A part of a practice's text; `name` is its anchor on the page."""

    name: str
    title: str
    text: str


class StateIsClosed(Exception):
    """Somebody tried to change the state of a practice without `states.move`."""


class PracticeQuerySet(models.QuerySet):
    def update(self, **values):
        """Update, but never the state: raises StateIsClosed."""
        refuse_state(values)
        return super().update(**values)

    def bulk_create(self, objs, *args, update_fields=None, **kwargs):
        """Create in any state; a row that is there already keeps its state."""
        refuse_state(update_fields or ())
        return super().bulk_create(objs, *args, update_fields=update_fields, **kwargs)

    def published(self):
        """In the public database: validated by an expert."""
        return self.filter(state=Practice.State.VALIDATED)

    def only_on_project_page(self):
        """Approved by its project, and not, or not yet, validated by experts."""
        return self.filter(project_approved_at__isnull=False, state__in=Practice.SHOWN_BY_PROJECT)

    def in_region(self, *regions):
        """Located in one of `regions` or below it."""
        return self.filter(region__in=Region.objects.within(*regions))

    def on_topic(self, topic):
        """On `topic`, on one of its sub-topics, or on a topic of 2014-2020 it continues."""
        topics = Topic.objects.filter(
            Q(pk=topic.pk) | Q(parent=topic) | Q(maps_to=topic) | Q(maps_to__parent=topic)
        )
        tagged = Practice.topics.through.objects.filter(topic__in=topics.values("pk"))
        return self.filter(pk__in=tagged.values("practice"))

    def with_topics(self):
        """With topics, their hubs and what older topics continue as, in two queries."""
        topics = Topic.objects.select_related("parent")
        return self.prefetch_related(
            Prefetch("topics", topics.prefetch_related(Prefetch("maps_to", topics)))
        )

    def for_cards(self):
        """With all that a card shows, in a constant number of queries."""
        return self.select_related(
            "region__portrait", "region__parent__parent__parent"
        ).with_topics()


class Practice(Judged, RevisionMixin, TimeStamped):
    """A good practice, described by the programme's template.

    Limits count code points after newline normalisation. An empty field means that the
    record does not know; the page says so.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROJECT_CHECK = "project_check", _("project check")
        PROJECT_INFO_REQUESTED = "project_info_requested", _("project asked for information")
        PROJECT_PUBLISHED = "project_published", _("on the project's page")
        EXPERT_REVIEW = "expert_review", _("expert review")
        EXPERT_INFO_REQUESTED = "expert_info_requested", _("expert asked for information")
        VALIDATED = "validated", _("validated")
        DECLINED = "declined", _("declined")
        ARCHIVED = "archived", _("archived")

    SHOWN_BY_PROJECT = (State.PROJECT_PUBLISHED, State.EXPERT_REVIEW, State.EXPERT_INFO_REQUESTED)

    class Scope(models.TextChoices):
        NATIONAL = "national", pgettext_lazy("scope", "National")
        REGIONAL = "regional", pgettext_lazy("scope", "Regional")
        LOCAL = "local", pgettext_lazy("scope", "Local")

    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    state = models.CharField(
        _("state"), max_length=24, choices=State, default=State.DRAFT, db_index=True
    )
    language = models.CharField(
        _("language"), max_length=2, choices=settings.EU_LANGUAGES, default="en"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="practices",
        verbose_name=_("author"),
    )
    co_authors: models.ManyToManyField = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="shared_practices",
        verbose_name=_("co-authors"),
        help_text=_("Members of the author's organisation who may edit it too."),
    )
    from_project = models.BooleanField(_("comes from a project"), null=True, blank=True)
    project = models.ForeignKey(
        Project,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="practices",
        verbose_name=_("project"),
        help_text=_("Only if the practice was identified in this project's learning process."),
    )
    title = LimitedTextField(_("title"), limit=TITLE_LIMIT, single_line=True)
    short_summary = LimitedTextField(
        _("short summary"), limit=SUMMARY_LIMIT, single_line=True, blank=True
    )

    # Who runs it
    institution_name = LimitedTextField(
        _("main institution"), limit=250, single_line=True, blank=True
    )
    institution_region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region of the main institution"),
    )
    institution_city = models.CharField(
        _("city of the main institution"), max_length=100, blank=True
    )

    # Where
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="practices",
        verbose_name=_("location"),
        help_text=_("NUTS 2 region where known, otherwise the country."),
    )
    city = models.CharField(_("city"), max_length=100, blank=True)
    scope = models.CharField(_("geographical scope"), max_length=8, choices=Scope, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )

    # What about
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="practices", verbose_name=_("topics")
    )
    keywords = models.JSONField(_("keywords"), default=list, blank=True)

    # What
    detailed_information = LimitedTextField(
        _("detailed information"),
        limit=1500,
        blank=True,
        help_text=_("Problem and context; how it works; stakeholders and beneficiaries."),
    )
    resources_needed = LimitedTextField(
        _("resources needed"), limit=300, blank=True, help_text=_("Money and staff.")
    )
    start_year = models.PositiveSmallIntegerField(_("start year"), null=True, blank=True)
    start_month = models.PositiveSmallIntegerField(_("start month"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(_("end year"), null=True, blank=True)
    end_month = models.PositiveSmallIntegerField(_("end month"), null=True, blank=True)
    ongoing = models.BooleanField(_("ongoing"), null=True, blank=True)
    evidence_of_success = LimitedTextField(
        _("evidence of success"),
        limit=500,
        blank=True,
        help_text=_("Tangible, measurable results that already exist."),
    )
    challenges_encountered = LimitedTextField(_("challenges encountered"), limit=300, blank=True)
    potential_for_learning_or_transfer = LimitedTextField(
        _("potential for learning or transfer"),
        limit=1000,
        blank=True,
        help_text=_("Success and hindering factors; transfers already made."),
    )
    further_information = models.URLField(_("further information"), max_length=500, blank=True)
    image = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("image"),
    )
    attachments: models.ManyToManyField = models.ManyToManyField(
        "wagtaildocs.Document", blank=True, related_name="+", verbose_name=_("attachments")
    )

    # Rules of the programme
    public_intervention = models.BooleanField(
        _("linked to a public intervention"), null=True, blank=True
    )
    inspired_public_policy = LimitedTextField(
        _("public policy it inspired"),
        limit=1000,
        blank=True,
        help_text=_("For a private initiative: the evidence that it inspired public policy."),
    )
    outside_partnership_justification = LimitedTextField(
        _("justification for a place outside the partnership"), limit=1000, blank=True
    )
    counts_for_indicator = models.BooleanField(_("counts for the indicator"), default=False)

    # The expert's word
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

    # On its way: the state changes through states.move() only
    project_approved_at = models.DateTimeField(
        _("approved for the project's page"), null=True, blank=True, editable=False
    )
    revision_of = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="new_versions",
        verbose_name=_("new version of"),
    )
    lock_version = models.PositiveIntegerField(default=0, editable=False)
    review_by = models.DateField(_("to be looked at again by"), null=True, blank=True)

    # Where the record came from
    source = models.CharField(_("source"), max_length=40, blank=True)
    external_id = models.CharField(_("identifier at the source"), max_length=100, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, db_index=True)

    objects = PracticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("good practice")
        verbose_name_plural = _("good practices")
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "-published_at", "-id"], name="practice_state_published"),
            models.Index(fields=["state", "title"], name="practice_state_title"),
            # Counts practices of a place or a year without a look at them.
            models.Index(
                fields=["state", "region", "start_year"], name="practice_state_region_year"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="practice_has_title"),
            models.CheckConstraint(condition=~Q(slug=""), name="practice_has_slug"),
            models.CheckConstraint(
                condition=Q(scope__in=["", "national", "regional", "local"]),
                name="practice_scope_known",
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="practice_external_id_unique",
            ),
            models.CheckConstraint(
                condition=(Q(start_month=None) | Q(start_month__range=(1, 12)))
                & (Q(end_month=None) | Q(end_month__range=(1, 12))),
                name="practice_months",
                violation_error_message=_("A month is a number from 1 to 12."),
            ),
            models.CheckConstraint(
                condition=(Q(start_year=None) | Q(start_year__range=(1800, 2200)))
                & (Q(end_year=None) | Q(end_year__range=(1800, 2200))),
                name="practice_years",
                violation_error_message=_("A year is a number from 1800 to 2200."),
            ),
            models.CheckConstraint(
                condition=(Q(start_month=None) | Q(start_year__isnull=False))
                & (Q(end_month=None) | Q(end_year__isnull=False)),
                name="practice_month_has_year",
                violation_error_message=_("A month needs its year."),
            ),
            models.CheckConstraint(
                condition=Q(start_year=None)
                | Q(end_year=None)
                | Q(end_year__gt=F("start_year"))
                | (
                    Q(end_year=F("start_year"))
                    & (Q(start_month=None) | Q(end_month=None) | Q(end_month__gte=F("start_month")))
                ),
                name="practice_ends_after_start",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=~Q(ongoing=True) | Q(end_year=None),
                name="practice_ongoing_has_no_end",
                violation_error_message=_("An ongoing practice has no end."),
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="practice_point_is_whole",
                violation_error_message=_("A point needs latitude and longitude."),
            ),
            models.CheckConstraint(
                condition=Q(expert_opinion="") | Q(expert_opinion_date__isnull=False),
                name="practice_opinion_has_date",
                violation_error_message=_("An expert opinion needs its date."),
            ),
            models.CheckConstraint(
                condition=~Q(state="validated") | Q(published_at__isnull=False),
                name="practice_validated_is_dated",
                violation_error_message=_("A validated practice has a date of publication."),
            ),
            models.CheckConstraint(
                condition=~Q(from_project=False) | Q(project=None),
                name="practice_project_is_its_origin",
                violation_error_message=_("Only a practice that comes from a project names one."),
            ),
            models.UniqueConstraint(
                fields=["revision_of"],
                condition=Q(revision_of__isnull=False) & ~Q(state="archived"),
                name="practice_one_new_version",
                violation_error_message=_("A new version is being written already."),
            ),
        ]

    # What the page calls a record's gaps: the fields of the template, in its order.
    TEMPLATE_FIELDS = (
        "short_summary",
        "institution_name",
        "institution_region",
        "institution_city",
        "region",
        "city",
        "scope",
        "topics",
        "keywords",
        "detailed_information",
        "resources_needed",
        "timescale",
        "evidence_of_success",
        "challenges_encountered",
        "potential_for_learning_or_transfer",
        "further_information",
    )

    def __str__(self):
        return self.title

    @classmethod
    def from_db(cls, db, field_names, values):
        practice = super().from_db(db, field_names, values)
        practice._stored_slug = practice.__dict__.get("slug")
        practice._stored_state = practice.__dict__.get("state")
        return practice

    def with_content_json(self, content):
        """The practice with the text of a revision; its state and versions stay present."""
        practice = super().with_content_json(content)
        for name in ("state", "lock_version", "project_approved_at", "revision_of_id"):
            setattr(practice, name, getattr(self, name))
        return practice

    def save(self, *args, update_fields=None, **kwargs):
        """Save, and keep the former address when the slug has changed.

        A new practice is created in any state: an import or the demonstration brings what
        was validated elsewhere. Later the state changes through `states.move` only: raises
        StateIsClosed.
        """
        former = getattr(self, "_stored_slug", None)
        with transaction.atomic():
            super().save(*args, update_fields=self.open_fields(update_fields), **kwargs)
            if former != self.slug:
                FormerSlug.objects.filter(slug=self.slug).delete()
                if former:
                    FormerSlug.objects.create(slug=former, practice=self)
        self._stored_slug = self.slug
        self._stored_state = self.__dict__.get("state")

    def open_fields(self, update_fields):
        """What a save may write: all of a new practice; of another neither its state nor
        what others' results and reports say of it."""
        stored = self.stored_state()
        if stored is None:
            return update_fields
        if self.__dict__.get("state", stored) != stored:
            raise StateIsClosed(f"{self.slug}: from {stored} to {self.state}")
        if update_fields is None:
            names = {field.attname for field in self._meta.concrete_fields if not field.primary_key}
            update_fields = names - self.get_deferred_fields()
        return set(update_fields) - {"state", *self.CARRIED}

    def stored_state(self):
        """The state that this object was loaded with; None if it is new."""
        if self.pk is None:
            return None
        loaded = getattr(self, "_stored_state", None)
        if loaded is None or self._state.adding:
            states = type(self)._base_manager.filter(pk=self.pk).values_list("state", flat=True)
            return states.first()
        return loaded

    def clean(self):
        super().clean()
        taken = FormerSlug.objects.filter(slug=self.slug).exclude(practice=self.pk)
        if self.slug and taken.exists():
            raise ValidationError({"slug": _("This was the address of another practice.")})
        if not isinstance(self.keywords, list) or not all(
            isinstance(word, str) and word.strip() for word in self.keywords
        ):
            raise ValidationError({"keywords": _("Keywords are a list of words.")})

    def get_absolute_url(self):
        return reverse("practices:detail", args=[self.slug])

    @property
    def is_public(self):
        return self.state == self.State.VALIDATED

    @property
    def is_on_project_page(self):
        """Approved by its project: anybody may read it, validated by experts or not."""
        return self.project_approved_at is not None and self.state in self.SHOWN_BY_PROJECT

    @property
    def current_topics(self):
        """Topics of 2021-2027, the older ones through what they continue as; each once.

        In the order of the hubs. Uses prefetched topics.
        """
        topics = {}
        for topic in self.topics.all():
            current = [topic] if topic.period == Topic.Period.P2021 else topic.maps_to.all()
            topics |= {each.pk: each for each in current}
        return sorted(
            topics.values(), key=lambda topic: (topic.hub.position, topic.position, topic.pk)
        )

    @property
    def hub(self):
        """The topic hub that gives the practice its colour and glyph, or None."""
        topics = self.current_topics
        return topics[0].hub if topics else None

    @property
    def sections(self):
        """The texts that are there, in the order of the template."""
        parts = (
            Section("what", gettext("What it is and how it works"), self.detailed_information),
            Section("resources", gettext("What it takes"), self.resources_needed),
            Section("evidence", gettext("Evidence of success"), self.evidence_of_success),
            Section("challenges", gettext("Challenges"), self.challenges_encountered),
            Section("transfer", gettext("Bring it home"), self.potential_for_learning_or_transfer),
        )
        return [part for part in parts if part.text]

    @property
    def has_evidence(self):
        return bool(self.evidence_of_success)

    @property
    def start(self):
        """The start as "2019" or "2019-03"; empty when unknown."""
        return month_code(self.start_year, self.start_month)

    @property
    def end(self):
        """The end as "2021" or "2021-06"; empty when unknown or ongoing."""
        return month_code(self.end_year, self.end_month)

    @property
    def timescale(self):
        """When it ran, in the reader's language: "March 2019 – ongoing"; empty when unknown."""
        start = month_text(self.start_year, self.start_month)
        end = month_text(self.end_year, self.end_month)
        if self.ongoing:
            end = pgettext("timescale", "ongoing")
        if start and end:
            return f"{start} – {end}"
        if start:
            return gettext("from %(start)s") % {"start": start}
        if self.ongoing or not end:
            return capfirst(end)
        return gettext("until %(end)s") % {"end": end}

    @property
    def missing_fields(self):
        """Names of the template's fields that the record leaves empty, in template order."""
        return [capfirst(self.field_label(name)) for name in self.empty_fields()]

    @property
    def completeness(self):
        """How much of the template is filled, in whole percent."""
        filled = len(self.TEMPLATE_FIELDS) - len(self.empty_fields())
        return round(100 * filled / len(self.TEMPLATE_FIELDS))

    def empty_fields(self):
        return [name for name in self.TEMPLATE_FIELDS if not self.is_filled(name)]

    def is_filled(self, name):
        if name == "topics":
            return bool(self.topics.all())
        if name == "city":
            return bool(self.city) or self.scope == self.Scope.NATIONAL
        if name in {"region", "institution_region"}:
            return getattr(self, f"{name}_id") is not None
        return bool(getattr(self, name))

    def field_label(self, name):
        if name == "timescale":
            return gettext("timescale")
        return str(self._meta.get_field(name).verbose_name)


def refuse_state(names):
    if "state" in names:
        raise StateIsClosed("The state of a practice changes through states.move().")


def month_code(year, month):
    if year is None:
        return ""
    return f"{year:04}-{month:02}" if month else f"{year:04}"


def month_text(year, month):
    if year is None:
        return ""
    return date_format(date(year, month, 1), "YEAR_MONTH_FORMAT") if month else str(year)


class FormerSlug(models.Model):
    """An address a practice had before; it redirects to the present one."""

    slug = models.SlugField(max_length=120, unique=True)
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="former_slugs")

    def __str__(self):
        return self.slug
