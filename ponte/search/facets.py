"""Facets and chips of a result page, from counts by code to labels in the reader's language."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings

from ponte.search.criteria import Criteria

SHOWN = 8


@dataclass(frozen=True, slots=True)
class FacetSpec:
    """How a facet is shown.

    `labels` takes codes and returns a mapping of code to label; codes it returns beyond
    those asked for are shown with a count of nothing. `order` is "given" (that of the
    mapping), "count" (most first) or "code" (last first, as for years). `offers` says
    which counted codes are offered at all, `most` how many of them: those with most records.
    """

    name: str
    title: Any
    labels: Callable[[Collection[str]], Mapping[str, Any]]
    order: str = "given"
    offers: Callable[[str], bool] = bool
    most: int | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int
    checked: bool

    @property
    def disabled(self) -> bool:
        return not (self.count or self.checked)


@dataclass(frozen=True, slots=True)
class Facet:
    """`options` are always in sight, `more` behind a "show all", `left_out` are not offered."""

    name: str
    label: str
    options: Sequence[Option]
    more: Sequence[Option] = ()
    open: bool = False
    ticked: int = 0
    left_out: int = 0


class Chip(NamedTuple):
    label: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class FacetPanel:
    """All facets of a page with what is ticked, `labels` by facet and code."""

    facets: Sequence[Facet] = ()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def ticked(self) -> int:
        return sum(facet.ticked for facet in self.facets)

    def label(self, facet: str, value: str) -> str:
        return self.labels.get(facet, {}).get(value, value)


def build(
    specs: Sequence[FacetSpec], counts: Mapping[str, Mapping[str, int]], criteria: Criteria
) -> FacetPanel:
    """The facets of `specs` with `counts` by facet and code. A facet without options is left out.

    Each `labels` is called once, whatever the number of options.
    """
    facets, labels = [], {}
    for spec in specs:
        ticked = criteria.filters.get(spec.name, ())
        found = counts.get(spec.name, {})
        offered = sorted(filter(spec.offers, found), key=lambda code: (-found[code], code))
        counted = {code: found.get(code, 0) for code in (*offered[: spec.most], *ticked)}
        names = spec.labels(set(counted))
        labels[spec.name] = {code: str(label) for code, label in names.items()}
        options = [
            Option(code, label, counted.get(code, 0), checked=code in ticked)
            for code, label in labels[spec.name].items()
        ]
        if options:
            left_out = sum(code not in counted for code in offered)
            facets.append(facet(spec, arranged(options, spec.order), len(ticked), left_out))
    return FacetPanel(facets=facets, labels=labels)


def arranged(options: list[Option], order: str) -> list[Option]:
    if order == "count":
        return sorted(options, key=lambda option: (-option.count, option.label))
    if order == "code":
        return sorted(options, key=lambda option: option.value, reverse=True)
    return options


def facet(spec: FacetSpec, options: list[Option], ticked: int, left_out: int) -> Facet:
    """Ticked options are always in sight; of the others the first few, unless a few more is all."""
    in_sight = options[:SHOWN] if len(options) > SHOWN + 2 else options
    shown = [option for option in options if option.checked or option in in_sight]
    return Facet(
        name=spec.name,
        label=str(spec.title),
        options=shown,
        more=[option for option in options if option not in shown],
        open=spec.is_open or bool(ticked),
        ticked=ticked,
        left_out=left_out,
    )


class Language(NamedTuple):
    """A language in which there is more, by its own name, and where it is shown too."""

    code: str
    name: str
    total: int
    url: str


def other_languages(
    counts: Mapping[str, Mapping[str, int]], criteria: Criteria, path: str
) -> list[Language]:
    """The languages that the filter hides, most records first; none without such a filter."""
    if "lang" not in criteria.filters:
        return []
    found = [
        Language(code, name, total, path + criteria.also("lang", code).query_string)
        for code, name in settings.EU_LANGUAGES
        if (total := counts.get("lang", {}).get(code, 0)) and code not in criteria.filters["lang"]
    ]
    return sorted(found, key=lambda language: -language.total)


def language_labels(codes: Collection[str]) -> dict[str, str]:
    """Languages by their own names."""
    return {code: name for code, name in settings.EU_LANGUAGES if code in codes}


def chips(panel: FacetPanel, criteria: Criteria, path: str) -> list[Chip]:
    """One chip for the text and one for each ticked value, with the address without it."""
    found = []
    if criteria.text:
        found.append(Chip(criteria.text, path + criteria.with_text("").query_string))
    for name, values in criteria.filters.items():
        found += [
            Chip(panel.label(name, value), path + criteria.without(name, value).query_string)
            for value in values
        ]
    return found
