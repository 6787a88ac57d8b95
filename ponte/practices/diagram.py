"""The table of states as a page of the reference: a diagram and the same in rows."""

from collections.abc import Iterator

from django.utils.translation import override

from ponte.practices.states import TRANSITIONS, State, Transition

HEAD = """# The states of a practice

Made from the table in `ponte/practices/states.py` by `scripts/practice_states.py`; a test
fails when the two differ. The table is the only place where a transition is defined, and
`states.move()` the only door: it locks the row, asks whether the member may, compares and swaps
the state, writes the activity log and tells those whose turn it is. Saving, updating and
importing a practice that exists refuse to change its state, and a trigger in the database refuses
whatever the table does not lead to (`ponte/practices/triggers.py`). While a practice is checked or
reviewed its text stays as it was sent, in the back office too. Only a draft, a declined or an
archived practice can be deleted.

The one exception is creation. An import and the demonstration bring practices that were
validated elsewhere, so a practice may be *created* in any state.
"""


@override("en")
def page() -> str:
    """The whole page, as Markdown."""
    return "\n".join([HEAD, *diagram(), "", *table(), ""])


def diagram() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield "    [*] --> draft"
    for row in TRANSITIONS:
        yield f"    {row.source.value} --> {row.to.value}: {arrow_label(row)}"
    yield "    archived --> [*]"
    yield "```"


def arrow_label(row: Transition) -> str:
    who = row.who.label if row.who else "by itself"
    text = f"{row.event.label} ({who})"
    return f"{text}, on a copy" if row.copy else text


def table() -> Iterator[str]:
    yield "| From | Event | Who | When | Must give | To |"
    yield "|---|---|---|---|---|---|"
    for row in TRANSITIONS:
        cells = (
            State(row.source).label,
            row.event.label,
            row.who.label if row.who else "by itself",
            row.when.label if row.when else "",
            {"reason": "a reason", "text": "the expert opinion"}.get(row.needs, ""),
            destination(row),
        )
        yield "| " + " | ".join(str(cell) for cell in cells) + " |"


def destination(row: Transition) -> str:
    label = str(row.to.label)
    if row.copy:
        return f"{label}, as a copy; the practice itself stays as it is"
    return f"{label}, then “{row.then.label}” where it applies" if row.then else label
