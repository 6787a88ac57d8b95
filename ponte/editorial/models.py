from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import GroupApprovalTask, Orderable, Page, PageManager
from wagtail.query import PageQuerySet

from ponte.core.fields import LimitedTextField
from ponte.editorial.blocks import Body
from ponte.editorial.choosing import ArticleForm
from ponte.editorial.reasons import ReasonForm
from ponte.events.models import Event
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.regions.models import Region
from ponte.topics.models import Topic


class ArticleQuerySet(PageQuerySet):
    def published(self):
        """What everybody may read."""
        return self.live().public()

    def tagged(self, name, others):
        """With one of `others`, a query of the model at the end of the relation `name`."""
        relation = self.model._meta.get_field(name)
        through = relation.remote_field.through.objects
        found = through.filter(**{f"{relation.m2m_reverse_field_name()}__in": others.values("pk")})
        return self.filter(pk__in=found.values(relation.m2m_field_name()))

    def on_topic(self, topic):
        """On `topic`, on one of its sub-topics, or on a topic of 2014-2020 it continues."""
        return self.tagged("topics", Topic.objects.covered_by(topic))

    def in_region(self, *regions):
        """About one of `regions` or a place in it."""
        return self.tagged("regions", Region.objects.within(*regions))

    def newest_first(self):
        """By their day; what has none comes after what has."""
        return self.order_by(F("date").desc(nulls_last=True), "-first_published_at", "-pk")

    def for_cards(self):
        """With all that a card shows, in a constant number of queries."""
        return self.prefetch_related(
            "topics__parent",
            "topics__maps_to__parent",
            models.Prefetch("regions", Region.objects.select_related("portrait").defer("outline")),
        )


class Article(Page):
    """A text of the editors about topics and places: the ground of news and policy solutions.

    `date` is the day it is about, or of its first appearance; unknown it stays empty.
    """

    teaser = LimitedTextField(_("teaser"), limit=300, help_text=_("What it says, in a sentence."))
    language = models.CharField(
        _("language"), max_length=2, choices=settings.EU_LANGUAGES, default="en"
    )
    date = models.DateField(_("day"), null=True, blank=True)
    topics = ParentalManyToManyField(Topic, verbose_name=_("topics"), blank=True)
    regions = ParentalManyToManyField(Region, verbose_name=_("regions"), blank=True)
    picture = models.ForeignKey(
        get_image_model_string(),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("Shown where the page is shared; its description is read to the blind."),
    )
    body = StreamField(Body(required=False), verbose_name=_("text"), blank=True)
    source = models.CharField(max_length=40, blank=True, editable=False)

    objects = PageManager.from_queryset(ArticleQuerySet)()

    base_form_class = ArticleForm

    class Meta:
        abstract = True

    opening_panels = [
        TitleFieldPanel("title"),
        FieldPanel("teaser"),
    ]
    content_panels = [
        *opening_panels,
        MultiFieldPanel(
            [FieldPanel("date"), FieldPanel("language"), FieldPanel("picture")], _("Appearance")
        ),
        FieldPanel("body"),
    ]
    about_panels = [FieldPanel("topics"), FieldPanel("regions")]

    @property
    def current_topics(self) -> list[Topic]:
        """Topics of 2021-2027; one of 2014-2020 counts as what continues it. Each once."""
        found = {}
        for topic in self.topics.all():
            continued = topic.maps_to.all() if topic.period == Topic.Period.P2014 else [topic]
            found |= {each.pk: each for each in continued}
        return list(found.values())

    @property
    def hubs(self) -> list[Topic]:
        return list({topic.hub.pk: topic.hub for topic in self.current_topics}.values())

    @cached_property
    def hub(self) -> Topic | None:
        """The hub whose colour it wears: that of its first topic."""
        return next(iter(self.hubs), None)

    @property
    def place_label(self) -> str:
        """Its regions, or how many they are."""
        return ", ".join(region.label for region in self.regions.all())

    @property
    def text(self) -> str:
        """What the body says, without its form."""
        return "\n".join(self.body.stream_block.get_searchable_content(self.body))

    def get_absolute_url(self):
        return f"/{self.SECTION}/{self.slug}/"

    def get_url_parts(self, *args, **kwargs):
        """Where our own addresses lead to, whatever the tree is called."""
        parts = super().get_url_parts(*args, **kwargs)
        return parts and (parts[0], parts[1], self.get_absolute_url())


