"""What the monitor shows of a choice: rows of a table, shapes of the map, classes."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ponte.regions import filters, standing
from ponte.regions.filters import Point
from ponte.regions.map import INSETS, VIEW_BOX, WIDTH
from ponte.regions.models import Indicator, Region, SimilarRegion
from ponte.regions.monitor import geometry
from ponte.regions.monitor.choosing import EQUAL, Choice
from ponte.regions.monitor.classes import class_of, equal_starts, quantile_starts, shades
from ponte.regions.monitor.figures import Figure, figures_of

MOSTLY = 50  # per cent of the people, from which on a region is of a kind
HIGHEST = 10

MISSING, LAND, OTHER = "none", "land", "other"

# How wide lines are on the whole map: between regions, between countries, at the coast,
# around a point, and the two around what is marked.
LINES = {"region": 0.7, "border": 1.5, "coast": 1.6, "point": 1.3, "edge": 4, "core": 1.8}


@dataclass(frozen=True, slots=True)
class Row:
    """A region of the table. `practices` is None where they cannot be counted."""

    region: Region
    figure: Figure | None
    practices: int | None

    @property
    def value(self) -> float | None:
        return self.figure.value if self.figure else None


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape on the map, and the figure it is coloured by: the median of its parts.

    Some shapes are those of NUTS 1 regions, whose parts have no boundaries of their own.
    """

    region: Region
    value: float | None
    parts: Sequence[Row]
    style: str

    @property
    def code(self) -> str:
        return self.region.code

    @property
    def is_median(self) -> bool:
        return self.value is not None and self.region.level != Region.Level.NUTS2


@dataclass(frozen=True, slots=True)
class Class:
    """A class of figures: how it is filled, its ends in words, how many regions are in it."""

    style: str
    text: str
    count: int


@dataclass(frozen=True)
class Board:
    """All that the page, the embedded map and the files show."""

    choice: Choice
    places: Mapping[str, Region]
    every: Sequence[Row]
    rows: Sequence[Row]
    starts: Sequence[float]
    points: Sequence[Point]

    @cached_property
    def indicator(self) -> Indicator:
        """The one that is shown, or one that says nothing."""
        return self.choice.indicator or Indicator()

    @cached_property
    def figures(self) -> list[Figure]:
        """Those of the rows that have one."""
        return [row.figure for row in self.rows if row.figure]

    @property
    def year(self) -> str:
        return str(self.choice.year)

    @property
    def missing(self) -> int:
        return len(self.rows) - len(self.figures)

    @cached_property
    def classes(self) -> list[Class]:
        """The classes of all regions, with the number of those shown in each."""
        if not self.starts:
            return []
        highest = max(self.rounded(row.figure.value) for row in self.every if row.figure)
        counts = Counter(self.class_of(figure.value) for figure in self.figures)
        ends = pairwise([*self.starts, highest])
        return [
            Class(self.styles[k], self.range_text(lower, upper), counts[k])
            for k, (lower, upper) in enumerate(ends)
        ]

    def range_text(self, *ends: float) -> str:
        """ "16.1 – 57.9", or one number where both are the same."""
        texts = (standing.number(end, self.indicator) for end in ends)
        return " – ".join(dict.fromkeys(texts))

    @cached_property
    def styles(self) -> list[str]:
        return [f"q{shade}" for shade in shades(len(self.starts))]

    @cached_property
    def highest(self) -> list[Row]:
        known = [row for row in self.rows if row.figure]
        return sorted(known, key=KEYS["value"], reverse=True)[:HIGHEST]

    @property
    def source(self) -> str:
        """Where the figures come from: "Eurostat, nama_10r_2gdp, 2023. As of 1 May 2026."."""
        text = ", ".join(filter(None, [self.indicator.origin, self.year]))
        if self.indicator.revised_at is None:
            return _("Source: %(source)s.") % {"source": text}
        date = date_format(localtime(self.indicator.revised_at))
        return _("Source: %(source)s. As of %(date)s.") % {"source": text, "date": date}

    @cached_property
    def flags(self) -> list[tuple[str, int]]:
        """Each flag of the figures shown with how many have it, the most frequent first."""
        found = Counter(figure.flag for figure in self.figures if figure.flag)
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))

    @property
    def flags_text(self) -> str:
        """ "12 figures have a flag: e estimated (10), p provisional (2)."."""
        number = sum(number for _flag, number in self.flags)
        words = ngettext("%(n)s figure has a flag", "%(n)s figures have a flag", number)
        meanings = (f"{flag} {standing.flag_text(flag)} ({n})" for flag, n in self.flags)
        return f"{words % {'n': number}}: {', '.join(meanings)}."

    @cached_property
    def shapes(self) -> list[Shape]:
        """The shapes of the map, by code."""
        parts: dict[str, list[Row]] = {}
        for row in self.every:
            if code := geometry.shape_of(row.region.code):
                parts.setdefault(code, []).append(row)
        matching = {row.region.code for row in self.rows}
        return [self._shape(code, parts[code], matching) for code in sorted(parts)]

    def _shape(self, code: str, parts: list[Row], matching: set[str]) -> Shape:
        values = [row.figure.value for row in parts if row.figure]
        value = median(values) if values else None
        is_other = matching.isdisjoint(row.region.code for row in parts)
        style = OTHER if is_other else self.style_of(value)
        return Shape(self.places[code], value, parts, style)

    def style_of(self, value: float | None) -> str:
        """How a shape is filled: "q0" to "q4" by its class, "none" or "land"."""
        if self.choice.indicator is None:
            return LAND
        if value is None:
            return MISSING
        return self.styles[self.class_of(value)]

    def class_of(self, value: float) -> int:
        """Which class a figure is in, by the digits that readers see."""
        return class_of(self.rounded(value), self.starts)

    def rounded(self, value: float) -> float:
        return round(value, self.indicator.decimals)

    @property
    def has_medians(self) -> bool:
        return any(shape.is_median and shape.style != OTHER for shape in self.shapes)

    @cached_property
    def groups(self) -> list[tuple[str, list[str]]]:
        """The codes of shapes that are filled alike; those not asked for come first."""
        found: dict[str, list[str]] = {}
        for shape in self.shapes:
            found.setdefault(shape.style, []).append(shape.code)
        return sorted(found.items(), key=lambda group: (group[0] != OTHER, group[0]))

    @property
    def has_others(self) -> bool:
        return self.groups[0][0] == OTHER

    @property
    def here(self) -> str:
        """The shape of the region that others are like, or nothing."""
        return (self.choice.like and geometry.shape_of(self.choice.like.code)) or ""

    @cached_property
    def scale(self) -> float:
        """How much of the map's width is seen: what is drawn as thick or as large as ever."""
        return float(self.view_box.split()[2]) / WIDTH

    @cached_property
    def lines(self) -> dict[str, str]:
        """How wide each kind of line is drawn, in units of the map."""
        return {name: f"{width * self.scale:.2f}" for name, width in LINES.items()}

    @property
    def circles(self) -> list[tuple[str, str, str]]:
        """x, y and radius of the points."""
        return [
            (f"{point.region.map_x:.1f}", f"{point.region.map_y:.1f}", f"{radius:.1f}")
            for point in self.points
            if (radius := point.radius * self.scale)
        ]

    @cached_property
    def view_box(self) -> str:
        """The whole map, or the part of it that holds the chosen country."""
        if not self.choice.country:
            return VIEW_BOX
        return geometry.view_of(
            shape.code
            for shape in self.shapes
            if shape.region.country_code == self.choice.country and shape.code not in INSETS
        )

    def sorted_rows(self) -> list[Row]:
        """In the order that was asked for, then by code; those without a figure are last."""
        name = self.choice.sort.lstrip("-")
        found = sorted(self.rows, key=KEYS[name], reverse=self.choice.sort.startswith("-"))
        return sorted(found, key=lambda row: name == "value" and not row.figure)

    def told(self) -> dict[str, tuple[str, str]]:
        """Name and description of each shape by code, for who points at it."""
        return {shape.code: (shape.region.label, self.describe(shape)) for shape in self.shapes}

    def describe(self, shape: Shape) -> str:
        """ "Spain · 37,500 PPS (provisional) · 2 practices"."""
        parts = [shape.region.country_label]
        if self.choice.indicator:
            parts.append(self.figure_text(shape))
        practices = sum(row.practices or 0 for row in shape.parts)
        if practices:
            words = ngettext("%(n)s practice", "%(n)s practices", practices)
            parts.append(words % {"n": practices})
        return " · ".join(parts)

    def figure_text(self, shape: Shape) -> str:
        text = standing.number(shape.value, self.indicator)
        if shape.value is None:
            return text
        text = f"{text} {self.indicator.unit}".strip()
        known = [row.figure for row in shape.parts if row.figure]
        if shape.is_median:
            words = ngettext("median of %(n)s region", "median of %(n)s regions", len(known))
            return f"{text} ({words % {'n': len(known)}})"
        flag = known[0].flag
        return f"{text} ({standing.flag_text(flag)})" if flag else text


