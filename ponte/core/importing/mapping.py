"""Which column of a file is what: read from a small TOML file and checked.

docs/guide/import.md describes the format.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from ponte.core import tables

FILE_OPTIONS: dict[str, type] = {
    "delimiter": str,
    "encoding": str,
    "sheet": str,
    "list_separator": str,
    "month_first": bool,
    "clean": bool,
}
SECTIONS = {"name", "source", "lenient", "file", "columns", "values", "defaults", "overflow"}
OVERFLOW = ("reject", "shorten", "excerpt")
ANYTHING_ELSE = "*"

_PLACE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Target:
    """What a file is read into: records of `model` with these canonical `columns`.

    A file with all of `exported` is our own export. `hints` are columns that only a mapping
    may name, because they help to understand others. `not_text` are columns whose length is
    not cut. Every record needs `required`.
    """

    model: type[Model]
    columns: Sequence[str]
    exported: Sequence[str]
    hints: Sequence[str] = ()
    not_text: frozenset[str] = frozenset()
    required: str = "title"

    @property
    def known(self) -> tuple[str, ...]:
        return (*self.columns, *self.hints)

    @property
    def text_limits(self) -> dict[str, int]:
        """The limit of each column that is plain text, in characters."""
        fields = {field.name: field for field in self.model._meta.fields}
        limits = {
            name: getattr(fields[name], "limit", None) or fields[name].max_length
            for name in self.columns
            if name in fields and not fields[name].choices and not fields[name].is_relation
        }
        return {
            name: limit for name, limit in limits.items() if limit and name not in self.not_text
        }

    @property
    def source_limit(self) -> int:
        return getattr(self.model._meta.get_field("source"), "max_length", None) or 0


class BadMapping(Exception):
    """The mapping cannot be used; `reasons` has everything that is wrong with it."""

    def __init__(self, reasons: Sequence[str]):
        super().__init__("\n".join(reasons))
        self.reasons = list(reasons)


@dataclass(frozen=True)
class Origin:
    """Where a value comes from: the first of `alternatives` that gives something.

    Each is the name of a column, or a template such as "{City}, {Street}".
    """

    alternatives: tuple[str, ...]

    @property
    def columns(self) -> list[str]:
        """The columns that it reads, each once."""
        names = [name for each in self.alternatives for name in (_PLACE.findall(each) or [each])]
        return list(dict.fromkeys(names))

    @property
    def label(self) -> str:
        return ", ".join(self.columns)

    def value(self, cells: Mapping[str, Any]) -> Any:
        for alternative in self.alternatives:
            template = "{" in alternative
            value = _filled(alternative, cells) if template else cells[alternative]
            if value != "" and not (isinstance(value, str) and value.isspace()):
                return value
        return ""


def _filled(template: str, cells: Mapping[str, Any]) -> str:
    """Fill in a template; what joined an empty part to the others goes with it."""
    parts = _PLACE.split(template)
    texts = [tables.as_text(cells[part]).strip() for part in parts[1::2]]
    if not any(texts):
        return ""
    if all(texts):
        return "".join(part if n % 2 == 0 else texts[n // 2] for n, part in enumerate(parts))
    joints = dict(zip(range(1, len(texts)), parts[2:-1:2], strict=True))
    filled = ""
    for index, text in enumerate(texts):
        if text:
            filled += (joints[index] if filled else "") + text
    return parts[0] + filled + parts[-1]


@dataclass(frozen=True)
class ImportMapping:
    """How to read a file. The default reads one with the canonical columns."""

    name: str = ""
    source: str = ""
    columns: Mapping[str, Origin] | None = None
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    overflow: Mapping[str, str] = field(default_factory=dict)
    lenient: frozenset[str] = frozenset()
    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""
    list_separator: str = ";"
    month_first: bool = False
    clean: bool | None = None

    def overflow_of(self, column: str) -> str:
        """ "reject", "shorten", "excerpt", or the column that takes the rest."""
        return self.overflow.get(column, self.overflow.get("default", "reject"))


def load_mapping(text: str, target: Target) -> ImportMapping:
    """Return the mapping in `text` (TOML). Raises BadMapping."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadMapping(
            [_("This is not correct TOML: %(reason)s.") % {"reason": str(error)}]
        ) from error
    reasons = list(_faults(data, target))
    if reasons:
        raise BadMapping(reasons)
    return ImportMapping(
        name=data.get("name", ""),
        source=data.get("source", ""),
        columns=_origins(data["columns"]) if "columns" in data else None,
        values={
            column: {_key(theirs): ours for theirs, ours in table.items()}
            for column, table in data.get("values", {}).items()
        },
        defaults=data.get("defaults", {}),
        overflow={
            column: rule["move"] if isinstance(rule, dict) else rule
            for column, rule in data.get("overflow", {}).items()
        },
        lenient=frozenset(data.get("lenient", ())),
        **data.get("file", {}),
    )


