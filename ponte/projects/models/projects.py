from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.models import ClusterableModel

from ponte.core.fields import LimitedTextField
from ponte.core.models import TimeStamped
from ponte.core.states import OneDoor, OneDoorQuerySet
from ponte.projects.models.programmes import Fund, Period, Programme
from ponte.projects.phases import Phases
from ponte.regions.models import Region
from ponte.topics.models import Topic


class ProjectQuerySet(OneDoorQuerySet):
    def in_region(self, region):
        """With a region taking part that is `region` or lies in it."""
        taking_part = Project.regions.through.objects.filter(
            region__in=Region.objects.within(region).values("pk")
        )
        return self.filter(pk__in=taking_part.values("project"))

    def on_topic(self, topic):
        """On `topic`, on one of its sub-topics, or on a topic of 2014-2020 it continues."""
        topics = Topic.objects.covered_by(topic)
        tagged = Project.topics.through.objects.filter(topic__in=topics.values("pk"))
        return self.filter(pk__in=tagged.values("project"))

    def for_list(self):
        """With all that a list shows, in a constant number of queries."""
        return self.select_related("programme").prefetch_related(
            "topics__parent", "topics__maps_to__parent", "regions"
        )


class Project(OneDoor, TimeStamped, ClusterableModel):
    """A cooperation project, or another operation that a programme pays for.

    Money is in euro. With `budget_by_partner` its totals are the sums of those of its
    partners: see `projects.triggers`. It is edited together with its partners.
    """

    class State(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("project", "approved")
        CONTRACTED = "contracted", pgettext_lazy("project", "running")
        IN_MODIFICATION = "in_modification", pgettext_lazy("project", "being modified")
        CLOSED = "closed", pgettext_lazy("project", "closed")

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    acronym = models.CharField(
        _("acronym"),
        max_length=25,
        blank=True,
        help_text=_("Cooperation projects have one, other operations of programmes may not."),
    )
    title = models.CharField(_("title"), max_length=250)
    summary = LimitedTextField(_("summary"), limit=2000, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.EU_LANGUAGES, default="en"
    )
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("programme"),
    )
    period = models.CharField(
        _("period"), max_length=9, choices=Period, default=Period.P2021, blank=True
    )
    call = models.CharField(_("call"), max_length=60, blank=True)
    fund = models.CharField(_("fund"), max_length=5, choices=Fund, blank=True)
    state = models.CharField(
        _("state"), max_length=15, choices=State, default=State.CONTRACTED, editable=False
    )
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="projects", verbose_name=_("topics")
    )
    themes = models.JSONField(
        _("themes"), default=list, blank=True, help_text=_("The project's own themes.")
    )
    regions = models.ManyToManyField(
        Region, blank=True, related_name="projects", verbose_name=_("regions taking part")
    )
    issue_addressed = LimitedTextField(_("issue addressed"), limit=2000, blank=True)
    objective = LimitedTextField(_("overall objective"), limit=500, blank=True)
    start = models.DateField(_("start"), null=True, blank=True)
    end = models.DateField(_("end"), null=True, blank=True)
    follow_up_from = models.DateField(
        _("follow-up phase begins"),
        null=True,
        blank=True,
        help_text=_("Until then is the core phase; empty where there is no follow-up."),
    )
    total_budget = models.DecimalField(
        _("total budget"), max_digits=17, decimal_places=2, null=True, blank=True
    )
    erdf = models.DecimalField(
        _("EU contribution"), max_digits=17, decimal_places=2, null=True, blank=True
    )
    budget_by_partner = models.BooleanField(
        _("the budget is kept by partner"), default=False, editable=False
    )
    partner_count = models.PositiveSmallIntegerField(_("number of partners"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    source = models.CharField(_("source"), max_length=40, blank=True)
    external_id = models.CharField(_("identifier at the source"), max_length=100, blank=True)
    is_demonstration = models.BooleanField(_("made up for the demonstration"), default=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["acronym", "title", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="project_has_title"),
            models.CheckConstraint(
                condition=Q(start=None) | Q(end=None) | Q(end__gte=F("start")),
                name="project_ends_after_start",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=(Q(total_budget=None) | Q(total_budget__gte=0))
                & (Q(erdf=None) | Q(erdf__gte=0)),
                name="project_money_not_negative",
                violation_error_message=_("Money is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(total_budget=None) | Q(erdf=None) | Q(erdf__lte=F("total_budget")),
                name="project_eu_part_within_total",
                violation_error_message=_("The EU contribution is larger than the total budget."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "contracted", "in_modification", "closed"]),
                name="project_state_known",
            ),
            models.CheckConstraint(
                condition=Q(follow_up_from=None)
                | Q(follow_up_from__gt=F("start")) & Q(follow_up_from__lte=F("end")),
                name="project_follow_up_within",
                violation_error_message=_("The follow-up phase begins within the project."),
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="project_external_id_unique",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        """What it is called in a few words: the acronym, or the title where it has none."""
        return self.acronym or self.title

    @property
    def phases(self):
        return Phases(self.start, self.end, self.follow_up_from)

    def get_absolute_url(self):
        return reverse("projects:detail", args=[self.slug])

    @property
    def hubs(self):
        """The topic hubs it works on, a topic of 2014-2020 by what continues it.

        Uses prefetched topics.
        """
        topics = [each for topic in self.topics.all() for each in (topic.maps_to.all() or [topic])]
        hubs = {topic.hub.pk: topic.hub for topic in topics}
        return sorted(hubs.values(), key=lambda hub: hub.position)
