"""What a practice says: the part of it that its authors write, by the programme's template."""

from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ponte.core.fields import LimitedTextField
from ponte.projects.models import Project
from ponte.regions.models import Region
from ponte.topics.models import Topic

TITLE_LIMIT = 100
SUMMARY_LIMIT = 160


class Section(NamedTuple):
    """A part of a practice's text; `name` is its anchor on the page."""

    name: str
    title: str
    text: str


class Description(models.Model):
    """The fields of the template, in its order.

    Limits count code points after newline normalisation. An empty field means that the
    record does not know; the page says so.
    """

    class Scope(models.TextChoices):
        NATIONAL = "national", pgettext_lazy("scope", "National")
        REGIONAL = "regional", pgettext_lazy("scope", "Regional")
        LOCAL = "local", pgettext_lazy("scope", "Local")

    title = LimitedTextField(_("title"), limit=TITLE_LIMIT, single_line=True)
    short_summary = LimitedTextField(
        _("short summary"), limit=SUMMARY_LIMIT, single_line=True, blank=True
    )
    language = models.CharField(
        _("language"), max_length=2, choices=settings.EU_LANGUAGES, default="en"
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
    public_intervention = models.BooleanField(
        _("linked to a public intervention"), null=True, blank=True
    )
    inspired_public_policy = LimitedTextField(
        _("public policy it inspired"),
        limit=1000,
        blank=True,
        help_text=_("For a private initiative: the evidence that it inspired public policy."),
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
    outside_partnership_justification = LimitedTextField(
        _("justification for a place outside the partnership"), limit=1000, blank=True
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
        verbose_name=_("picture"),
    )
    image_alt = LimitedTextField(
        _("what the picture shows"), limit=250, single_line=True, blank=True
    )
    image_credit = LimitedTextField(
        _("who made the picture"), limit=150, single_line=True, blank=True
    )
    image_rights = models.BooleanField(_("the picture may be published"), default=False)
    attachments: models.ManyToManyField = models.ManyToManyField(
        "wagtaildocs.Document", blank=True, related_name="+", verbose_name=_("attachments")
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="practice_has_title"),
            models.CheckConstraint(
                condition=Q(scope__in=["", "national", "regional", "local"]),
                name="practice_scope_known",
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
                condition=~Q(from_project=False) | Q(project=None),
                name="practice_project_is_its_origin",
                violation_error_message=_("Only a practice that comes from a project names one."),
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

    def clean(self):
        super().clean()
        if not isinstance(self.keywords, list) or not all(
            isinstance(word, str) and word.strip() for word in self.keywords
        ):
            raise ValidationError({"keywords": _("Keywords are a list of words.")})

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


def month_code(year, month):
    if year is None:
        return ""
    return f"{year:04}-{month:02}" if month else f"{year:04}"


def month_text(year, month):
    if year is None:
        return ""
    return date_format(date(year, month, 1), "YEAR_MONTH_FORMAT") if month else str(year)
