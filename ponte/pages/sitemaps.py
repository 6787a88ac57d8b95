from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from ponte.events.models import Event
from ponte.instruments.models import PolicyInstrument
from ponte.library.models import PolicySolution
from ponte.news.models import NewsItem
from ponte.pages.models import StandardPage
from ponte.practices.models import Practice
from ponte.projects.models import Project
from ponte.regions.models import Region
from ponte.topics.models import Topic


class StaticSitemap(Sitemap):
    def items(self):
        return [
            "pages:home",
            "practices:index",
            "topics:index",
            "regions:index",
            "projects:index",
            "instruments:index",
            "library:index",
            "news:index",
            "events:index",
            "pages:about",
            "pages:accessibility",
            "pages:sources",
        ]

    def location(self, item):
        return reverse(item)


class PracticeSitemap(Sitemap):
    limit = 10_000

    def items(self):
        return Practice.objects.published().only("slug", "updated_at").order_by("pk")

    def lastmod(self, practice):
        return practice.updated_at


class ProjectSitemap(Sitemap):
    limit = 10_000

    def items(self):
        return Project.objects.only("slug", "updated_at").order_by("pk")

    def lastmod(self, project):
        return project.updated_at


class InstrumentSitemap(Sitemap):
    limit = 10_000

    def items(self):
        return PolicyInstrument.objects.only("slug", "updated_at").order_by("pk")

    def lastmod(self, instrument):
        return instrument.updated_at


class ArticleSitemap(Sitemap):
    """News or policy solutions."""

    limit = 10_000

    def __init__(self, model):
        self.model = model

    def items(self):
        return self.model.objects.published().order_by("pk")

    def lastmod(self, article):
        return article.last_published_at


class TextSitemap(Sitemap):
    """Pages of text that the editors keep."""

    def items(self):
        return StandardPage.objects.live().public().order_by("pk")

    def location(self, page):
        return page.url

    def lastmod(self, page):
        return page.last_published_at


class EventSitemap(Sitemap):
    limit = 10_000

    def items(self):
        return Event.objects.public().only("slug", "updated_at").order_by("pk")

    def lastmod(self, event):
        return event.updated_at


class TopicSitemap(Sitemap):
    def items(self):
        current = Topic.objects.filter(period=Topic.Period.P2021)
        return current.select_related("parent").order_by("position", "pk")


class RegionSitemap(Sitemap):
    def items(self):
        return Region.objects.places().filter(level__lte=2).only("code").order_by("code")


SITEMAPS = {
    "pages": StaticSitemap,
    "practices": PracticeSitemap,
    "projects": ProjectSitemap,
    "instruments": InstrumentSitemap,
    "solutions": ArticleSitemap(PolicySolution),
    "news": ArticleSitemap(NewsItem),
    "texts": TextSitemap,
    "events": EventSitemap,
    "topics": TopicSitemap,
    "regions": RegionSitemap,
}
