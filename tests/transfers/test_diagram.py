"""The reference tells the states as they are."""

from pathlib import Path

from ponte.core import state_page
from ponte.transfers import diagram
from ponte.transfers.states import TRANSITIONS

PAGE = Path(__file__).parents[2] / "docs/reference/transfer-states.md"


def test_the_page_of_the_reference_is_made_from_the_present_table():
    assert PAGE.read_text() == diagram.page()


def test_the_diagram_has_an_arrow_for_every_row_and_its_ends():
    arrows = [line.strip() for line in state_page.diagram(TRANSITIONS) if "-->" in line]

    assert arrows[0] == "[*] --> considered"
    assert "considered --> assessed: conclude the assessment (team)" in arrows
    assert "adopting --> adapted: end it, adopted with changes (team)" in arrows
    assert arrows[-3:] == ["adopted --> [*]", "adapted --> [*]", "stopped --> [*]"]
    assert len(arrows) == 1 + 11 + 3
