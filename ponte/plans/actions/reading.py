"""What a file says, as plain data with its places; whether it is right is asked later."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ponte.core import tables
from ponte.plans import content
from ponte.plans.files import FORMAT, HEAD, columns_of


class Fault(NamedTuple):
    """What is wrong, in which row of a CSV file or part of a JSON file, and which column."""

    where: str
    column: str
    reason: str

    def __str__(self):
        return ": ".join(filter(None, (", ".join(filter(None, self[:2])), self.reason)))


class BadFile(ValidationError):
    """The file is no plan, or names what is not here; `faults` has all that is wrong."""

    def __init__(self, faults: list[Fault]):
        super().__init__([str(fault) for fault in faults])
        self.faults = faults


class Record(NamedTuple):
    where: str
    values: dict[str, Any]


class Said(NamedTuple):
    """A plan, and its actions with their tables by name."""

    plan: Record
    actions: list[tuple[Record, dict[str, list[Record]]]]


def read(body: bytes) -> Said:
    """Raises BadFile."""
    is_json = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}
    said = from_json(body) if is_json else from_csv(body)
    if said.plan.values.get("format") != FORMAT:
        text = _("This is no plan, or one of another version.")
        raise BadFile([Fault(said.plan.where, "format", text)])
    return said


def from_json(body: bytes) -> Said:
    faults: list[Fault] = []
    try:
        said = json.loads(body)
    except ValueError as error:
        raise BadFile([Fault("", "", _("The file is damaged, or no plan."))]) from error

    def record(where: str, value: Any, known) -> Record:
        if not isinstance(value, dict):
            faults.append(Fault(where, "", _("This must be an object.")))
            return Record(where, {})
        faults.extend(strange(where, value.keys() - set(known)))
        return Record(where, value)

    def listed(where: str, column: str, value: Any) -> list:
        if isinstance(value, list):
            return value
        faults.append(Fault(where, column, _("This must be a list.")))
        return []

    plan = record("", said, (*HEAD, *content.PLAN_FIELDS, "actions"))
    actions = []
    for number, each in enumerate(listed("", "actions", plan.values.get("actions")), start=1):
        where = _("action %(number)d") % {"number": number}
        action = record(where, each, content.ACTION_FIELDS)
        lines = {
            name: [
                record(f"{where}, {name} {at}", line, table.columns)
                for at, line in enumerate(listed(where, name, action.values.get(name)), start=1)
            ]
            for name, table in content.TABLES.items()
        }
        actions.append((action, lines))
    if faults:
        raise BadFile(faults)
    return Said(plan, actions)


def strange(where: str, names) -> Iterator[Fault]:
    for name in sorted(names):
        yield Fault(where, str(name), _("Nobody reads this."))


def from_csv(body: bytes) -> Said:
    """Rows of the parts "plan", "action" and the names of tables; see `files.as_csv`."""
    try:
        with tables.read(BytesIO(body), name="plan.csv") as table:
            lacking = [each for each in columns_of() if each not in table.columns]
            more = [each for each in table.columns if each not in columns_of()]
            rows = list(table.rows)
    except tables.UnreadableTable as error:
        raise BadFile([Fault("", "", str(error))]) from error
    head = _("row %(row)d") % {"row": 1}
    faults = [Fault(head, ", ".join(lacking), _("This is missing."))] if lacking else []
    faults += strange(head, more)
    if faults:
        raise BadFile(faults)
    return Parts(rows).said()


class Parts:
    """Rows of a CSV file, put together to a plan."""

    def __init__(self, rows: list[tables.Row]):
        self.faults: list[Fault] = []
        self.plans: list[Record] = []
        self.actions: dict[str, tuple[Record, dict[str, list[Record]]]] = {}
        for row in rows:
            self.take(_("row %(row)d") % {"row": row.number}, row)
        if len(self.plans) != 1:
            self.faults.append(Fault("", "part", _("The file must have one row “plan”.")))

    def take(self, where: str, row: tables.Row) -> None:
        part, number = row.cells["part"].strip(), row.cells["action"].strip()
        record = Record(where, dict(row.cells))
        if row.extra:
            text = _("The row has more cells than there are columns.")
            self.faults.append(Fault(where, "", text))
        if part == "plan":
            record.values["partners"] = tables.text_as_list(row.cells["partners"])
            self.plans.append(record)
        elif part == "action":
            if number in self.actions:
                text = _("There is an action with this number already.")
                self.faults.append(Fault(where, "action", text))
            self.actions[number] = (record, {name: [] for name in content.TABLES})
        elif part not in content.TABLES:
            text = _("“%(part)s” is no part of a plan.") % {"part": part}
            self.faults.append(Fault(where, "part", text))
        elif number not in self.actions:
            text = _("The action with this number must come before.")
            self.faults.append(Fault(where, "action", text))
        else:
            self.actions[number][1][part].append(record)

    def said(self) -> Said:
        if self.faults:
            raise BadFile(self.faults)
        return Said(self.plans[0], list(self.actions.values()))
