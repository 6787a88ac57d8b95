"""Projects as rows of a table, one by one, so that any number of them fits in memory."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Prefetch

from ponte.projects.columns import COLUMNS
from ponte.projects.models import Project, ProjectPartner
from ponte.regions.models import Region

BATCH = 500
LEAD = ProjectPartner.Role.LEAD


def lead_partner(project: Project) -> str:
    return next((each.name for each in project.partners.all() if each.role == LEAD), "")


def other_partners(project: Project) -> list[str]:
    return [each.name for each in project.partners.all() if each.role != LEAD]


# Columns whose value is not simply the field of the same name.
VALUES = {
    "programme": lambda project: project.programme and project.programme.slug,
    "programme_name": lambda project: project.programme and project.programme.name,
    "cci": lambda project: project.programme and project.programme.cci,
    "topics": lambda project: sorted(topic.code for topic in project.topics.all()),
    "regions": lambda project: sorted(region.code for region in project.regions.all()),
    "lead_partner": lead_partner,
    "partners": other_partners,
}


def rows(ids: Sequence[int], names: Sequence[str] = COLUMNS) -> Iterator[dict[str, Any]]:
    """One row of the columns `names` for each of `ids`, in their order; what is gone is passed
    over. A few hundred are in memory at a time."""
    projects = Project.objects.select_related("programme").prefetch_related(
        "topics", "partners", Prefetch("regions", Region.objects.defer("outline"))
    )
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        found = projects.in_bulk(batch)
        for key in batch:
            if key in found:
                yield {name: value(found[key], name) for name in names}


def value(project: Project, name: str) -> Any:
    return VALUES[name](project) if name in VALUES else getattr(project, name)
