"""The table of states as a page of the reference: a diagram and the same in rows."""

from collections.abc import Iterator

from django.utils.translation import override

from ponte.plans.states import TRANSITIONS, Transition

HEAD = """# The states of an action plan

Made from the table in `ponte/plans/states.py` by `scripts/plan_states.py`; a test fails when the
two differ. The table is the only place where a transition is defined, and `states.move()` the only
door: it locks the row, asks whether the member may, checks what the step needs, compares and swaps
the state, keeps the version, writes the activity log and tells those concerned. Saving and
updating a plan refuse to change its state.
"""


@override("en")
def page() -> str:
    """The whole page, as Markdown."""
    return "\n".join([HEAD, *diagram(), "", *table(), ""])


def diagram() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield f"    [*] --> {TRANSITIONS[0].source.value}"
    for row in TRANSITIONS:
        yield f"    {row.source.value} --> {row.to.value}: {row.event.label} ({row.who.label})"
    sources = {row.source for row in TRANSITIONS}
    for end in dict.fromkeys(row.to for row in TRANSITIONS if row.to not in sources):
        yield f"    {end.value} --> [*]"
    yield "```"


def table() -> Iterator[str]:
    yield "| From | Event | Who | Needs | To |"
    yield "|---|---|---|---|---|"
    for row in TRANSITIONS:
        yield "| " + " | ".join(str(cell) for cell in cells(row)) + " |"


def cells(row: Transition) -> tuple:
    return (
        row.source.label,
        row.event.label,
        row.who.label,
        ", ".join(str(need.label) for need in row.needs),
        row.to.label,
    )
