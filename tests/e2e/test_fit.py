import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NEED = "Small firms close because owners notice too late that they are in trouble."


def cards(page):
    return page.locator(".fit-card h3")


def test_what_fits_is_found_with_suggestions_and_sliders(page_at):
    page = page_at()
    page.goto("/fit/")

    page.get_by_label("What does it face?").fill(NEED)
    region = page.get_by_role("combobox", name="Your region")
    region.press_sequentially("Východné", delay=20)
    page.get_by_role("option", name="Východné Slovensko").click()
    expect(region).to_have_value("Východné Slovensko (SK04)")
    expect(cards(page).first).to_be_visible()
    assert "region=SK04" in page.url
    before = cards(page).all_inner_texts()

    challenge = page.get_by_role("slider", name="The challenge")
    challenge.focus()
    page.keyboard.press("Home")
    expect(page.locator("output[for='id_w-challenge']")).to_have_text("0 points")

    assert cards(page).all_inner_texts() != before
    assert challenge.evaluate("element => element === document.activeElement")
    assert "w-challenge=0" in page.url
    page.reload()
    expect(page.locator("output[for='id_w-challenge']")).to_have_text("0 points")
    expect(page.locator("#announcement")).to_be_attached()


def test_what_fits_is_found_without_javascript(page_at):
    page = page_at(java_script_enabled=False)
    page.goto("/fit/")

    page.get_by_label("What does it face?").fill(NEED)
    page.get_by_label("Your region").fill("Slovakia")
    page.get_by_role("button", name="Find what fits").click()
    expect(page.get_by_text("Slovakia is larger than one region.")).to_be_visible()
    page.get_by_role("link", name="Východné Slovensko").click()
    expect(page.get_by_label("What does it face?")).to_have_value(NEED)

    page.get_by_role("checkbox").nth(0).check()
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name="Compare those ticked").click()

    expect(page.locator("h1")).to_have_text("Side by side for Východné Slovensko")
    expect(page.locator(".comparison thead h2")).to_have_count(2)
