import pytest

from tests.e2e.addresses import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

KILOBYTE = 1024
BUDGETS = {"stylesheet": 11, "script": 20, "document": 40, "font": 110, "other-script": 50}
# A region named in its own script costs that script's letters, on top of what every page needs.
OTHER_SCRIPTS = ("-greek-", "-cyrillic-")


def weights(page, address):
    """Bytes on the wire by type of resource; letters of other scripts apart, as `other-script`."""
    requests = []
    page.on("request", lambda request: requests.append(request))  # noqa: PLW0108 (must be a Python function)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    sizes = dict.fromkeys(BUDGETS, 0)
    for request in requests:
        kind = request.resource_type
        if any(script in request.url for script in OTHER_SCRIPTS):
            kind = "other-script"
        if kind in sizes and (response := request.response()):
            response.finished()
            sizes[kind] += request.sizes()["responseBodySize"]
    return sizes


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_pages_are_light(page_at, address):
    page = page_at(extra_http_headers={"Accept-Encoding": "gzip"})

    sizes = weights(page, address)

    over = {kind: size for kind, size in sizes.items() if size > BUDGETS[kind] * KILOBYTE}
    assert over == {}


def test_weights_are_really_measured(page_at):
    sizes = weights(page_at(extra_http_headers={"Accept-Encoding": "gzip"}), "/")

    always = BUDGETS.keys() - {"other-script"}
    assert [kind for kind in always if sizes[kind] < KILOBYTE] == []
