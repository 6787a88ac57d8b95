"""What holds of every page: axe finds nothing, it fits every width, is light, and the console
stays silent.

A page is opened once and looked at in every way: opening is what takes time.
"""

import pytest

from tests.e2e.addresses import OF_AN_EVENT, OF_MEMBERS, OF_THE_BACK_OFFICE, PAGES
from tests.e2e.conftest import NARROW, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WIDTHS = (1280, 1024, 768, 390, 320)
WITH_AXE = (WIDE["width"], NARROW["width"])
KILOBYTE = 1024
BUDGETS = {"stylesheet": 11, "script": 20, "document": 40, "font": 110, "other-script": 50}
# A region named in its own script costs that script's letters, on top of what every page needs.
OTHER_SCRIPTS = ("-greek-", "-cyrillic-")
# Found in the frame that Wagtail puts around our pages: two searches, late headings.
FRAME = ("landmark-unique: ", "page-has-heading-one: ")
MEMBERS = [(who, address) for who, addresses in OF_MEMBERS.items() for address in addresses]


@pytest.fixture
def open_weighed(page_at):
    """A callable that opens an address: the page and its bytes on the wire by type of resource."""

    def open_page(address):
        page = page_at(extra_http_headers={"Accept-Encoding": "gzip"})
        requests = []
        page.on("request", lambda request: requests.append(request))  # noqa: PLW0108 (must be a Python function)
        page.goto(address, wait_until="networkidle")
        return page, weights(requests)

    return open_page


def weights(requests):
    sizes = dict.fromkeys(BUDGETS, 0)
    for request in requests:
        kind = request.resource_type
        if any(script in request.url for script in OTHER_SCRIPTS):
            kind = "other-script"
        if kind in sizes and (response := request.response()):
            response.finished()
            sizes[kind] += request.sizes()["responseBodySize"]
    return sizes


def walk_through(page, axe):
    """What axe finds, and the widths at which the page scrolls sideways."""
    faults, too_wide = [], []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") != width:
            too_wide.append(width)
        if width in WITH_AXE:
            faults += [f"at {width}: {fault}" for fault in axe(page)]
    return faults, too_wide


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_pages_are_accessible_fit_silent_and_light(open_weighed, axe, address):
    page, sizes = open_weighed(address)

    faults, too_wide = walk_through(page, axe)

    assert faults == []
    assert too_wide == []
    assert page.complaints == []
    assert {kind: size for kind, size in sizes.items() if size > BUDGETS[kind] * KILOBYTE} == {}


def test_weights_are_really_measured(open_weighed):
    _page, sizes = open_weighed("/")

    always = BUDGETS.keys() - {"other-script"}
    assert [kind for kind in always if sizes[kind] < KILOBYTE] == []


@pytest.mark.parametrize(("who", "address"), MEMBERS)
def test_pages_of_members_are_accessible_fit_and_silent(page_at, axe, state_of, who, address):
    page = page_at(storage_state=state_of(who))
    status = page.goto(address).status

    faults, too_wide = walk_through(page, axe)

    assert status == 200
    assert faults == []
    assert too_wide == []
    assert page.complaints == []


def test_pages_of_an_event_are_accessible_fit_and_silent(page_at, axe, state_of):
    page = page_at(storage_state=state_of("secretariat"))
    page.goto("/events/")
    page.locator(".event-card .card-link").first.click()
    page.wait_for_url("**/events/*/")
    event = page.url

    found = {}
    for part in OF_AN_EVENT:
        status = page.goto(event + part).status
        found[part] = (status, *walk_through(page, axe), page.complaints)

    assert found == dict.fromkeys(OF_AN_EVENT, (200, [], [], []))


def test_the_lists_of_the_back_office_are_accessible_and_silent(page_at, axe, state_of):
    page = page_at(storage_state=state_of("secretariat"))

    found = {}
    for name in OF_THE_BACK_OFFICE:
        status = page.goto(f"/admin/{name}/").status
        faults = [fault for fault in axe(page) if not fault.startswith(FRAME)]
        found[name] = (status, faults, page.complaints)

    assert found == dict.fromkeys(OF_THE_BACK_OFFICE, (200, [], []))
