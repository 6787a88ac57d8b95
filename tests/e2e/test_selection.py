"""Regions score each other's practices: the last sheets come in, the lead partner decides."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WIDTHS = (320, 390, 1280)
ROUND = "/projects/mill-towns-demonstration/selection/2/"
REGISTER = "A register of owners who look for a successor (demonstration)"
PROTOTYPE = "A first buyer for every prototype (demonstration)"


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def score(page, title):
    """Give the practice on the page 2 for everything, and say why once."""
    expect(page.get_by_role("heading", name=f"Give scores: {title}")).to_be_visible()
    for number in range(page.locator(".criterion").count()):
        page.locator(".criterion").nth(number).get_by_role("radio").nth(2).check()
    page.get_by_label("Why? (Impact)").fill("It is young.")
    press(page, "Hand in")


def test_regions_score_and_the_project_decides(page_at, state_of, axe):
    """Everybody sees the scores of others only after their own; what is decided goes on."""
    lead = page_at(storage_state=state_of("lead-partner"))
    # Nobody changes a round that is decided: here is the only time to look at this page.
    lead.goto(f"{ROUND}edit/")
    for width in WIDTHS:
        lead.set_viewport_size({"width": width, "height": 800})
        assert lead.evaluate("document.documentElement.scrollWidth") == width
        assert axe(lead) == []

    member = page_at(storage_state=state_of("member"))
    member.goto("/dashboard/")
    member.get_by_role("link", name="Score 1 practice: “What we take home").click()
    expect(member.get_by_role("link", name="Scores", exact=True)).to_have_count(0)
    member.get_by_role("link", name=REGISTER).click()
    score(member, REGISTER)
    expect(member.get_by_text("All your scores are in.")).to_be_visible()
    expect(member.get_by_role("table").first).to_contain_text("missing")
    assert axe(member) == []

    partner = page_at(storage_state=state_of("partner"))
    partner.goto(ROUND)
    partner.get_by_role("link", name=PROTOTYPE).click()
    score(partner, PROTOTYPE)
    score(partner, REGISTER)
    expect(partner.get_by_text("Live: 20 of 20 score sheets are in.")).to_be_visible()

    lead.goto(ROUND)
    press(lead, "Close it")
    lead.get_by_role("link", name="Decide", exact=True).click()
    assert axe(lead) == []
    for number in range(lead.locator(".decision-row").count()):
        lead.locator(".decision-row").nth(number).get_by_label("Reason").fill("We talked it over.")
    press(lead, "Record the decision")
    expect(lead.get_by_text("The decision is recorded.")).to_be_visible()
    # The lead partner wrote one of them: a web admin has to approve it.
    press(lead, "Send what is taken on to validation")
    expect(lead.get_by_text("before the experts now.")).to_be_visible()
    assert axe(lead) == []
    assert lead.complaints == []
