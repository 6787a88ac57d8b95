"""Finding practices: what may be filtered, and what it means."""

from collections.abc import Collection, Sequence
from functools import reduce
from operator import methodcaller, or_

from django.db.models import Q
from django.utils.translation import gettext as _

from ponte.practices.models import EvidenceGrade, Practice
from ponte.projects.labels import TopicAndPlaceLabels, is_nuts2
from ponte.projects.models import Project
from ponte.search.catalogue import Catalogue
from ponte.search.facets import FacetSpec, language_labels
from ponte.topics.models import Topic


def searched_text(practice: Practice) -> str:
    """What the reader may see of a practice, in one text, to show why it was found."""
    text = "\n".join(section.text for section in practice.sections)
    summary = practice.short_summary
    # An imported summary is often the beginning of the text.
    if text.startswith(summary.rstrip("….")):
        return text
    return f"{summary}\n{text}"


def on_topics(topics: Q) -> Q:
    chosen = Topic.objects.filter(topics)
    chosen = chosen | Topic.objects.filter(maps_to__in=chosen.values("pk"))
    tagged = Practice.topics.through.objects.filter(topic__in=chosen.values("pk"))
    return Q(pk__in=tagged.values("practice"))


def located_in(codes: Sequence[str]) -> Q:
    places = Q()
    for code in codes:
        places |= Q(region__code__startswith=code)
    return places


# What each facet of the search means to the database.
CONDITIONS = {
    "topic": lambda values: on_topics(Q(slug__in=values) | Q(parent__slug__in=values)),
    "subtopic": lambda values: on_topics(Q(code__in=values)),
    "country": located_in,
    "region": located_in,
    "year": lambda values: Q(start_year__in=[value for value in values if value.isdecimal()]),
    "scope": lambda values: Q(scope__in=values),
    "project": lambda values: Q(project__slug__in=values),
    "evidence": lambda values: reduce(
        or_, (graded(grade) for grade in EvidenceGrade if grade.code in values), Q(pk=None)
    ),
    "lang": lambda values: Q(language__in=values),
}


def graded(grade: EvidenceGrade) -> Q:
    """Practices of this evidence grade; a text about success alone is a claim."""
    ungraded = {
        EvidenceGrade.NONE: Q(graded=0, evidence_of_success=""),
        EvidenceGrade.CLAIMED: Q(graded=0) & ~Q(evidence_of_success=""),
    }
    return (Q(graded=grade) if grade else Q(pk=None)) | ungraded.get(grade, Q(pk=None))


def specs() -> list[FacetSpec]:
    labels = Labels()
    return [
        FacetSpec("topic", _("Topic"), labels.hubs, is_open=True),
        FacetSpec("evidence", _("Evidence grade"), labels.evidence, is_open=True),
        FacetSpec("country", _("Country"), labels.countries, "count", is_open=True),
        FacetSpec("region", _("Region"), labels.regions, "count", offers=is_nuts2),
        FacetSpec("subtopic", _("Sub-topic"), labels.sub_topics),
        FacetSpec("lang", _("Language"), language_labels, "count"),
        FacetSpec("year", _("Started in"), labels.as_they_are, "code"),
        FacetSpec("scope", _("Geographical scope"), labels.scopes),
        FacetSpec("project", _("Project"), labels.projects, "count"),
    ]


class Labels(TopicAndPlaceLabels):
    """Labels of codes, for one page: topics, regions and projects in one query each."""

    def projects(self, codes: Collection[str]) -> dict:
        projects = Project.objects.filter(slug__in=codes).only("slug", "acronym", "title")
        return {project.slug: project.name for project in projects}

    def evidence(self, _codes: Collection[str]) -> dict:
        return {grade.code: grade.label for grade in EvidenceGrade}

    def scopes(self, _codes: Collection[str]) -> dict:
        return dict(Practice.Scope.choices)


CATALOGUE = Catalogue(
    kind="practice",
    specs=specs,
    records=Practice.objects.published,
    for_cards=methodcaller("for_cards"),
    conditions=CONDITIONS,
    named=lambda word: Q(title__icontains=word) | Q(short_summary__icontains=word),
    orders={"title": ("title", "-pk"), "newest": ("-published_at", "-pk")},
    text=lambda practice: (searched_text(practice), practice.language),
)
read, find, matching_ids = CATALOGUE.read, CATALOGUE.find, CATALOGUE.matching_ids