def sort_name(row: Row) -> str:
    """The name in Latin letters without accents, so that Ö is beside O."""
    region = row.region
    letters = unicodedata.normalize("NFKD", region.name_latin or region.name)
    return "".join(each for each in letters if not unicodedata.combining(each)).casefold()


KEYS: dict[str, Callable[[Row], str | float]] = {
    "name": sort_name,
    "country": lambda row: row.region.country_label,
    "value": lambda row: row.value or 0,
    "practices": lambda row: row.practices or 0,
}


def board_of(
    choice: Choice, places: Mapping[str, Region], counts: Mapping[str, int] | None
) -> Board:
    """Put together what `choice` asks for. At most three queries, two of them kept."""
    figures = figures_of(choice.indicator, choice.year) if choice.indicator else {}
    every = [
        Row(region, figures.get(code), None if counts is None else counts.get(code, 0))
        for code, region in places.items()
        if region.level == Region.Level.NUTS2
    ]
    matches = matcher(choice)
    return Board(
        choice=choice,
        places=places,
        every=every,
        rows=[row for row in every if matches(row.region)],
        starts=starts_of(choice, figures),
        points=filters.points(counts or {}, places) if choice.points else (),
    )


def starts_of(choice: Choice, figures: Mapping[str, Figure]) -> list[float]:
    """Where the classes begin, by the digits that readers see."""
    if choice.indicator is None:
        return []
    decimals = choice.indicator.decimals
    values = [round(figure.value, decimals) for figure in figures.values()]
    if choice.classes == EQUAL:
        return equal_starts(values, decimals=decimals)
    return quantile_starts(values)


def matcher(choice: Choice) -> Callable[[Region], bool]:
    """Whether a region is among those that were asked for."""
    alike = codes_like(choice.like) if choice.like else None
    shares = figures_of(choice.shares, choice.shares.shown_year) if choice.shares else None

    def matches(region: Region) -> bool:
        return (
            choice.country in ("", region.country_code)
            and choice.category in ("", region.category)
            and (alike is None or region.code in alike)
            and (shares is None or shares.get(region.code, Figure(0)).value >= MOSTLY)
        )

    return matches


def codes_like(region: Region) -> set[str]:
    """The code of a region and of those most like it."""
    found = SimilarRegion.objects.filter(region=region, rank__lte=SimilarRegion.KEPT)
    return {region.code, *found.values_list("other__code", flat=True)}
