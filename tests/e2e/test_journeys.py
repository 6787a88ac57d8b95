import json
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim()")


def search_box(page):
    return page.locator("#q")


def tab_to(page, locator, most=60):
    for _ in range(most):
        page.keyboard.press("Tab")
        if locator.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{most} tabs do not reach {locator}")


def test_health_is_good(site):
    with urlopen(f"{site}/healthz") as answer:
        report = json.load(answer)

    assert {part: report[part]["ok"] for part in ("database", "migrations", "search")} == {
        "database": True,
        "migrations": True,
        "search": True,
    }


def test_skip_link_comes_first(page_at):
    page = page_at()
    page.goto("/practices/")

    page.keyboard.press("Tab")
    name = focused(page)
    page.keyboard.press("Enter")

    assert name == "Skip to the content"
    assert page.evaluate("document.activeElement.id") == "content"


def test_from_home_to_a_practice_by_keyboard(page_at):
    page = page_at()
    page.goto("/")

    tab_to(page, search_box(page))
    page.keyboard.type("early warning firms in difficulty")
    page.keyboard.press("Enter")
    page.wait_for_url("**/practices/?q=*")
    tab_to(page, page.locator(".card-link").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/practices/*/")

    expect(page.locator("h1")).to_have_text("HelpEmpresa service")


def test_from_home_to_a_practice_without_javascript(page_at):
    page = page_at(java_script_enabled=False)
    page.goto("/")

    search_box(page).fill("early warning firms in difficulty")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_label("Spain").check()
    page.get_by_role("button", name="Apply").click()
    page.locator(".card-link").first.click()

    expect(page.locator("h1")).to_have_text("HelpEmpresa service")


def test_facets_work_at_once_with_javascript(page_at):
    page = page_at()
    page.goto("/practices/")

    page.get_by_label("Spain").check()
    page.wait_for_url("**/practices/?*country=ES*")

    expect(page.get_by_label("Spain")).to_be_checked()
    expect(page.get_by_label("Spain")).to_be_focused()
    expect(page.locator("#announcement")).to_contain_text("practice")
    assert page.complaints == []


def test_suggestions_are_reached_by_arrow_and_closed_by_escape(page_at):
    page = page_at()
    page.goto("/practices/")
    box = search_box(page)

    box.press_sequentially("helpem")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("HelpEmpresa")
    box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)

    assert box.input_value() == "helpem"


def test_a_suggestion_leads_to_its_page(page_at):
    page = page_at()
    page.goto("/practices/")
    box = search_box(page)

    box.press_sequentially("helpem")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/practices/helpempresa-service/")

    expect(page.locator("h1")).to_have_text("HelpEmpresa service")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_phone_menu_opens(page_at, scripts):
    page = page_at(NARROW, java_script_enabled=scripts)
    page.goto("/")

    page.get_by_text("Menu", exact=True).click()
    page.locator("div.menu-panel").last.get_by_role("link", name="Regions").click()

    expect(page.locator("h1")).to_have_text("Regions of Europe")


def test_escape_closes_the_phone_menu(page_at):
    page = page_at(NARROW)
    page.goto("/")
    summary = page.get_by_text("Menu", exact=True)

    summary.click()
    expect(page.locator("div.menu-panel").last).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("div.menu-panel").last).to_be_hidden()
    expect(summary).to_be_focused()


def test_counter_counts_as_the_server_does(page_at):
    page = page_at()
    page.goto("/-/components/")

    page.locator("#id_summary").fill("Ναι\n👍🏽")

    expect(page.locator("#id_summary_counter")).to_have_text("Characters: 6 of 160")


def test_editors_sign_in_and_work_without_complaints(page_at, data_folder):
    page = page_at()
    page.goto("/admin/")

    page.locator("[name=login]").fill("admin@demo.example")
    page.locator("[name=password]").fill((data_folder / "demo-password.txt").read_text().strip())
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/")
    for address in ("/admin/pages/", "/admin/users/", "/admin/images/"):
        page.goto(address)
        page.wait_for_load_state("networkidle")

    assert page.complaints == []
