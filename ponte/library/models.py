from csp.decorators import csp_update
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable, Page

from ponte.editorial.choosing import ArticleForm, RecordLines
from ponte.editorial.models import Article
from ponte.editorial.video import ORIGINS
from ponte.events.models import Event
from ponte.practices.models import Practice
from ponte.projects.models import Project

ONE_IN_A_LINE = _("Addresses of their pages or titles, one in a line.")


class SolutionSection(Page):
    """Where policy solutions are kept in the tree of pages. What it shows is their list."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["library.PolicySolution"]
    preview_modes = []

    class Meta:
        verbose_name = _("section of policy solutions")
        verbose_name_plural = _("sections of policy solutions")


class SolutionForm(ArticleForm):
    practices = RecordLines(
        label=_("Good practices"), records=Practice.objects.all(), help_text=ONE_IN_A_LINE
    )
    projects = RecordLines(
        label=_("Projects"),
        records=Project.objects.all(),
        title="acronym",
        help_text=ONE_IN_A_LINE,
    )
    events = RecordLines(
        label=_("Events"),
        records=Event.objects.public(),
        help_text=_(
            "What it was learned at, whose pages lead here: addresses or titles, one in a line."
        ),
    )


class PolicySolution(Article):
    """What the platform or a project learned about a policy, to be used elsewhere."""

    class Kind(models.TextChoices):
        BRIEF = "brief", _("policy brief")
        WEBINAR = "webinar", _("webinar: key learnings")
        WORKSHOP = "workshop", _("workshop: conclusions")
        PEER_REVIEW = "peer_review", _("peer review: conclusions")
        MATCHMAKING = "matchmaking", _("matchmaking: conclusions")
        ARTICLE = "article", _("article")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    last_day = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("Of what took more than one day.")
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    host = models.CharField(
        _("host"), max_length=150, blank=True, help_text=_("Who asked for advice.")
    )
    practices = ParentalManyToManyField(Practice, verbose_name=_("good practices"), blank=True)
    projects = ParentalManyToManyField(Project, verbose_name=_("projects"), blank=True)
    events = ParentalManyToManyField(
        Event,
        verbose_name=_("events"),
        blank=True,
    )

    base_form_class = SolutionForm
    SECTION = "solutions"
    parent_page_types = ["library.SolutionSection"]
    subpage_types = []
    template = "library/detail.html"

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("kind"),
                    *Article.opening_panels,
                    MultiFieldPanel(
                        [
                            FieldPanel("date"),
                            FieldPanel("last_day"),
                            FieldPanel("place"),
                            FieldPanel("host"),
                        ],
                        _("When and where"),
                    ),
                    FieldPanel("body"),
                    MultiFieldPanel(
                        [FieldPanel("language"), FieldPanel("picture")], _("Appearance")
                    ),
                ],
                _("Text"),
            ),
            ObjectList(
                [InlinePanel("contributors", heading=_("People")),
                 InlinePanel("attachments", heading=_("Files"))],
                _("People and files"),
            ),
            ObjectList(
                [*Article.about_panels, FieldPanel("practices"), FieldPanel("projects"),
                 FieldPanel("events")],
                _("Topics, places, records"),
            ),
            ObjectList(Page.promote_panels, _("Address")),
            ObjectList(Page.settings_panels, _("Publishing")),
        ]
    )  # fmt: skip

    class Meta:
        verbose_name = _("policy solution")
        verbose_name_plural = _("policy solutions")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(date__lt=models.F("last_day")),
                name="solution_ends_after_it_began",
                violation_error_message=_("The last day comes after the first."),
            )
        ]

    @cached_property
    def authors(self) -> list["Contributor"]:
        return [each for each in self.contributors.all() if each.role == Contributor.Role.AUTHOR]

    @property
    def has_recording(self) -> bool:
        return any(block.block_type == "recording" for block in self.body)

    def serve(self, request, *args, **kwargs):
        """Players of recordings may be framed on pages that have one, and nowhere else."""
        serve = super().serve
        if self.has_recording:
            serve = csp_update({"frame-src": list(ORIGINS)})(serve)
        return serve(request, *args, **kwargs)


class Contributor(Orderable):
    """Somebody whose work is in a policy solution: named as in print."""

    class Role(models.TextChoices):
        AUTHOR = "author", _("author")
        EXPERT = "expert", _("expert")
        PEER = "peer", _("peer")

    solution = ParentalKey(PolicySolution, on_delete=models.CASCADE, related_name="contributors")
    role = models.CharField(_("role"), max_length=6, choices=Role, default=Role.AUTHOR)
    name = models.CharField(_("name"), max_length=150)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self):
        return self.name


class Attachment(Orderable):
    """A file to download with a policy solution: slides, a report, a transcript."""

    solution = ParentalKey(PolicySolution, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(
        get_document_model_string(), models.CASCADE, related_name="+", verbose_name=_("file")
    )
    title = models.CharField(_("title"), max_length=150, help_text=_("Such as: the slides."))

    class Meta(Orderable.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self):
        return self.title


class DocumentText(models.Model):
    """What a PDF says, read once: it is searched with the solutions that it is attached to."""

    document = models.OneToOneField(
        get_document_model_string(), models.CASCADE, related_name="+", verbose_name=_("file")
    )
    file_hash = models.CharField(max_length=40)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")

    def __str__(self):
        return str(self.document)
