"""The map of the monitor by pointer, by keyboard and without scripts."""

import pytest

from tests.e2e.conftest import NARROW, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TALL = {"width": 1280, "height": 1400}
FOCUSED = "document.activeElement.getAttribute('href')"
FILTERED = "/regions/?indicator=gdp-per-head&country=NL&points=on"


@pytest.fixture
def map_page(page_at):
    """A callable that opens the monitor and waits for the script."""

    def open_map(address="/regions/", viewport=TALL):
        page = page_at(viewport)
        page.goto(address, wait_until="networkidle")
        page.locator("svg.monitor-map[role=group]").wait_for()
        return page

    return open_map


def centre(page, code):
    return page.evaluate(
        """code => {
          const box = document.querySelector(`.monitor-map a[href="/regions/${code}/"]`)
            .getBoundingClientRect();
          return [box.x + box.width / 2, box.y + box.height / 2];
        }""",
        code,
    )


def focus(page, code):
    page.evaluate(f"document.querySelector('.monitor-map a[href=\"/regions/{code}/\"]').focus()")


def test_what_the_pointer_is_at_is_named(map_page):
    page = map_page()
    tip = page.locator(".map-tip")

    page.mouse.move(*centre(page, "ES51"))

    assert tip.locator("strong").inner_text() == "Cataluña"
    assert "Spain · 39,400 PPS" in tip.inner_text()
    page.keyboard.press("Escape")
    assert not tip.is_visible()


def test_the_pointer_may_rest_on_the_name_and_leaves_with_it(map_page):
    page = map_page()
    tip = page.locator(".map-tip")
    page.mouse.move(*centre(page, "ES51"))

    box = tip.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    resting = tip.locator("strong").inner_text()
    page.mouse.move(5, 5)

    assert resting == "Cataluña"
    assert not tip.is_visible()


def test_names_stay_on_the_map(map_page):
    page = map_page(viewport=NARROW)
    frame = page.locator(".map-box").bounding_box()

    for code in ("IS00", "PT15", "TRB2", "CY00", "FRY2"):
        focus(page, code)
        box = page.locator(".map-tip").bounding_box()

        assert box["x"] >= frame["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1


def test_arrows_lead_to_the_nearest_region_on_that_side(map_page):
    page = map_page()

    ways = {}
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        focus(page, "ES51")
        page.keyboard.press(key)
        ways[key] = page.evaluate(FOCUSED)

    assert ways == {
        "ArrowLeft": "/regions/ES24/",
        "ArrowRight": "/regions/FRM0/",
        "ArrowUp": "/regions/FRJ2/",
        "ArrowDown": "/regions/ES53/",
    }


def test_every_region_can_be_reached_from_the_first(map_page):
    page = map_page()

    reached = page.evaluate(
        """() => {
          const press = (link, key) => {
            link.focus();
            link.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
            return document.activeElement;
          };
          const open = [document.querySelector('.monitor-map a[tabindex="0"]')];
          const seen = new Set(open);
          while (open.length) {
            const link = open.pop();
            for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
              const next = press(link, key);
              if (!seen.has(next)) { seen.add(next); open.push(next); }
            }
          }
          return seen.size;
        }"""
    )

    assert reached == page.locator(".monitor-map a").count()


def test_the_map_is_one_stop_of_the_tab_key_and_enter_follows_the_link(map_page):
    page = map_page()
    focus(page, "ES51")

    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    back = page.evaluate(FOCUSED)
    page.keyboard.press("Enter")
    page.wait_for_url("**/regions/ES51/")

    assert back == "/regions/ES51/"


def test_shapes_have_names_for_who_cannot_see_them(map_page):
    page = map_page()

    group = page.get_by_role("group", name="Map of the regions.")

    assert group.get_by_role("link", name="Cataluña, Spain · 39,400 PPS").count() == 1
    assert group.get_by_role("link", name="Bayern, Germany").count() == 1


def test_a_zoomed_map_begins_in_the_country_and_keeps_inside_what_is_seen(map_page):
    page = map_page(FILTERED)
    first = page.locator(".monitor-map a[tabindex='0']")

    assert first.get_attribute("href").startswith("/regions/NL")
    first.focus()
    for _step in range(30):
        page.keyboard.press("ArrowRight")
    end = page.evaluate(FOCUSED).split("/")[2]
    frame = page.locator(".monitor-map").bounding_box()
    assert frame["x"] < centre(page, end)[0] < frame["x"] + frame["width"]


def test_without_scripts_shapes_are_links_and_the_table_holds_the_figures(page_at):
    page = page_at(TALL, java_script_enabled=False)
    page.goto("/regions/")

    assert page.locator(".monitor-map").get_attribute("aria-hidden") == "true"
    assert page.locator(".monitor-map a:not([tabindex='-1'])").count() == 0
    page.get_by_label("Show", exact=True).select_option(label="Unemployment rate")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Figure", exact=True).click()
    assert page.locator("[aria-sort=ascending]").inner_text().startswith("Figure")
    assert "Unemployment rate" in page.locator("caption").last.inner_text()
    page.get_by_text("Choose regions and classes").click()
    page.get_by_label("Country").select_option(label="Netherlands")
    page.get_by_role("button", name="Show").click()
    assert "12 regions" in page.locator("caption").last.inner_text()
    assert page.get_by_role("link", name="Remove filter: Netherlands").count() == 1


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("address", [FILTERED, "/regions/embed/?indicator=gdp-per-head"])
def test_axe_finds_nothing_on_maps(page_at, axe, address, viewport):
    page = page_at(viewport)
    page.goto(address, wait_until="networkidle")
    page.locator("svg.monitor-map[role=group]").wait_for()
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")

    assert axe(page) == []
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]


def test_the_monitor_is_light(page_at):
    page = page_at(extra_http_headers={"Accept-Encoding": "gzip"})
    sizes = {}
    page.on("requestfinished", lambda r: sizes.update({r.url: r.sizes()["responseBodySize"]}))
    page.goto("/regions/", wait_until="networkidle")

    def weight(part):
        return sum(size for url, size in sizes.items() if part in url)

    assert 5_000 < sizes[page.url] < 10_240
    assert 30_000 < weight("/static/regions/map.") < 61_440
    assert 500 < weight("region-map") < 2_560
