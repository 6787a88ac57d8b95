"""A table of states as a page of the reference: a diagram and the same in rows.

Each row has `source`, `event`, `who`, `to` and `needs`, all but `who` a choice with a label;
some tables have `when`, a condition with a label or None.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import override

Rows = Sequence[Any]


@override("en")
def page(head: str, rows: Rows) -> str:
    """The whole page, as Markdown."""
    return "\n".join([head, *diagram(rows), "", *table(rows), ""])


def diagram(rows: Rows) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield f"    [*] --> {rows[0].source.value}"
    for row in rows:
        yield f"    {row.source.value} --> {row.to.value}: {row.event.label} ({row.who.label})"
    sources = {row.source for row in rows if not when(row)}
    for end in dict.fromkeys(row.to for row in rows if row.to not in sources):
        yield f"    {end.value} --> [*]"
    yield "```"


def when(row) -> str:
    condition = getattr(row, "when", None)
    return str(condition.label) if condition else ""


def table(rows: Rows) -> Iterator[str]:
    names = ["From", "Event", "Who", "When", "Needs", "To"]
    if not hasattr(rows[0], "when"):
        names.remove("When")
    yield f"| {' | '.join(names)} |"
    yield "|" + "---|" * len(names)
    for row in rows:
        cells = {
            "From": row.source.label,
            "Event": row.event.label,
            "Who": row.who.label,
            "When": when(row),
            "Needs": ", ".join(str(need.label) for need in row.needs),
            "To": row.to.label,
        }
        yield "| " + " | ".join(str(cells[name]) for name in names) + " |"
