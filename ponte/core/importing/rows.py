"""From one row of a file to the values of one record: what is the same for every kind."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from babel import Locale
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ponte.core import tables
from ponte.core.importing import texts, values
from ponte.core.importing.mapping import ANYTHING_ELSE, Binding, Target
from ponte.core.importing.report import ERROR, WARNING, BadCell, Problem, not_filled, shown


def plain(text: str) -> str:
    return " ".join(text.split()).casefold()


@dataclass
class Said:
    """What a row says of a record: values by field name, for the columns there are."""

    row: int
    source: str
    external_id: str
    slug: str
    values: dict[str, Any]
    problems: list[Problem] = field(default_factory=list, kw_only=True)

    @property
    def rejected(self) -> bool:
        return any(problem.severity == ERROR for problem in self.problems)

    @property
    def key(self) -> tuple[str, ...]:
        """What identifies the record: source and identifier, or the slug."""
        return (self.source, self.external_id) if self.external_id else (self.slug,)


class Reader:
    """Reads the rows of one file, each by itself, without a query."""

    target: ClassVar[Target]
    handled_elsewhere: ClassVar[frozenset[str]] = frozenset({"source", "external_id", "slug"})
    # Columns with one of several codes, and those of which an empty cell says nothing.
    with_choices: ClassVar[tuple[str, ...]] = ()

    def __init__(self, binding: Binding, lookups: Any, *, source: str = ""):
        self.binding = binding
        self.mapping = binding.mapping
        self.lookups = lookups
        self.source = source or self.mapping.source
        self.limits = self.target.text_limits
        self.choices = {name: self.choices_of(name) for name in self.with_choices}
        self.single_line = {
            field.name
            for field in self.target.model._meta.fields
            if getattr(field, "single_line", field.get_internal_type() != "TextField")
        }
        self.text = texts.verbatim if binding.verbatim else texts.cleaned
        self.given = [name for name in self.target.columns if name in binding.origins or name in
                      self.mapping.defaults]  # fmt: skip
        # A text that moves must meet its target after the target's own text was read.
        self.moves = [(name, rule) for name in self.given
                      if (rule := self.mapping.overflow_of(name)) in self.limits]  # fmt: skip

    def choices_of(self, name: str) -> dict[str, str]:
        """Codes by what people write: their labels and themselves."""
        if name == "language":
            return languages()
        choices = getattr(self.target.model._meta.get_field(name), "flatchoices", [])
        labels = {plain(str(label)): code for code, label in choices}
        return labels | {plain(code): code for code, _label in choices}


class Reading:
    """The work on one row. A subclass says in `take_by` how columns are taken that are neither
    text nor one of several codes."""

    take_by: ClassVar[Mapping[str, Callable[[Any, str, Any], None]]] = {}
    lists: ClassVar[tuple[str, ...]] = ()
    empty: ClassVar[Mapping[str, Any]] = {}
    stays_when_empty: ClassVar[frozenset[str]] = frozenset({"language", "state"})

    def __init__(self, reader: Reader, row: tables.Row):
        self.reader = reader
        self.row = row
        self.problems: list[Problem] = []
        self.values: dict[str, Any] = {}
        self.remarks: list[str] = []

    def run(self) -> None:
        if self.row.extra:
            reason = _("The row has more cells than the header; a delimiter may be inside a text.")
            self.report("", self.row.extra[0], reason)
        for name in self.reader.given:
            if name in self.reader.handled_elsewhere:
                continue
            value = self.raw(name)
            try:
                self.take(name, value)
            except BadCell as bad:
                self.refuse(name, value, str(bad))
            for remark in self.remarks:
                self.report(name, value, remark, severity=WARNING)
            self.remarks.clear()
        for name, target in self.reader.moves:
            self.move(name, target)
        for name, limit in self.reader.limits.items():
            if len(self.values.get(name) or "") > limit:
                self.fit(name, limit)
        required = self.reader.target.required
        if not self.values.get(required):
            self.report(required, "", not_filled())

    # Cells

    def raw(self, name: str) -> Any:
        """The cell of our column `name`: translated, and replaced by the default if blank."""
        origin = self.reader.binding.origins.get(name)
        value = self.unblank(origin.value(self.row.cells)) if origin else ""
        if value != "" and name in self.reader.mapping.values:
            value = self.translated(name, value)
        if value == "":
            value = self.reader.mapping.defaults.get(name, "")
        return value

    def unblank(self, value: Any) -> Any:
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        if isinstance(value, str) and not self.reader.binding.verbatim and texts.is_blank(value):
            return ""
        return value

    def translated(self, name: str, value: Any) -> Any:
        table = self.reader.mapping.values[name]
        whole = table.get(plain(tables.as_text(value)))
        if whole is not None:
            return whole
        if name in self.lists:
            found: list[str] = []
            for item in self.items(value):
                ours = table.get(plain(item), table.get(ANYTHING_ELSE, item))
                found += ours if isinstance(ours, list) else [ours]
            return [item for item in found if item]
        return table.get(ANYTHING_ELSE, value)

    def text_of(self, name: str) -> str:
        return " ".join(tables.as_text(self.raw(name)).split())

    def items(self, value: Any) -> list[str]:
        """The items of a list in one cell."""
        if isinstance(value, list):
            return [item for item in value if item.strip()]
        text = tables.as_text(value)
        if self.reader.binding.verbatim:
            return tables.text_as_list(text)
        separator = self.reader.mapping.list_separator
        parts = tables.text_as_list(text) if separator == ";" else text.split(separator)
        return [item for part in parts if not texts.is_blank(item := texts.cleaned(part))]

    def take(self, name: str, value: Any) -> None:
        """Put the value of one cell where it belongs. Raises BadCell."""
        if name in self.take_by:
            self.take_by[name](self, name, value)
        elif name in self.reader.choices:
            self.take_choice(name, value)
        else:
            single = name in self.reader.single_line
            self.values[name] = self.reader.text(tables.as_text(value), single_line=single)

    def take_choice(self, name: str, value: Any) -> None:
        if value == "" and name in self.stays_when_empty:
            return
        self.values[name] = ""
        if value != "":
            choices = self.reader.choices[name]
            found = choices.get(plain(tables.as_text(value)))
            if found is None:
                known = ", ".join(dict.fromkeys(choices.values()))
                raise BadCell(_("This must be one of: %(known)s.") % {"known": known})
            self.values[name] = found

    def take_keywords(self, name: str, value: Any) -> None:
        self.values[name] = list(dict.fromkeys(self.items(value)))

    def take_date(self, name: str, value: Any) -> None:
        parse = values.parse_moment if name == "published_at" else values.parse_date
        first = self.reader.mapping.month_first
        self.values[name] = parse(value, month_first=first) if value != "" else None

    def take_address(self, name: str, value: Any) -> None:
        self.values[name] = ""
        text = tables.as_text(value)
        if self.reader.binding.verbatim:
            self.values[name] = text
        elif text:
            self.values[name], more = values.parse_address(texts.cleaned(text))
            if more:
                self.remarks.append(
                    ngettext(
                        "One more address was left out.",
                        "%(count)d more addresses were left out.",
                        more,
                    )
                    % {"count": more}
                )

    def move(self, name: str, target: str) -> None:
        text, limit = self.values.get(name, ""), self.reader.limits[name]
        if len(text) <= limit:
            return
        start, rest = texts.split_at(text, limit)
        self.values[name] = start
        self.values[target] = "\n\n".join(filter(None, ("… " + rest, self.values.get(target))))
        label = self.reader.binding.label(target)
        reason = _("%(length)s characters, limit %(limit)s: the rest was moved to %(target)s.")
        sizes = {"length": len(text), "limit": limit, "target": label}
        self.report(name, text, reason % sizes, severity=WARNING)

    def fit(self, name: str, limit: int) -> None:
        text = self.values[name]
        rule = self.reader.mapping.overflow_of(name)
        sizes = {"length": len(text), "limit": limit}
        if rule in {"shorten", "excerpt"}:
            self.values[name] = texts.split_at(text, limit)[0]
        if rule == "shorten":
            reason = _("%(length)s characters, limit %(limit)s: shortened.") % sizes
            self.report(name, text, reason, severity=WARNING)
        elif rule != "excerpt":
            self.refuse(name, text, _("%(length)s characters, limit %(limit)s.") % sizes)

    def refuse(self, name: str, value: Any, reason: str) -> None:
        """Report a cell that cannot be used: an error, or a warning where that is allowed."""
        if name in self.reader.mapping.lenient and name != self.reader.target.required:
            self.report(name, value, _("%(reason)s Left empty.") % {"reason": reason}, WARNING)
            if name in self.values:
                self.values[name] = self.empty.get(name, "")
        else:
            self.report(name, value, reason)

    def report(self, name: str, value: Any, reason: str, severity: str = ERROR) -> None:
        label = self.reader.binding.label(name) if name else ""
        self.problems.append(Problem(self.row.number, label, shown(value), reason, severity))


def languages() -> dict[str, str]:
    """Languages by code, English name and own name."""
    english = Locale("en").languages
    found = {code: code for code, _name in settings.EU_LANGUAGES}
    for code, name in settings.EU_LANGUAGES:
        found |= {plain(name): code, plain(english[code]): code}
    return found


class Reads(Protocol):
    binding: Binding

    def read(self, row: tables.Row) -> Any: ...


def read_rows(reader: Reads, rows: Iterator[tables.Row]) -> Iterator[Any]:
    """Read all rows; one with the identifier of an earlier row is refused."""
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        candidate = reader.read(row)
        earlier = first.setdefault(candidate.key, row.number)
        if earlier != row.number:
            reason = _("Row %(row)d has the same identifier.") % {"row": earlier}
            column = "external_id" if reader.binding.origins.get("external_id") else "slug"
            label = reader.binding.label(column)
            candidate.problems.append(Problem(row.number, label, shown(candidate.key[-1]), reason))
        yield candidate