def _origins(columns: Mapping[str, str | list[str]]) -> dict[str, Origin]:
    return {
        column: Origin(tuple(origin) if isinstance(origin, list) else (origin,))
        for column, origin in columns.items()
    }


def _key(text: Any) -> str:
    return " ".join(tables.as_text(text).split()).casefold()


# Faults of the mapping by itself


def _faults(data: Mapping[str, Any], target: Target) -> Iterator[str]:
    for name in data.keys() - SECTIONS:
        yield _unknown(_("There is no section “%(name)s”."), name, SECTIONS)
    for name in ("name", "source"):
        if not isinstance(data.get(name, ""), str):
            yield _("“%(name)s” must be a text.") % {"name": name}
    if len(str(data.get("source", ""))) > (most := target.source_limit):
        yield _("“source” has at most %(most)d characters.") % {"most": most}
    for name in ("file", "columns", "values", "defaults", "overflow"):
        if not isinstance(data.get(name, {}), dict):
            yield _("“%(name)s” must be a section, written as [%(name)s].") % {"name": name}
            return
    yield from _file_faults(data.get("file", {}))
    yield from _column_faults(data, target)
    yield from _value_faults(data)
    yield from _overflow_faults(data.get("overflow", {}), target.text_limits)


def _file_faults(options: Mapping[str, Any]) -> Iterator[str]:
    for name, value in options.items():
        if name not in FILE_OPTIONS:
            yield _unknown(_("[file] has no option “%(name)s”."), name, FILE_OPTIONS)
        elif not isinstance(value, FILE_OPTIONS[name]):
            kind = _("true or false") if FILE_OPTIONS[name] is bool else _("a text")
            yield _("[file] %(name)s must be %(kind)s.") % {"name": name, "kind": kind}
        elif name in {"delimiter", "list_separator"} and len(str(value)) != 1:
            yield _("[file] %(name)s must be one character.") % {"name": name}


def _column_faults(data: Mapping[str, Any], target: Target) -> Iterator[str]:
    named = {
        "columns": data.get("columns", {}),
        "values": data.get("values", {}),
        "defaults": data.get("defaults", {}),
        "overflow": data.get("overflow", {}).keys() - {"default"},
        "lenient": data.get("lenient", []),
    }
    for section, columns in named.items():
        for column in columns:
            if column not in target.known:
                message = _("“%(section)s” names a column “%(name)s” that there is not.")
                yield _unknown(message, column, target.known, section=section)
    for column, origin in named["columns"].items():
        texts = origin if isinstance(origin, list) else [origin]
        if not texts or not all(isinstance(text, str) and text for text in texts):
            yield _("[columns] %(name)s must be a column’s name or a list of names.") % {
                "name": column
            }


def _value_faults(data: Mapping[str, Any]) -> Iterator[str]:
    for column, table in data.get("values", {}).items():
        if not isinstance(table, dict) or not all(map(_is_simple, table.values())):
            yield _('[values.%(name)s] must have lines such as "Their word" = "ours".') % {
                "name": column
            }
    for column, value in data.get("defaults", {}).items():
        if not _is_simple(value):
            yield _("[defaults] %(name)s must be a text or a list of texts.") % {"name": column}


