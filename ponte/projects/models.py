from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from ponte.community.models import Organisation
from ponte.core.fields import LimitedTextField
from ponte.core.models import TimeStamped
from ponte.regions.models import Region
from ponte.topics.models import Topic


class ProjectQuerySet(models.QuerySet):
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
        return self.prefetch_related("topics__parent", "topics__maps_to__parent", "regions")


class Project(TimeStamped, ClusterableModel):
    """A cooperation project. Money is in euro.

    It is edited together with its partners.
    """

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    acronym = models.CharField(_("acronym"), max_length=25)
    title = models.CharField(_("title"), max_length=250)
    summary = LimitedTextField(_("summary"), limit=2000, blank=True)
    programme = models.CharField(_("programme"), max_length=100, blank=True)
    period = models.CharField(
        _("period"), max_length=9, choices=Topic.Period, default=Topic.Period.P2021
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
    start = models.DateField(_("start"), null=True, blank=True)
    end = models.DateField(_("end"), null=True, blank=True)
    total_budget = models.DecimalField(
        _("total budget"), max_digits=17, decimal_places=2, null=True, blank=True
    )
    erdf = models.DecimalField(_("ERDF"), max_digits=17, decimal_places=2, null=True, blank=True)
    partner_count = models.PositiveSmallIntegerField(_("number of partners"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    source = models.CharField(_("source"), max_length=40, blank=True)
    external_id = models.CharField(_("identifier at the source"), max_length=100, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["acronym"]
        constraints = [
            models.CheckConstraint(condition=~Q(acronym=""), name="project_has_acronym"),
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
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="project_external_id_unique",
            ),
        ]

    def __str__(self):
        return self.acronym

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


class ProjectPartner(models.Model):
    """An organisation that takes part in a project."""

    class Role(models.TextChoices):
        LEAD = "lead", _("lead partner")
        PARTNER = "partner", _("partner")
        ADVISORY = "advisory", _("advisory partner")
        DISCOVERY = "discovery", _("discovery partner")

    project = ParentalKey(Project, on_delete=models.CASCADE, related_name="partners")
    position = models.PositiveSmallIntegerField(_("number"), default=1, editable=False)
    name = models.CharField(_("organisation"), max_length=250)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="project_parts",
        verbose_name=_("organisation here"),
        help_text=_("The organisation's page here, where it has one."),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.PARTNER)

    # The form lets people move partners up and down; rows change places one by one, so the
    # position is not unique.
    sort_order_field = "position"

    class Meta:
        verbose_name = _("project partner")
        verbose_name_plural = _("project partners")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(role="lead"),
                name="partner_one_lead",
                violation_error_message=_("A project has one lead partner."),
            ),
        ]

    def __str__(self):
        return self.name


class ProjectMember(models.Model):
    """A person in a project, and what they may do for it."""

    class Role(models.TextChoices):
        PARTNER = "partner", _("partner")
        WEB_ADMIN = "web_admin", _("web admin")
        LEAD_PARTNER = "lead_partner", _("lead partner")

    project = ParentalKey(
        Project,
        on_delete=models.CASCADE,
        related_name="project_members",
        verbose_name=_("project"),
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="project_roles",
        verbose_name=_("member"),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.PARTNER)

    class Meta:
        verbose_name = _("person in the project")
        verbose_name_plural = _("people in the project")
        ordering = ["project", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "member", "role"],
                name="project_role_once",
                violation_error_message=_("The member has this role in the project."),
            ),
        ]

    def __str__(self):
        return f"{self.member}: {self.get_role_display()}"
