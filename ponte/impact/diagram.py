"""The table of states as a page of the reference."""

from ponte.core import state_page
from ponte.impact.states import TRANSITIONS

HEAD = """# The states of an improvement

Made from the table in `ponte/impact/states.py` by `scripts/claim_states.py`; a test fails when the
two differ. The table is the only place where a transition is defined, and `states.move()` the only
door: it locks the row, asks whether the member may, checks what the step needs, compares and swaps
the state, writes the activity log, counts anew and tells those concerned. Saving and updating a
claim refuse to change its state, and triggers in the database keep one that is decided, with its
money, sources and evidence, as it is (`ponte/impact/triggers.py`).
"""


def page() -> str:
    return state_page.page(HEAD, TRANSITIONS)