def _is_simple(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    return isinstance(value, str | int | float | bool) or hasattr(value, "isoformat")


def _overflow_faults(rules: Mapping[str, Any], limits: Mapping[str, int]) -> Iterator[str]:
    for column, rule in rules.items():
        if isinstance(rule, dict) and list(rule) == ["move"]:
            if rule["move"] not in limits or rule["move"] == column:
                yield _("[overflow] %(name)s cannot be moved to “%(target)s”.") % {
                    "name": column,
                    "target": rule["move"],
                }
        elif rule not in OVERFLOW:
            yield _(
                "[overflow] %(name)s must be “reject”, “shorten”, “excerpt” or { move = “column” }."
            ) % {"name": column}


def _unknown(message: str, name: str, known, **others: str) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = " " + _("Did you mean “%(name)s”?") % {"name": near[0]} if near else ""
    return message % {"name": name, **others} + hint


# A mapping and a file


@dataclass(frozen=True)
class Binding:
    """A mapping laid over the columns of one file.

    `verbatim` files come from our own export; their texts are taken as they are.
    `notes` are remarks, for instance on columns nobody reads.
    """

    mapping: ImportMapping
    origins: Mapping[str, Origin]
    verbatim: bool
    notes: tuple[str, ...]

    def label(self, column: str) -> str:
        """What the reader of a report finds in the file: its own name of the column."""
        return self.origins[column].label if column in self.origins else column


def bind(mapping: ImportMapping, table: tables.Table, target: Target) -> Binding:
    """Find the mapping's columns in the file. Raises BadMapping."""
    if mapping.columns is None:
        origins = _automatic(table.columns, target)
    else:
        origins = _found(mapping.columns, table.columns)
    given = origins.keys() | mapping.defaults.keys()
    if target.required not in given:
        raise BadMapping(
            [
                _("No column is the title. The file has: %(columns)s. Write a mapping.")
                % {"columns": ", ".join(table.columns[:40])}
            ]
        )
    read = {name for origin in origins.values() for name in origin.columns}
    unread = [name for name in table.columns if name not in read]
    notes = list(table.notes)
    if unread:
        notes.append(_("Columns that are not read: %(names)s.") % {"names": ", ".join(unread)})
    own_export = mapping.columns is None and set(target.exported) <= set(table.columns)
    verbatim = own_export if mapping.clean is None else not mapping.clean
    return Binding(mapping, origins, verbatim, tuple(notes))


def _automatic(columns: Sequence[str], target: Target) -> dict[str, Origin]:
    """Columns by their canonical name, or by the label that the forms show."""
    names = {_plain(name): name for name in target.columns}
    labels = {
        _plain(str(field.verbose_name)): field.name
        for field in [*target.model._meta.fields, *target.model._meta.many_to_many]
        if field.name in target.columns
    }
    origins: dict[str, Origin] = {}
    for column in columns:
        ours = names.get(_plain(column)) or labels.get(_plain(column))
        if ours and ours not in origins:
            origins[ours] = Origin((column,))
    return origins


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name).strip().casefold()


def _found(origins: Mapping[str, Origin], columns: Sequence[str]) -> dict[str, Origin]:
    by_plain_name = {_plain(column): column for column in reversed(columns)}
    reasons: list[str] = []
    bound: dict[str, Origin] = {}
    for ours, origin in origins.items():
        names = {}
        for theirs in origin.columns:
            name = theirs if theirs in columns else by_plain_name.get(_plain(theirs))
            if name is None:
                message = _("The file has no column “%(name)s” (for %(ours)s).")
                reasons.append(_unknown(message, theirs, columns, ours=ours))
            names[theirs] = name or theirs
        bound[ours] = Origin(tuple(_renamed(each, names) for each in origin.alternatives))
    if reasons:
        raise BadMapping(reasons)
    return bound


def _renamed(alternative: str, names: Mapping[str, str]) -> str:
    if "{" in alternative:
        return _PLACE.sub(lambda match: "{" + names[match[1]] + "}", alternative)
    return names[alternative]
