"""Action plans: taken in, talked over, endorsed; one carried out is reported on and overseen."""

import re

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


def own_address(page):
    page.goto("/people/me/")
    return re.search(r"/people/[0-9a-f-]{36}/", page.content())[0]


def test_a_plan_is_taken_in_talked_over_and_endorsed(page_at, state_of):
    writer, guest, officer, secretary = (
        page_at(storage_state=state_of(who))
        for who in ("web-admin", "partner", "member", "secretariat")
    )
    people = {"Stakeholder": own_address(guest), "Responsible authority": own_address(officer)}

    # The plan of another instrument, taken along as a table, is the beginning of this one.
    writer.goto("/plans/1/")
    body = writer.request.get("/plans/1/plan.csv").body().decode()
    instrument = "strategy-for-a-lapland-that-repairs-demonstration"
    wrong = body.replace("regional-programme-for-the-circular-economy-demonstration", "none")
    right = body.replace("regional-programme-for-the-circular-economy-demonstration", instrument)
    for text, told in ((wrong, "There is no policy instrument “none” here."), (right, "a draft")):
        writer.goto("/plans/new/")
        writer.get_by_label("JSON or CSV file").set_input_files(
            {"name": "plan.csv", "mimeType": "text/csv", "buffer": text.encode()}
        )
        press(writer, "Take it in")
        expect(writer.get_by_role("main").get_by_text(told).first).to_be_visible()
    plan = writer.url
    assert ["422" in complaint for complaint in writer.complaints] == [True]  # of the wrong one
    writer.complaints.clear()

    # It is written on, and two others are asked to take part.
    writer.goto(f"{plan}edit/context/")
    writer.get_by_label("Policy context").fill("Made up for the demonstration. Little is repaired.")
    press(writer, "Save")
    for role, address in people.items():
        writer.goto(f"{plan}team/")
        writer.get_by_label("Whom").fill(address)
        writer.get_by_label(role, exact=True).check()
        press(writer, "Invite")
    for page in (guest, officer):
        page.goto(plan)
        press(page, "Take part")
    writer.goto(plan)
    press(writer, "Open the consultation of stakeholders")

    # A stakeholder comments, and suggests another text, which a partner takes over.
    guest.goto(f"{plan}talk/context/")
    guest.get_by_label("Your comment").fill("Say how much is repaired.")
    press(guest, "Comment")
    guest.get_by_role("link", name=re.compile("Suggest a change.*Policy context")).click()
    guest.get_by_role("textbox").first.fill("Made up for the demonstration. A tenth is repaired.")
    press(guest, "Suggest it")
    writer.goto(f"{plan}talk/context/")
    expect(writer.get_by_text("Say how much is repaired.", exact=True)).to_be_visible()
    writer.get_by_role("button", name=re.compile("Accept.*Policy context")).click()
    writer.goto(plan)
    press(writer, "Send it to the secretariat")
    secretary.goto(plan)
    press(secretary, "Return it without comments")

    # The authority signs; from then on everybody reads it, also on the instrument's page.
    officer.goto(f"{plan}endorse/")
    officer.get_by_label("Your name").fill("Marta")
    officer.get_by_label("Your position").fill("Head of unit")
    officer.get_by_label("I sign for the responsible authority").check()
    press(officer, "Sign and endorse")
    expect(officer.get_by_text("The plan is endorsed.")).to_be_visible()
    visitor = page_at()
    visitor.goto(f"/instruments/{instrument}/")
    visitor.get_by_role("main").get_by_role("link", name="Strategy for a Lapland").click()
    expect(visitor.get_by_text("A tenth is repaired.")).to_be_visible()
    for page in (writer, guest, officer, secretary, visitor):
        assert page.complaints == []
