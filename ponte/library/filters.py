"""Finding policy solutions: what may be filtered, and what it means."""

from collections.abc import Collection
from operator import methodcaller

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ponte.editorial import finding
from ponte.library.models import PolicySolution
from ponte.projects.labels import TopicAndPlaceLabels, is_nuts2
from ponte.projects.models import Project
from ponte.search.catalogue import Catalogue
from ponte.search.facets import FacetSpec, language_labels

CONDITIONS = {
    "type": lambda values: Q(kind__in=values),
    **finding.conditions(PolicySolution),
    "project": lambda values: Q(
        pk__in=PolicySolution.objects.tagged(
            "projects", Project.objects.filter(slug__in=values)
        ).values("pk")
    ),
}


def specs() -> list[FacetSpec]:
    labels = Labels()
    return [
        FacetSpec("type", _("Kind"), labels.kinds, is_open=True),
        FacetSpec("topic", _("Topic"), labels.hubs, is_open=True),
        FacetSpec("country", _("Country"), labels.countries, "count", is_open=True),
        FacetSpec("region", _("Region"), labels.regions, "count", offers=is_nuts2),
        FacetSpec("subtopic", _("Sub-topic"), labels.sub_topics),
        FacetSpec("year", _("Year"), labels.as_they_are, "code"),
        FacetSpec("lang", _("Language"), language_labels, "count"),
        FacetSpec("project", _("Project"), labels.projects, "count"),
    ]


class Labels(TopicAndPlaceLabels):
    def kinds(self, _codes: Collection[str]) -> dict:
        return {code: capfirst(name) for code, name in PolicySolution.Kind.choices}

    def projects(self, codes: Collection[str]) -> dict:
        projects = Project.objects.filter(slug__in=codes).only("slug", "acronym", "title")
        return {project.slug: project.name for project in projects}


CATALOGUE = Catalogue(
    kind="solution",
    specs=specs,
    records=PolicySolution.objects.published,
    for_cards=methodcaller("for_cards"),
    conditions=CONDITIONS,
    named=finding.named,
    orders=finding.ORDERS,
    text=finding.shown_text,
)
read, find = CATALOGUE.read, CATALOGUE.find
