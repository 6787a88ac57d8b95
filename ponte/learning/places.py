"""Which region of a project somebody works for."""

from ponte.community.models import Member
from ponte.practices.judging.rules import is_near
from ponte.projects.models import Project
from ponte.regions.models import Region


def place_of(member: Member, project: Project, regions) -> Region | None:
    """Which of `regions` a member of the project works for: that of their partner, else of their
    organisation, else their own."""
    organisation = member.organisation
    parts = [
        partner.region
        for partner in project.partners.all()
        if organisation is not None and partner.organisation_id == organisation.pk
    ]
    for home in (*parts, organisation and organisation.region, member.region):
        found = [region for region in regions if is_near(region, home)]
        if found:
            return found[0]
    return None
