import pytest

from tests.e2e.addresses import OF_MEMBERS, PAGES
from tests.e2e.conftest import NARROW, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing(page_at, axe, address, viewport):
    page = page_at(viewport, bypass_csp=True)
    page.goto(address)

    assert axe(page) == []


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_no_page_scrolls_sideways(page_at, address):
    page = page_at()
    page.goto(address)

    widths = {}
    for width in (1280, 1024, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        widths[width] = page.evaluate("document.documentElement.scrollWidth")

    assert widths == {width: width for width in widths}


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_console_stays_silent(page_at, address):
    page = page_at()
    page.goto(address)
    page.wait_for_load_state("networkidle")

    assert page.complaints == []


MEMBERS = [(who, address) for who, addresses in OF_MEMBERS.items() for address in addresses]


@pytest.mark.parametrize(("who", "address"), MEMBERS)
def test_pages_of_members_are_accessible_fit_and_silent(page_at, axe, state_of, who, address):
    page = page_at(storage_state=state_of(who), bypass_csp=True)

    status = page.goto(address).status
    faults, widths = [], {}
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        widths[width] = page.evaluate("document.documentElement.scrollWidth")
        if width != 320:
            faults += axe(page)

    assert status == 200
    assert faults == []
    assert widths == {width: width for width in widths}
    assert page.complaints == []


LONG_NAMES = {
    "de": ["Themen", "Bewährte Verfahren", "Regionen", "Projekte", "Anmelden"],
    "el": ["Θέματα", "Καλές πρακτικές", "Περιφέρειες", "Έργα", "Σύνδεση"],
    "bg": ["Теми", "Добри практики", "Региони", "Проекти", "Вход"],
    "fi": ["Aiheet", "Hyvät käytännöt", "Alueet", "Hankkeet", "Kirjaudu sisään"],
}


@pytest.mark.parametrize("language", LONG_NAMES)
def test_header_has_room_for_long_names(page_at, language):
    page = page_at({"width": 1024, "height": 800})
    page.goto("/practices/")

    page.evaluate(
        """names => {
          document.querySelectorAll(".nav a, .site-header > .wrap > .sign-in")
            .forEach((link, index) => { link.textContent = names[index]; });
        }""",
        LONG_NAMES[language],
    )

    header = page.locator(".site-header > .wrap")
    assert header.evaluate("wrap => wrap.scrollWidth <= wrap.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") == 1024
