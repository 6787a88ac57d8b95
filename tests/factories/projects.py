"""Projects for tests."""

from itertools import count

from ponte.projects.models import Project, ProjectMember, ProjectPartner
from ponte.regions.models import Region
from ponte.topics.models import Topic

numbers = count(1)


def make_project(*, topics=(), regions=(), **fields):
    """A saved project. `topics` and `regions` are codes or objects."""
    number = next(numbers)
    fields = {"acronym": f"PROJECT{number}", "title": f"Project {number}", **fields}
    fields.setdefault("slug", fields["acronym"].lower())
    project = Project.objects.create(**fields)
    project.topics.set(
        topic if isinstance(topic, Topic) else Topic.objects.get(code=topic) for topic in topics
    )
    project.regions.set(
        region if isinstance(region, Region) else Region.objects.get(code=region)
        for region in regions
    )
    return project


def make_partner(project, **fields):
    position = project.partners.count() + 1
    return ProjectPartner.objects.create(
        **{"project": project, "position": position, "name": f"Partner {position}", **fields}
    )


def make_project_member(project, member, role=ProjectMember.Role.PARTNER):
    return ProjectMember.objects.create(project=project, member=member, role=role)
