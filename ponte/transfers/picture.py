"""The map of transfers: what is drawn of the flows, and where."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from ponte.regions.map import HEIGHT, WIDTH
from ponte.regions.models import Region
from ponte.transfers.arcs import Box, Label, Point, arc, labels, thickness
from ponte.transfers.flows import Flow, Ranking

MOST_ARCS = 100
ROOM = Box(4, 4, WIDTH - 4, HEIGHT - 4)
# Sizes in units of the map, which is about 850 pixels wide on a desk and 350 on a phone.
WIDE, NARROW = (17, 12), (34, 4)


@dataclass(frozen=True, slots=True)
class Arc:
    """A way that practices went; `has_arrived` if one of them did."""

    path: str
    width: float
    title: str
    has_arrived: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """A region on the map; `gives` if practices came from it."""

    x: float
    y: float
    radius: float
    gives: bool
    title: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is drawn. `left_out` counts the ways for which there was no room or no place."""

    arcs: Sequence[Arc]
    spots: Sequence[Spot]
    wide_labels: Sequence[Label]
    narrow_labels: Sequence[Label]
    left_out: int


def picture(ranking: Ranking) -> Picture:
    drawn = [flow for flow in ranking.flows if is_on_map(flow, ranking)][:MOST_ARCS]
    total: Counter[int] = Counter()
    for flow in drawn:
        total[flow.origin] += flow.number
        total[flow.target] += flow.number
    order = sorted(total, key=lambda pk: (-total[pk], ranking.places[pk].code))
    named = [(short(ranking.places[pk]), point_of(ranking.places[pk])) for pk in order]
    givers = {flow.origin for flow in drawn}
    return Picture(
        arcs=[drawn_arc(flow, ranking) for flow in reversed(drawn)],
        spots=[spot(ranking.places[pk], total[pk], gives=pk in givers) for pk in order],
        wide_labels=labels(named, size=WIDE[0], most=WIDE[1], room=ROOM),
        narrow_labels=labels(named, size=NARROW[0], most=NARROW[1], room=ROOM),
        left_out=len(ranking.flows) - len(drawn),
    )


def is_on_map(flow: Flow, ranking: Ranking) -> bool:
    ends = (ranking.places[flow.origin], ranking.places[flow.target])
    return flow.origin != flow.target and all(end.map_x is not None for end in ends)


def point_of(region: Region) -> Point:
    return Point(region.map_x or 0.0, region.map_y or 0.0)


def drawn_arc(flow: Flow, ranking: Ranking) -> Arc:
    origin, target = ranking.places[flow.origin], ranking.places[flow.target]
    told = ngettext("%(n)d practice", "%(n)d practices", flow.number) % {"n": flow.number}
    return Arc(
        path=arc(point_of(origin), point_of(target)),
        width=thickness(flow.number),
        title=f"{origin.label} → {target.label}: {told}",
        has_arrived=flow.arrived > 0,
    )


def spot(region: Region, number: int, *, gives: bool) -> Spot:
    radius = min(9.0, 4.5 + number**0.5)
    return Spot(*point_of(region), round(radius, 1), gives, region.label)


def short(region: Region) -> str:
    """The name on the map, which has little room: without what stands behind a bracket or dash."""
    name = region.name_latin or region.label
    for mark in (" (", " / ", "/"):
        name = name.partition(mark)[0]
    return name
