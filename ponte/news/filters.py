"""Finding news: what may be filtered, and what it means."""

from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import gettext as _

from ponte.editorial import finding
from ponte.news.models import NewsItem
from ponte.projects.labels import TopicAndPlaceLabels, is_nuts2
from ponte.projects.models import Project
from ponte.search.catalogue import Catalogue
from ponte.search.facets import FacetSpec, language_labels

CONDITIONS = {
    **finding.conditions(NewsItem),
    "project": lambda values: Q(project__slug__in=values),
}


def specs() -> list[FacetSpec]:
    labels = Labels()
    return [
        FacetSpec("topic", _("Topic"), labels.hubs, is_open=True),
        FacetSpec("country", _("Country"), labels.countries, "count", is_open=True),
        FacetSpec("region", _("Region"), labels.regions, "count", offers=is_nuts2),
        FacetSpec("subtopic", _("Sub-topic"), labels.sub_topics),
        FacetSpec("project", _("Project"), labels.projects, "count"),
        FacetSpec("year", _("Year"), labels.as_they_are, "code"),
        FacetSpec("lang", _("Language"), language_labels, "count"),
    ]


class Labels(TopicAndPlaceLabels):
    def projects(self, codes: Collection[str]) -> dict:
        projects = Project.objects.filter(slug__in=codes).only("slug", "acronym", "title")
        return {project.slug: project.name for project in projects}


def for_cards(items):
    return items.select_related("project").for_cards()


CATALOGUE = Catalogue(
    kind="news",
    specs=specs,
    records=NewsItem.objects.published,
    for_cards=for_cards,
    conditions=CONDITIONS,
    named=finding.named,
    orders=finding.ORDERS,
    text=finding.shown_text,
)
read, find = CATALOGUE.read, CATALOGUE.find
