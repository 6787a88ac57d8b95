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
    may put into `SearchDocument.facets`. A kind that is not `public` is left out of the
    search that everybody may use; its own pages ask for it by name. Of a kind that
    `has_meaning` the texts say enough to be found by what they mean; a mere name does not.
    """

    name: str
    label: Any
    model: type[models.Model]
    queryset: Callable[[], models.QuerySet]
    document: Callable[[Any], SearchDocument]
    facets: tuple[str, ...] = ()
    public: bool = True
    has_meaning: bool = False


kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make `kind` searchable. Called from an app's search.py when the site starts."""
    kinds[kind.name] = kind


def kinds_of(model: type[models.Model]) -> list[Kind]:
    return [kind for kind in kinds.values() if kind.model is model]


def public_kinds() -> dict[str, Kind]:
    """The kinds that everybody may search."""
    return {name: kind for name, kind in kinds.items() if kind.public}


def facet_names() -> tuple[str, ...]:
    """Every facet of every kind, sorted; `kind` and `lang` are always there."""
    names: Iterable[str] = {name for kind in kinds.values() for name in kind.facets}
    return tuple(sorted({"kind", "lang", *names}))
