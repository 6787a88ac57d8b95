"""What every collection of features has: its rows, its pages, its place in the API."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple

from django.db.models import Model, Q, QuerySet
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from ponte.geo.crs import Area, Crs
from ponte.geo.parameters import (
    CRS,
    LIMIT,
    LIMIT_PARAMETER,
    SELECTING,
    Filter,
    Interval,
    Parameter,
    Refused,
    area,
)

FEW = 5000  # so many keys are sorted faster than they are found on the way along all rows

# Imported when first used: the geometry libraries are slow to load, and every command
# loads the addresses.
shapes: Any = SimpleLazyObject(partial(import_module, "ponte.geo.shapes"))

Absolute = Callable[[str], str]


class Feature(NamedTuple):
    """A feature. `geometry` is the text of a GeoJSON geometry, None where it has none."""

    id: str | int
    name: str
    properties: Mapping[str, Any]
    geometry: str | None
    url: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows in the order of their keys, and the keys between which the others lie."""

    rows: Sequence[Model]
    matched: int
    before: str | int | None = None
    after: str | int | None = None


class Collection(ABC):
    """A set of features.

    `key` is the field that identifies a feature and gives the order of pages; `key_form` is
    its schema and its reader. `properties` are the schemas of what is told of each feature.
    """

    id: str
    title: Any
    description: Any
    key: str
    key_form: tuple[dict[str, Any], Callable[[str], Any]]
    geometry_type: str
    properties: Mapping[str, Mapping[str, Any]]
    filters: tuple[Filter, ...]

    @abstractmethod
    def rows(self) -> QuerySet:
        """All that may be seen, with what features need in a constant number of queries."""

    @abstractmethod
    def in_area(self, rows: QuerySet, wanted: Area) -> QuerySet:
        """Those that have a point in common with `wanted` or no geometry."""

    def in_interval(self, rows: QuerySet, wanted: Interval) -> QuerySet:
        """Those that have a time in `wanted` or none at all."""
        return rows

    def interval(self) -> Interval | None:
        """The time that all features lie in, None where they have none."""
        return None

    @abstractmethod
    def features(self, rows: Sequence[Any], crs: Crs, absolute: Absolute) -> list[Feature]:
        """Features with coordinates in `crs`; `absolute` makes an address whole."""

    @abstractmethod
    def on_map(self, rows: Sequence[Any]) -> dict[str, Any]:
        """What regions/_map.html needs to show where `rows` lie."""

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What may be asked of the features, besides the format."""
        after = _("Only the features behind the one with this id. The link “next” has it.")
        before = _("Only the features before the one with this id. The link “prev” has it.")
        return (
            LIMIT_PARAMETER,
            *SELECTING,
            CRS,
            *self.filters,
            Parameter("after", after, *self.key_form),
            Parameter("before", before, *self.key_form),
        )

    def row(self, text: str) -> Model | None:
        """The row whose key stands in an address."""
        try:
            key = self.key_form[1](text)
        except ValueError:
            return None
        return self.rows().filter(**{self.key: key}).first()

    def selected(self, values: Mapping[str, Any]) -> QuerySet:
        """The rows that the parameters `values` ask for. Raises Refused."""
        rows = self.rows()
        for each in self.filters:
            if each.name in values:
                rows = rows.filter(each.condition(values[each.name]))
        if wanted := area(values):
            rows = self.in_area(rows, wanted)
        if "datetime" in values:
            rows = self.in_interval(rows, values["datetime"])
        return rows

    def page(self, values: Mapping[str, Any]) -> Page:
        """The rows of one page, found by key: the last page is as quick as the first.

        Raises Refused.
        """
        after, before = values.get("after"), values.get("before")
        if after is not None and before is not None:
            raise Refused(_("Of the parameters “after” and “before” only one can be given."))
        rows, limit = self.selected(values), values.get("limit", LIMIT)
        matched = rows.count()
        if matched <= FEW:
            keys = rows.order_by().values_list("pk", flat=True)
            rows = self.rows().filter(pk__in=list(keys))
        # One row more than shown tells whether there is another page.
        if before is None:
            start = Q() if after is None else Q((f"{self.key}__gt", after))
            found = list(rows.filter(start).order_by(self.key)[: limit + 1])
            shown = found[:limit]
            more_before, more_after = after is not None, len(found) > limit
        else:
            end = Q((f"{self.key}__lt", before))
            found = list(rows.filter(end).order_by(f"-{self.key}")[: limit + 1])
            shown = found[:limit][::-1]
            more_before, more_after = len(found) > limit, True
        return Page(
            shown,
            matched,
            before=getattr(shown[0], self.key) if shown and more_before else None,
            after=getattr(shown[-1], self.key) if shown and more_after else None,
        )