class Hub(ClusterableModel):
    """What editors put first on the page of a topic, in their order, and what they hide there."""

    topic = models.OneToOneField(
        Topic,
        models.CASCADE,
        related_name="+",
        verbose_name=_("topic"),
        limit_choices_to={"period": Topic.Period.P2021},
    )
    introduction = LimitedTextField(_("introduction"), limit=600, blank=True)

    class Meta:
        verbose_name = _("topic page")
        verbose_name_plural = _("topic pages")
        ordering = ["topic__position", "topic__code"]

    def __str__(self):
        return str(self.topic)


def one_of(*names: str) -> Q:
    """Exactly one of these relations is given."""
    found = Q()
    for given in names:
        found |= Q(**{f"{name}__isnull": name != given for name in names})
    return found


class Part(Orderable):
    """A part of the page of a topic, moved up in its column or left out."""

    class Name(models.TextChoices):
        """In the order that they have where nobody chose another."""

        PRACTICES = "practices", _("good practices")
        SOLUTIONS = "solutions", _("policy solutions")
        PROJECTS = "projects", _("projects")
        PEOPLE = "people", _("people and experts")
        REGIONS = "regions", _("regions active")
        EVENTS = "events", _("upcoming events")
        NEWS = "news", _("news")
        ADVICE = "advice", _("ask for advice")

    BESIDE = frozenset({Name.EVENTS, Name.NEWS, Name.ADVICE})

    hub = ParentalKey(Hub, on_delete=models.CASCADE, related_name="parts")
    name = models.CharField(_("part"), max_length=9, choices=Name)
    is_hidden = models.BooleanField(_("do not show it on this page"), default=False)

    class Meta(Orderable.Meta):
        verbose_name = _("part of a topic page")
        verbose_name_plural = _("parts of topic pages")
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "name"],
                name="part_once",
                violation_error_message=_("This part is named twice."),
            )
        ]

    def __str__(self):
        return self.get_name_display()


class Pick(Orderable):
    """One record on the page of a topic: put first, or hidden there."""

    hub = ParentalKey(Hub, on_delete=models.CASCADE, related_name="picks")
    practice = models.ForeignKey(
        Practice,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("good practice"),
    )
    project = models.ForeignKey(
        Project,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("project"),
    )
    article = models.ForeignKey(
        Page,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("news or policy solution"),
    )
    event = models.ForeignKey(
        Event,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("event"),
    )
    is_hidden = models.BooleanField(_("do not show it on this page"), default=False)

    class Meta(Orderable.Meta):
        verbose_name = _("chosen record")
        verbose_name_plural = _("chosen records")
        constraints = [
            models.CheckConstraint(
                condition=one_of("practice", "project", "article", "event"),
                name="pick_is_of_one_record",
                violation_error_message=_(
                    "Choose one record: a practice, a project, a page or an event."
                ),
            ),
            models.UniqueConstraint(fields=["hub", "practice"], name="pick_practice_once"),
            models.UniqueConstraint(fields=["hub", "project"], name="pick_project_once"),
            models.UniqueConstraint(fields=["hub", "article"], name="pick_article_once"),
            models.UniqueConstraint(fields=["hub", "event"], name="pick_event_once"),
        ]

    def __str__(self):
        return str(self.practice or self.project or self.article or self.event)


class ReasonedApproval(GroupApprovalTask):
    """Somebody of a group approves a page, or sends it back and says why."""

    class Meta:
        verbose_name = _("approval with reasons")
        verbose_name_plural = _("approvals with reasons")

    def get_form_for_action(self, action):
        return ReasonForm if action == "reject" else super().get_form_for_action(action)
