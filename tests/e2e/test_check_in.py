"""At the door of an event the network fails: nobody notices, and nobody is lost."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

EVENT = "How do firms find help before it is too late? (demonstration)"
# Headless browsers have no camera, and read no codes: one that sees `window.seen`.
CAMERA = """
navigator.mediaDevices.getUserMedia = async () => document.createElement("canvas").captureStream();
HTMLMediaElement.prototype.play = async () => {};
window.BarcodeDetector = class {
  async detect() { return window.seen ? [{ rawValue: window.seen }] : []; }
};
"""


def test_people_are_let_in_without_a_network(page_at, state_of, axe):
    page = page_at(viewport=NARROW, storage_state=state_of("secretariat"))
    page.add_init_script(CAMERA)
    page.goto("/events/")
    page.get_by_role("link", name=EVENT).click()
    page.get_by_role("link", name="Check-in").click()
    people = page.locator("[data-code]")
    expect(people).to_have_count(5)
    expect(page.locator("video")).to_be_hidden()
    codes = [row.get_attribute("data-code") for row in people.all()]

    page.context.set_offline(True)
    people.nth(0).get_by_role("button", name="Check in").click()
    page.get_by_label("Code or name").fill(codes[1].lower())
    page.keyboard.press("Enter")
    page.evaluate("code => window.seen = location.href + code + '/'", codes[2])
    page.get_by_role("button", name="Scan a code").click()
    waiting = page.get_by_text("Check-ins that wait for the network: 3.")
    expect(waiting).to_be_visible()
    page.get_by_role("button", name="Stop the camera").click()
    assert axe(page) == []

    page.context.set_offline(False)
    expect(waiting).to_be_hidden()
    page.complaints.clear()  # the browser's own, of the network
    page.reload()
    expect(page.get_by_text("is there", exact=True).locator("visible=true")).to_have_count(3)
    assert page.evaluate("localStorage.length") == 0
    assert page.complaints == []
