"""What fits in the demonstration is counted from: declarations and requirements, made up."""

from decimal import Decimal

from ponte.demo.journeys import person
from ponte.demo.records import SOURCE, find_regions, find_topics, read
from ponte.matching import actions
from ponte.matching.models import Declaration, Requirements
from ponte.practices.models import Practice
from ponte.regions.models import Region


def load_fits() -> int:
    """Declare and state what nobody has yet; return how much. What people said stays."""
    return sum(state(dict(row)) if "practice" in row else declare(dict(row)) for row in read("fit"))


def declare(row) -> bool:
    region: Region = find_regions([row.pop("region")])[0]
    if Declaration.objects.filter(region=region).exists():
        return False
    by, priorities = person(row.pop("by")), find_topics(row.pop("priorities"))
    actions.declare(region=region, by=by, priorities=priorities, source=SOURCE, **row)
    return True


def state(row) -> bool:
    practice = Practice.objects.get(source=SOURCE, external_id=row.pop("practice"))
    if Requirements.objects.filter(practice=practice).exists():
        return False
    by, cost = person(row.pop("by")), Decimal(row.pop("cost"))
    actions.state_requirements(practice=practice, by=by, cost=cost, source=SOURCE, **row)
    return True


def remove_fits() -> None:
    """What practices require goes with them."""
    Declaration.objects.filter(source=SOURCE).delete()
