from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class TopicQuerySet(models.QuerySet):
    def hubs(self):
        """The six topics of 2021-2027."""
        return self.filter(parent=None, period=Topic.Period.P2021)

    def sub_topics(self):
        """The specific objectives of 2021-2027."""
        return self.filter(parent__isnull=False, period=Topic.Period.P2021)

    def of_2014(self):
        """The topics of 2014-2020, kept for older records."""
        return self.filter(period=Topic.Period.P2014)

    def covered_by(self, topic):
        """`topic`, its sub-topics, and the topics of 2014-2020 that they continue."""
        return self.filter(
            Q(pk=topic.pk) | Q(parent=topic) | Q(maps_to=topic) | Q(maps_to__parent=topic)
        ).distinct()


class Topic(models.Model):
    """A topic hub, one of its specific objectives, or a topic of 2014-2020."""

    class Period(models.TextChoices):
        P2021 = "2021-2027", "2021-2027"
        P2014 = "2014-2020", "2014-2020"

    period = models.CharField(_("period"), max_length=9, choices=Period, default=Period.P2021)
    code = models.CharField(_("code"), max_length=10, unique=True)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=150)
    description = models.TextField(_("description"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sub_topics",
        verbose_name=_("topic"),
    )
    maps_to = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="legacy_topics",
        verbose_name=_("continues as"),
        help_text=_("For a topic of 2014-2020: the specific objectives that continue it."),
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["period", "position", "code"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="topic_has_name"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=models.F("pk")), name="topic_not_own_parent"
            ),
        ]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        if self.parent_id:
            return reverse("topics:sub_topic", args=[self.hub.slug, self.slug])
        return reverse("topics:hub", args=[self.slug])

    @property
    def label(self):
        """The name in the reader's language where the catalogue has it."""
        return gettext(self.name)

    @property
    def summary(self):
        """The description in the reader's language where the catalogue has it."""
        return gettext(self.description) if self.description else ""

    @property
    def hub(self):
        """The topic this one belongs to: its parent, or itself."""
        return self.parent or self
