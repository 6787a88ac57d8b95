"""What came of a practice, on its page."""

from dataclasses import dataclass
from decimal import Decimal

from django import template
from django.db.models import Q

from ponte.impact import chain
from ponte.impact.chain import Node
from ponte.impact.models import Claim, Source
from ponte.instruments.models import PolicyInstrument
from ponte.projects.models import Project
from ponte.regions.models import Region

register = template.Library()
SHOWN = 20


@dataclass(frozen=True)
class Outcome:
    """An improvement that began with a practice: all its money, and the practice's share of it."""

    claim: Claim
    share: Decimal
    others: int


@dataclass(frozen=True)
class Outcomes:
    improvements: list[Outcome]

    @property
    def share(self) -> Decimal:
        return sum((each.share for each in self.improvements), Decimal(0))


@register.simple_tag
def improvements_from(practice):
    """The improvements in force that began with `practice`, the latest first.

    A constant number of queries.
    """
    direct = Q(practice=practice) | Q(transfer__practice=practice)
    by_plan = Q(action__sources__practice=practice) | Q(
        action__sources__transfer__practice=practice
    )
    wanted = Source.objects.filter(direct | by_plan).order_by().values("claim")
    found = Claim.objects.in_force().filter(pk__in=wanted).for_lists().order_by("-pk")
    outcomes = []
    for claim in chain.with_sources(found):
        shares = chain.origins(claim)
        own = shares.get(Node("practice", practice.pk), Decimal(0))
        outcomes.append(Outcome(claim, own, len(shares) - 1))
    return Outcomes(outcomes)


@register.simple_tag
def improvements_of(record):
    """The improvements in force of a project, an instrument or a region, the latest first."""
    match record:
        case Project():
            where = Q(project=record)
        case PolicyInstrument():
            where = Q(instrument=record)
        case Region():
            where = Q(instrument__in=PolicyInstrument.objects.in_territory(record).values("pk"))
    found = Claim.objects.in_force().filter(where)
    return found.select_related("instrument").prefetch_related("funds").order_by("-pk")[:SHOWN]
