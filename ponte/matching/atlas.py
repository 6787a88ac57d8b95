"""The regions as arrays: how alike any two are, and how many people live in each."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from ponte.matching.fit import Numbers, Span
from ponte.matching.parts import Places
from ponte.regions import likeness
from ponte.regions.models import Indicator, Region
from ponte.regions.similarity.distance import extremes, scale
from ponte.regions.similarity.scheme import Scheme, load_scheme

POPULATION = "population"


@dataclass(frozen=True)
class Atlas:
    """NUTS 2 regions are the first places, countries and NUTS 1 regions those after them.

    `places` tells the place of a region's key; a NUTS 3 region is at that of the NUTS 2 region
    it lies in. `figures` and `scaled` (NUTS 2 × variables) are as the scheme compares them,
    `inside` the places of the NUTS 2 regions in each wider one, `around` the places of the wider
    regions in which each NUTS 2 region lies.
    """

    codes: list[str]
    places: Mapping[int, int]
    figures: Numbers
    scaled: Numbers
    inside: list[Places]
    around: list[list[int]]
    scheme: Scheme

    @property
    def size(self) -> int:
        """How many NUTS 2 regions there are."""
        return len(self.scaled)

    @cached_property
    def grouped(self) -> tuple[Places, Places]:
        """The places in all wider regions one after the other, and where each of these begins."""
        sizes = [len(inside) for inside in self.inside]
        return np.concatenate(self.inside), np.cumsum([0, *sizes[:-1]])

    @cached_property
    def population(self) -> Numbers:
        """Of each NUTS 2 region; NaN where nobody knows."""
        if POPULATION not in self.scheme.codes:
            return np.full(self.size, np.nan)
        return self.figures[:, self.scheme.codes.index(POPULATION)]

    def likeness(self, place: int) -> Span:
        """How alike the NUTS 2 region at `place` is to every place.

        Which of its regions stands for a wider one nobody knows: it may be any of them.
        """
        near = self.among(self.scaled[place : place + 1])
        low, high = near.low[0], near.high[0]
        if not self.inside:
            return Span(low, high)
        leaves, starts = self.grouped
        return Span(
            np.append(low, np.minimum.reduceat(low[leaves], starts)),
            np.append(high, np.maximum.reduceat(high[leaves], starts)),
        )

    def likeness_to(self, place: int) -> Span:
        """How alike every NUTS 2 region is to the one at `place`; nothing known for place -1."""
        if place < 0:
            return Span(np.zeros(self.size), np.ones(self.size))
        if place < self.size:
            near = self.among(self.scaled[place : place + 1])
        else:
            near = self.among(self.scaled[self.inside[place - self.size]])
        return Span(near.low.min(axis=0), near.high.max(axis=0))

    def among(self, ones: Numbers) -> Span:
        found = extremes(ones, self.scaled, self.scheme)
        return Span(1.0 - np.sqrt(found.most), 1.0 - np.sqrt(found.least))

    def at_home(self, place: int) -> Places:
        """The places whose practices are at home in the NUTS 2 region at `place`."""
        return np.array([place, *self.around[place]])


@cache
def scheme() -> Scheme:
    return load_scheme()


def edition() -> tuple:
    """Tells one state of the regions and their figures from another. Two queries.

    None in it is a figure of which nobody knows when it was written.
    """
    indicators = Indicator.objects.filter(code__in=scheme().codes).order_by("code")
    newest = Region.objects.order_by("-pk").values_list("pk", flat=True).first()
    return (newest, *indicators.values_list("code", "revised_at"))


def load() -> Atlas:
    """The regions as they are in the database. Four queries."""
    compared = scheme()
    rows = list(
        Region.objects.places().order_by("code").values_list("pk", "code", "level", "parent_id")
    )
    leaves = [row for row in rows if row[2] == Region.Level.NUTS2]
    places = {row[0]: place for place, row in enumerate(leaves)}
    parents = {row[0]: row[3] for row in rows}
    inside: dict[int, list[int]] = {}
    for key, place in list(places.items()):
        above = parents[key]
        while above is not None:
            inside.setdefault(above, []).append(place)
            above = parents.get(above)
    wider = [row for row in rows if row[0] in inside]
    wider_places = {row[0]: len(leaves) + number for number, row in enumerate(wider)}
    within = {
        row[0]: places[row[3]] for row in rows if row[2] == Region.Level.NUTS3 and row[3] in places
    }
    around: list[list[int]] = [[] for _ in leaves]
    for key, place in wider_places.items():
        for leaf in inside[key]:
            around[leaf].append(place)
    known = likeness.structure(compared)
    figures = np.full((len(leaves), len(compared.codes)), np.nan)
    figures[[places[key] for key in known.keys]] = known.values
    return Atlas(
        codes=[row[1] for row in (*leaves, *wider)],
        places={**places, **wider_places, **within},
        figures=figures,
        scaled=scale(figures, compared),
        inside=[np.array(inside[row[0]]) for row in wider],
        around=around,
        scheme=compared,
    )
