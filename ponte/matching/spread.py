"""How one practice fits all regions: the classes of a map, and a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import NamedTuple

from ponte.matching import inputs
from ponte.matching.asking import usual_weights
from ponte.matching.counting import everywhere
from ponte.matching.finding import today
from ponte.matching.fit import Fit
from ponte.matching.inputs import Inputs
from ponte.matching.models import Declaration
from ponte.practices.models import Practice
from ponte.regions.models import Region
from ponte.regions.monitor.classes import class_of, quantile_starts, shades
from ponte.regions.monitor.geometry import shape_of

BEST = 10
HOME = "home"


class Row(NamedTuple):
    """A region and the fit of the practice to it. `is_home`: it comes from there."""

    region: Region
    fit: int
    low: int
    high: int
    coverage: int
    is_home: bool


class Class(NamedTuple):
    """A class of the map: how it is filled, and from which fit to which."""

    style: str
    low: int
    high: int


@dataclass(frozen=True)
class Spread:
    """The fit of a practice to every NUTS 2 region but its own, for no need in particular."""

    held: Inputs
    place: int
    fit: Fit

    @cached_property
    def home(self) -> set[int]:
        """The places of regions where the practice is at home."""
        origin, atlas = int(self.held.holdings.origin[self.place]), self.held.atlas
        return {place for place in range(atlas.size) if origin in atlas.at_home(place)}

    @cached_property
    def elsewhere(self) -> list[int]:
        return [place for place in range(self.held.atlas.size) if place not in self.home]

    @cached_property
    def shapes(self) -> dict[str, int]:
        """The fit of each shape of the map, by its code: the median of the regions it shows."""
        parts: dict[str, list[int]] = {}
        for place in self.elsewhere:
            if code := shape_of(self.held.atlas.codes[place]):
                parts.setdefault(code, []).append(int(self.fit.totals[place]))
        return {code: round(median(found)) for code, found in sorted(parts.items())}

    @cached_property
    def starts(self) -> list[int]:
        return [int(start) for start in quantile_starts(list(self.shapes.values()))]

    @cached_property
    def styles(self) -> list[str]:
        return [f"q{shade}" for shade in shades(len(self.starts))]

    @property
    def classes(self) -> list[Class]:
        highest = max(self.shapes.values(), default=0)
        ends = [*self.starts[1:], highest + 1]
        return [
            Class(style, start, end - 1)
            for style, start, end in zip(self.styles, self.starts, ends, strict=True)
        ]

    @property
    def groups(self) -> list[tuple[str, list[str]]]:
        """The codes of shapes that are filled alike."""
        found: dict[str, list[str]] = {style: [] for style in self.styles}
        for code, fit in self.shapes.items():
            found[self.styles[class_of(fit, self.starts)]].append(code)
        return list(found.items())

    @property
    def home_shapes(self) -> list[str]:
        codes = (shape_of(self.held.atlas.codes[place]) for place in self.home)
        return sorted({code for code in codes if code})

    def rows(self, places: Sequence[int]) -> list[Row]:
        """One query."""
        codes = [self.held.atlas.codes[place] for place in places]
        found = Region.objects.filter(code__in=codes).defer("outline")
        regions = {region.code: region for region in found.order_by("nuts_version")}
        return [
            self.row(regions[code], place)
            for code, place in zip(codes, places, strict=True)
            if code in regions
        ]

    def row(self, region: Region, place: int) -> Row:
        account = self.fit.account(place)
        return Row(
            region=region,
            fit=account.fit,
            low=account.low,
            high=account.high,
            coverage=round(100 * account.coverage),
            is_home=place in self.home,
        )

    def best(self, number: int = BEST) -> list[Row]:
        """The regions that it fits best."""
        elsewhere = set(self.elsewhere)
        order = [place for place in self.fit.best(self.held.atlas.size) if place in elsewhere]
        return self.rows(order[:number])

    def every(self) -> list[Row]:
        """All regions, by code."""
        return self.rows(range(self.held.atlas.size))


def spread_of(practice: Practice) -> Spread | None:
    """None for a practice that is not public. Five queries while nothing has changed."""
    held = inputs.current()
    place = held.holdings.place(practice.pk)
    if place is None:
        return None
    declarations = Declaration.objects.prefetch_related("priorities")
    fit = everywhere(held, place, declarations, weights=usual_weights(), today=today())
    return Spread(held, place, fit)


COLUMNS = ("code", "nuts_version", "name", "country", "fit", "low", "high", "coverage", "home")


def records(spread: Spread) -> Iterator[dict]:
    """The rows of the table as a file has them."""
    for row in spread.every():
        yield {
            "code": row.region.code,
            "nuts_version": row.region.nuts_version,
            "name": row.region.name,
            "country": row.region.country_code,
            "fit": row.fit,
            "low": row.low,
            "high": row.high,
            "coverage": row.coverage,
            "home": "yes" if row.is_home else "no",
        }
