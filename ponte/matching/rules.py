"""Who may say what a region declares and what a practice requires."""

from ponte.community.models import Organisation
from ponte.community.rules import is_secretariat
from ponte.core.access import rule
from ponte.practices.judging.rules import is_live, runs_it

AUTHORITIES = (Organisation.Type.LOCAL, Organisation.Type.REGIONAL, Organisation.Type.NATIONAL)


def is_authority(organisation) -> bool:
    return (
        organisation.legal_status == Organisation.LegalStatus.PUBLIC_AUTHORITY
        or organisation.type in AUTHORITIES
    )


def acts_in(home, region) -> bool:
    """Whether a body of `home` is one of `region`: it lies there, or around it.

    A country is around all its regions, and its bodies speak for none of them, unless the
    country is one region.
    """
    if home.level == home.Level.COUNTRY:
        return region.code == f"{home.code}00"
    return home.code.startswith(region.code) or region.code.startswith(home.code)


@rule
def is_of_its_authority(member, region) -> bool:
    """Whether `member` works for a public authority of the region."""
    organisation = member.organisation
    return (
        organisation is not None
        and organisation.region is not None
        and is_authority(organisation)
        and acts_in(organisation.region, region)
    )


may_declare = is_of_its_authority | is_secretariat
may_state_requirements = runs_it & is_live
