"""The reference tells the states as they are."""

from pathlib import Path

from ponte.practices import diagram

PAGE = Path(__file__).parents[2] / "docs/reference/practice-states.md"


def test_the_page_of_the_reference_is_made_from_the_present_table():
    assert PAGE.read_text() == diagram.page()


def test_the_diagram_has_an_arrow_for_every_row():
    arrows = [line for line in diagram.diagram() if "-->" in line]

    assert "    draft --> project_check: submit (author)" in arrows
    assert "    project_published --> expert_review: pass on to the experts (by itself)" in arrows
    assert "    validated --> draft: revise (author), on a copy" in arrows
    assert len(arrows) == 23
