"""Reports, requirements and declarations for tests."""

from ponte.matching.models import Declaration, Requirements
from ponte.practices.judging.models import Adoption
from ponte.regions.models import Region
from ponte.topics.models import Topic


def make_adoption(practice, region, result="worked", **fields):
    """A report from `region`, a code."""
    fields = {"year": 2024, "outcome": "It went as told.", **fields}
    place = Region.objects.get(code=region)
    return Adoption.objects.create(practice=practice, region=place, result=result, **fields)


def make_requirements(practice, **fields):
    return Requirements.objects.create(practice=practice, **fields)


def make_declaration(region, *, priorities=(), **fields):
    """What `region`, a code, says of itself; `priorities` are codes of topics."""
    place = Region.objects.get(code=region)
    declaration = Declaration.objects.create(region=place, **fields)
    declaration.priorities.set(Topic.objects.filter(code__in=priorities))
    return declaration
