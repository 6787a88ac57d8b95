"""The table of states as a page of the reference."""

from ponte.core import state_page
from ponte.transfers.states import TRANSITIONS

HEAD = """# The states of a transfer

Made from the table in `ponte/transfers/states.py` by `scripts/transfer_states.py`; a test fails
when the two differ. The table is the only place where a transition is defined, and
`states.move()` the only door: it locks the row, asks whether the member may, checks what the step
needs, compares and swaps the state, writes the activity log and tells those concerned. Saving and
updating a transfer refuse to change its state.
"""


def page() -> str:
    return state_page.page(HEAD, TRANSITIONS)
