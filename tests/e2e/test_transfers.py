"""A practice travels: two officers assess it, it is blocked, mitigated, planned and adopted."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PRACTICE = "/practices/repair-voucher-for-household-appliances-demonstration/"
OBSTACLE = "Repair shops may not be paid by a municipality."
WAY_OUT = "Let the chamber of crafts pay them for the municipality."
OUTCOME = "Two hundred repairs in the first month."


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def answer(page, support):
    """Answer every component with `support`; where the platform suggests something, agree."""
    for component in page.locator(".component").all():
        component.locator(f".scale-choice [value='{support}']").check()
        if component.locator(".suggestion [type=checkbox]").count():
            component.locator(".suggestion [type=checkbox]").check()


def begin(page):
    """Begin the transfer from the page of the practice; return its address."""
    page.goto(PRACTICE)
    page.get_by_role("link", name="Bring it to my region").click()
    expect(page.get_by_role("textbox", name="Your region")).to_have_value("ITI1")
    page.get_by_label("What do you want to achieve with it?").fill("Things stay in use longer.")
    press(page, "Begin")
    page.wait_for_url("**/assessment/")
    return page.url.removesuffix("assessment/")


def test_a_practice_is_assessed_by_two_planned_and_adopted(page_at, state_of):
    first, second = (page_at(storage_state=state_of(who)) for who in ("web-admin", "lead-partner"))

    # The first officer begins, and invites the second, who joins.
    transfer = begin(first)
    first.goto(f"{transfer}team/")
    first.get_by_label("Name of a colleague").fill("Paolo Archi")
    press(first, "Invite")
    second.goto("/dashboard/")
    second.locator(".tasks a", has_text="Join the team for “Repair voucher").click()
    press(second, "Join the team")

    # The first sees something that blocks; the second sees nothing of it before answering.
    first.goto(f"{transfer}assessment/")
    answer(first, 1)
    legal = first.locator("#component-legal")
    expect(legal.locator(".mitigation")).to_be_hidden()
    legal.locator(".scale-choice [value='-2']").check()
    legal.locator(".importance-choice [value='3']").check()
    legal.get_by_text("Say why").click()
    legal.locator("[name=comment-legal]").fill(OBSTACLE)
    press(first, "Send")
    expect(first.locator("#component-legal .errorlist")).to_have_text(
        "Say what could be done about it, or that you know of nothing."
    )
    expect(first.locator(".verdict")).to_have_count(0)
    first.locator("[name=no-way-legal]").check()
    press(first, "Save draft")
    expect(first.locator(".verdict")).to_contain_text("Blocked unless mitigated")
    press(first, "Send")
    expect(first.get_by_text("Your answers are sent.")).to_be_visible()
    second.goto(f"{transfer}answers/")
    expect(second.get_by_text(OBSTACLE)).to_have_count(0)
    second.goto(f"{transfer}assessment/")
    answer(second, 2)
    press(second, "Send")

    # Side by side it is blocked, and not planned, until something is done about it.
    second.goto(f"{transfer}answers/")
    expect(second.locator("#row-legal")).to_contain_text(OBSTACLE)
    expect(second.locator("#row-legal .badge-blocks")).to_be_visible()
    expect(second.locator("#row-legal td").last).to_contain_text("4")
    expect(second.locator(".verdict")).to_contain_text("Blocked unless mitigated")
    second.goto(transfer)
    press(second, "Conclude the assessment")
    expect(second.get_by_text("Say first what is done about the constraint")).to_be_visible()
    second.goto(f"{transfer}answers/")
    second.get_by_label("Law").fill(WAY_OUT)
    press(second, "Save the mitigations")
    expect(second.locator(".verdict")).to_contain_text("Transferable")
    expect(second.locator(".badge-blocks")).to_have_count(0)
    second.goto(transfer)
    press(second, "Plan it")
    expect(second.locator("section", has=second.locator("#activities"))).to_contain_text(WAY_OUT)
    expect(second.locator("section", has=second.locator("#risks"))).to_contain_text(OBSTACLE)

    # It is adopted, reported under "Tried here", and on the map.
    second.goto(transfer)
    press(second, "Begin to adopt it")
    second.get_by_role("link", name="Say how it ended").click()
    second.get_by_label("Adopted with changes").check()
    second.get_by_label("worked", exact=True).check()
    second.get_by_label("What came of it").fill(OUTCOME)
    second.get_by_label("What was adapted").fill("The chamber pays the shops.")
    press(second, "End it and publish the report")
    expect(second.get_by_text("It is now under “Tried here”.")).to_be_visible()
    visitor = page_at()
    visitor.goto(PRACTICE)
    expect(visitor.locator("#tried")).to_contain_text(OUTCOME)
    expect(visitor.locator("#tried")).to_contain_text("Tried in 3 other regions")
    visitor.goto("/transfers/")
    expect(visitor.locator(".transfer-map title", has_text="Lappi → Toscana")).to_have_count(1)
    row = visitor.get_by_role("row", name="Toscana").filter(has_text="Repair voucher")
    row.get_by_role("link", name="Adopted with changes").click()
    expect(visitor.get_by_text(OUTCOME)).to_be_visible()
    expect(visitor.get_by_text(OBSTACLE)).to_have_count(0)

    # The browser tells of pages that refuse: a gap in the form, answers that are not to be seen.
    complaints = [told for page in (first, second, visitor) for told in page.complaints]
    assert [told for told in complaints if "status of 422" not in told] == [
        "Failed to load resource: the server responded with a status of 403 (Forbidden)"
    ]
