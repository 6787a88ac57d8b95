from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import RevisionMixin

from ponte.core.models import TimeStamped
from ponte.core.states import StateIsClosed
from ponte.practices.judging.models import ExpertWord, Judged
from ponte.practices.models.description import Description
from ponte.regions.models import Region
from ponte.topics.models import Topic


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


class Practice(Description, Judged, ExpertWord, RevisionMixin, TimeStamped):
    """A good practice: what it says, and where it stands on its way."""

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
    # Where others look at the text that was sent: nobody changes it meanwhile.
    WITH_JUDGES = (State.PROJECT_CHECK, State.EXPERT_REVIEW)
    # Where nobody waits for it and nobody reads it.
    AT_REST = (State.DRAFT, State.DECLINED, State.ARCHIVED)
    # Where the word is with the authors.
    WITH_AUTHORS = (State.DRAFT, State.PROJECT_INFO_REQUESTED, State.EXPERT_INFO_REQUESTED)

    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    state = models.CharField(
        _("state"), max_length=24, choices=State, default=State.DRAFT, db_index=True
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
    counts_for_indicator = models.BooleanField(_("counts for the indicator"), default=False)

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
            *Description.Meta.constraints,
            models.CheckConstraint(condition=~Q(slug=""), name="practice_has_slug"),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="practice_external_id_unique",
            ),
            models.CheckConstraint(
                condition=Q(expert_opinion="") | Q(expert_opinion_date__isnull=False),
                name="practice_opinion_has_date",
                violation_error_message=_("An expert opinion needs its date."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "draft",
                        "project_check",
                        "project_info_requested",
                        "project_published",
                        "expert_review",
                        "expert_info_requested",
                        "validated",
                        "declined",
                        "archived",
                    ]
                ),
                name="practice_state_known",
            ),
            models.CheckConstraint(
                condition=Q(opinion_hidden_at=None) | ~Q(opinion_hidden_reason=""),
                name="practice_hidden_opinion_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="validated") | Q(published_at__isnull=False),
                name="practice_validated_is_dated",
                violation_error_message=_("A validated practice has a date of publication."),
            ),
            models.UniqueConstraint(
                fields=["revision_of"],
                condition=Q(revision_of__isnull=False) & ~Q(state="archived"),
                name="practice_one_new_version",
                violation_error_message=_("A new version is being written already."),
            ),
        ]

    def __str__(self):
        return self.title

    @classmethod
    def from_db(cls, db, field_names, values):
        practice = super().from_db(db, field_names, values)
        practice._stored_slug = practice.__dict__.get("slug")
        practice._stored_state = practice.__dict__.get("state")
        return practice

    def with_content_json(self, content):
        """The practice with the text of a revision; its state, its versions and the expert's
        word stay present."""
        practice = super().with_content_json(content)
        kept = ("state", "lock_version", "project_approved_at", "revision_of_id")
        for name in (*kept, *self.OPINION):
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
        """What a save may write: all of a new practice; of another neither its state nor the
        expert's word nor what others' results and reports say of it."""
        stored = self.stored_state()
        if stored is None:
            return update_fields
        if self.__dict__.get("state", stored) != stored:
            raise StateIsClosed(f"{self.slug}: from {stored} to {self.state}")
        if update_fields is None:
            fields = [field for field in self._meta.concrete_fields if not field.primary_key]
            deferred = self.get_deferred_fields()
            update_fields = [field.name for field in fields if field.attname not in deferred]
        return set(update_fields) - {"state", *self.CARRIED, *self.OPINION}

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
    def is_with_authors(self):
        """Its authors may change it now."""
        return self.state in self.WITH_AUTHORS

    @property
    def is_with_judges(self):
        """Its text is being checked or reviewed, and stays as it was sent."""
        return self.state in self.WITH_JUDGES

    @property
    def is_open(self):
        """Everybody may read it."""
        return self.is_public or self.is_on_project_page


def refuse_state(names):
    if "state" in names:
        raise StateIsClosed("The state of a practice changes through states.move().")


class FormerSlug(models.Model):
    """An address a practice had before; it redirects to the present one."""

    slug = models.SlugField(max_length=120, unique=True)
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="former_slugs")

    def __str__(self):
        return self.slug
