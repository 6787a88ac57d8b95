from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page

from ponte.editorial.models import Article
from ponte.projects.models import Project


class NewsSection(Page):
    """Where news are kept in the tree of pages. What it shows is the list of news."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["news.NewsItem"]
    preview_modes = []

    class Meta:
        verbose_name = _("section of news")
        verbose_name_plural = _("sections of news")


class NewsItem(Article):
    """News of the platform, or of a project: one that is known here, or one named in words."""

    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="news",
        verbose_name=_("project"),
        help_text=_("Whose news it is; empty for news of the platform."),
    )
    teller = models.CharField(
        _("told by"),
        max_length=120,
        blank=True,
        help_text=_("A project that is not among ours, by its name."),
    )

    SECTION = "news"
    parent_page_types = ["news.NewsSection"]
    subpage_types = []
    template = "news/detail.html"

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [*Article.content_panels, FieldPanel("project"), FieldPanel("teller")], _("Text")
            ),
            ObjectList(Article.about_panels, _("Topics and places")),
            ObjectList(Page.promote_panels, _("Address")),
            ObjectList(Page.settings_panels, _("Publishing")),
        ]
    )

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(project=None) | models.Q(teller=""),
                name="news_of_one_teller",
                violation_error_message=_("A project of ours has its name already."),
            )
        ]

    @property
    def told_by(self) -> str:
        """The name of the project; empty for news of the platform."""
        return self.project.name if self.project else self.teller
