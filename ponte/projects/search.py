"""How a project becomes a search document."""

from django.utils.translation import gettext_lazy as _

from ponte.projects.models import Project
from ponte.search.documents import SearchDocument
from ponte.search.registry import Kind, register


def searchable():
    return Project.objects.prefetch_related(
        "partners", "regions", "topics__parent", "topics__maps_to__parent"
    )


def document(project: Project) -> SearchDocument:
    return SearchDocument(
        kind="project",
        object_id=project.pk,
        lang="en",
        title=f"{project.acronym} · {project.title}",
        url=project.get_absolute_url(),
        summary=project.summary,
        keywords=(*project.themes, *region_names(project)),
        body="\n".join(partner.name for partner in project.partners.all()),
        facets=facet_values(project),
    )


def region_names(project) -> list[str]:
    regions = project.regions.all()
    return [name for region in regions for name in (region.name, region.name_latin) if name]


def facet_values(project) -> dict[str, tuple[str, ...]]:
    """Hubs by slug, countries by code, regions by code with those around them."""
    topics = [topic for each in project.topics.all() for topic in (*each.maps_to.all(), each)]
    hubs = {topic.hub.slug for topic in topics if topic.period == topic.Period.P2021}
    regions = list(project.regions.all())
    codes = {code for region in regions for code in (region.code, *region.ancestor_codes)}
    return {
        "topic": tuple(sorted(hubs)),
        "country": tuple(sorted({region.country_code for region in regions})),
        "region": tuple(sorted(code for code in codes if len(code) > 2)),
    }


register(
    Kind(
        name="project",
        label=_("Projects"),
        model=Project,
        queryset=searchable,
        document=document,
        facets=("topic", "country", "region"),
        has_meaning=True,
    )
)
