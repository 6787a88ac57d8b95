"""The table of states as a page of the reference."""

from ponte.core import state_page
from ponte.plans.states import TRANSITIONS

HEAD = """# The states of an action plan

Made from the table in `ponte/plans/states.py` by `scripts/plan_states.py`; a test fails when the
two differ. The table is the only place where a transition is defined, and `states.move()` the only
door: it locks the row, asks whether the member may, checks what the step needs, compares and swaps
the state, keeps the version, writes the activity log and tells those concerned. Saving and
updating a plan refuse to change its state.
"""


def page() -> str:
    return state_page.page(HEAD, TRANSITIONS)
