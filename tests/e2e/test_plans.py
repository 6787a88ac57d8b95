"""An action plan that is being carried out: read, reported on, overseen."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = {
    None: ["/plans/", "/plans/1/", "/plans/1/progress/"],
    "web-admin": [
        "/plans/mine/",
        "/plans/new/",
        "/plans/1/",
        "/plans/1/team/",
        "/plans/1/history/",
        "/plans/1/versions/",
        "/plans/1/talk/context/",
        "/plans/1/actions/2/reports/2026-1/",
    ],
    "lead-partner": ["/plans/monitoring/"],
}


@pytest.mark.parametrize("account", PAGES)
def test_axe_finds_nothing_on_pages_of_plans(account, page_at, state_of, axe):
    storage = {"storage_state": state_of(account)} if account else {}
    for viewport in (None, NARROW):
        page = page_at(**({"viewport": viewport} if viewport else {}), **storage)
        for address in PAGES[account]:
            page.goto(address)
            assert (address, axe(page)) == (address, [])
            assert (
                page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
            )
        assert page.complaints == []


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def test_late_reports_are_asked_for_once_a_day_written_and_approved(page_at, state_of, tmp_path):
    proof = tmp_path / "payments.pdf"
    proof.write_bytes(b"%PDF-1.7 payments")
    lead, writer = (page_at(storage_state=state_of(who)) for who in ("lead-partner", "web-admin"))

    # The lead partner sees what is late, approves what was sent, and reminds.
    lead.goto("/plans/monitoring/")
    late = lead.get_by_role("row", name="Advisers for repair shops").filter(has_text="late").first
    late.get_by_role("button", name="Remind").click()
    expect(lead.get_by_text("Reminders sent: 1.")).to_be_visible()
    expect(lead.get_by_text("reminded today").first).to_be_visible()
    lead.get_by_role("row", name="to be approved").first.get_by_role("link").click()
    press(lead, "Approve")
    expect(lead.get_by_text("Its figures are in the ledger.")).to_be_visible()

    # Whoever has to report finds it on the dashboard.
    writer.goto("/dashboard/")
    writer.locator(".tasks a", has_text="Report on “Advisers for repair shops").first.click()
    writer.get_by_label("On track").check()
    writer.get_by_label("What was done").fill("Nine shops were advised.")
    writer.get_by_label("Shops advised (shops)").fill("9")
    press(writer, "Send")
    expect(writer.get_by_text("Figures need a file that proves them.")).to_be_visible()
    writer.get_by_label("Evidence").set_input_files(proof)
    press(writer, "Send")
    expect(writer.get_by_text("The report is sent.")).to_be_visible()

    lead.goto(writer.url)
    press(lead, "Approve")
    visitor = page_at()
    visitor.goto("/plans/1/progress/")
    expect(visitor.get_by_role("row", name="Shops advised").first).to_contain_text("9")


def test_an_endorsed_plan_shows_what_was_said_and_is_written_no_more(page_at, state_of):
    writer = page_at(storage_state=state_of("web-admin"))
    secretary = page_at(storage_state=state_of("secretariat"))
    secretary.goto("/plans/1/talk/context/")
    expect(secretary.get_by_text("The guild of repairers would like to read")).to_be_visible()
    expect(secretary.get_by_text("accepted", exact=True)).to_be_visible()
    writer.goto("/plans/1/")
    expect(writer.get_by_role("heading", name="Endorsement")).to_be_visible()
    expect(writer.get_by_role("link", name="Write")).to_have_count(0)
    writer.get_by_text("As a table").click()
    expect(writer.get_by_role("row", name="Agreements with shops")).to_be_visible()
