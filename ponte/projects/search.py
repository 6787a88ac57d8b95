"""How a project becomes a search document."""

from datetime import UTC, datetime, time

from django.db.models import Prefetch
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from ponte import search
from ponte.projects.bands import band_of
from ponte.projects.models import Programme, Project, ProjectPartner
from ponte.regions.models import Region
from ponte.search.documents import SearchDocument
from ponte.search.registry import Kind, register

FACETS = (
    "programme",
    "period",
    "topic",
    "subtopic",
    "country",
    "region",
    "partner",
    "status",
    "budget",
    "year",
)


def searchable():
    regions = Region.objects.defer("outline")
    partners = ProjectPartner.objects.prefetch_related(Prefetch("region", regions))
    return Project.objects.select_related("programme").prefetch_related(
        Prefetch("partners", partners),
        Prefetch("regions", regions),
        "topics__parent",
        "topics__maps_to__parent",
    )


def document(project: Project) -> SearchDocument:
    partners = project.partners.all()
    title = f"{project.acronym} · {project.title}" if project.acronym else project.title
    return SearchDocument(
        kind="project",
        object_id=project.pk,
        lang=project.language,
        title=title,
        url=project.get_absolute_url(),
        summary=project.summary,
        keywords=(*project.themes, *region_names(places_of(project))),
        body="\n".join(filter(None, (project.objective, *(partner.name for partner in partners)))),
        facets=facet_values(project),
        date=project.start and datetime.combine(project.start, time(), UTC),
    )


def places_of(project) -> list[Region]:
    """The regions that take part, then those of partners beside them, each once."""
    of_partners = (partner.region for partner in project.partners.all() if partner.region)
    places = {region.pk: region for region in (*project.regions.all(), *of_partners)}
    return list(places.values())


def region_names(regions) -> list[str]:
    return [name for region in regions for name in (region.name, region.name_latin) if name]


def facet_values(project) -> dict[str, tuple[str, ...]]:
    """Hubs by slug, sub-topics, countries and regions by code, regions with those around them."""
    topics = [topic for each in project.topics.all() for topic in (*each.maps_to.all(), each)]
    current = [topic for topic in topics if topic.period == topic.Period.P2021]
    regions = places_of(project)
    codes = {code for region in regions for code in (region.code, *region.ancestor_codes)}
    values = {
        "programme": (project.programme.slug,) if project.programme else (),
        "period": (project.period,) if project.period else (),
        "topic": tuple(sorted({topic.hub.slug for topic in current})),
        "subtopic": tuple(sorted({topic.code for topic in current if topic.parent_id})),
        "country": tuple(sorted({region.country_code for region in regions})),
        "region": tuple(sorted(code for code in codes if len(code) > 2)),
        "partner": tuple(sorted({partner.key for partner in project.partners.all()})),
        "status": (project.state,),
        "budget": (band,) if (band := band_of(project.total_budget)) else (),
        "year": (str(project.start.year),) if project.start else (),
    }
    return {name: codes for name, codes in values.items() if codes}


register(
    Kind(
        name="project",
        label=_("Projects"),
        model=Project,
        queryset=searchable,
        document=document,
        facets=FACETS,
        has_meaning=True,
    )
)


@receiver([post_save, post_delete], sender=ProjectPartner, dispatch_uid="search-project-of-partner")
def note_project(instance, **_kwargs):
    """A project's document names its partners."""
    search.index(kind="project", object_ids=[instance.project_id])


@receiver(post_save, sender=Programme, dispatch_uid="search-projects-of-programme")
def note_projects(instance, created, **_kwargs):
    """A project's document has the address of its programme."""
    if not created:
        search.index(kind="project", object_ids=instance.projects.values_list("pk", flat=True))
