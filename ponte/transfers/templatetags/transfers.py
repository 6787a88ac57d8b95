"""Transfers on the pages of other apps, and supports as they are written."""

from dataclasses import dataclass

from django import template
from django.db.models import Q

from ponte.practices.judging.rules import runs_it
from ponte.transfers import flows, words
from ponte.transfers.flows import Choice, Hop
from ponte.transfers.models import Transfer

register = template.Library()
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Traffic:
    """The latest practices that left a region and that came to it, and how many there are."""

    given: list[Hop]
    given_total: int
    taken: list[Hop]
    taken_total: int

    @property
    def lists(self):
        return [("given", self.given, self.given_total), ("taken", self.taken, self.taken_total)]


@register.filter
def signed(support):
    return words.signed(support)


@register.simple_tag
def transfers_under_way(practice, viewer, limit=SHOWN):
    """The open transfers of `practice` that `viewer` may see, the latest first."""
    found = Transfer.objects.open().filter(practice=practice)
    if not runs_it.test(viewer, practice):
        seen = Q(pk__in=Transfer.objects.public().values("pk"))
        if viewer.is_authenticated:
            seen |= Q(pk__in=Transfer.objects.run_by(viewer).values("pk"))
        found = found.filter(seen)
    return list(found.for_lists()[:limit])


@register.simple_tag
def transfers_of_region(region):
    """What left `region` and what came to it, as far as it is public."""
    return Traffic(
        *flows.latest(Choice(origin=region), SHOWN), *flows.latest(Choice(target=region), SHOWN)
    )
