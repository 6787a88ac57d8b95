"""What is searchable: each kind says how its objects become documents."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from ponte.search.documents import SearchDocument


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of content.

    `queryset` gives what may be found (published objects only), with everything that
    `document` needs, in a constant number of queries. `facets` names what `document`
    may put into `SearchDocument.facets`.
    """

    name: str
    label: Any
    model: type[models.Model]
    queryset: Callable[[], models.QuerySet]
    document: Callable[[Any], SearchDocument]
    facets: tuple[str, ...] = ()


kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make `kind` searchable. Called from an app's search.py when the site starts."""
    kinds[kind.name] = kind


def kind_of(model: type[models.Model]) -> Kind | None:
    return next((kind for kind in kinds.values() if kind.model is model), None)


def facet_names() -> tuple[str, ...]:
    """Every facet of every kind, sorted; `kind` and `lang` are always there."""
    names: Iterable[str] = {name for kind in kinds.values() for name in kind.facets}
    return tuple(sorted({"kind", "lang", *names}))
