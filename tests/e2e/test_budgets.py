import pytest

from tests.e2e.addresses import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

KILOBYTE = 1024
BUDGETS = {"stylesheet": 11, "script": 20, "document": 40, "font": 110}


def weights(page, address):
    """Bytes on the wire by type of resource."""
    requests = []
    page.on("request", lambda request: requests.append(request))  # noqa: PLW0108 (must be a Python function)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    sizes = dict.fromkeys(BUDGETS, 0)
    for request in requests:
        if request.resource_type in sizes and (response := request.response()):
            response.finished()
            sizes[request.resource_type] += request.sizes()["responseBodySize"]
    return sizes


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_pages_are_light(page_at, address):
    page = page_at(extra_http_headers={"Accept-Encoding": "gzip"})

    sizes = weights(page, address)

    over = {kind: size for kind, size in sizes.items() if size > BUDGETS[kind] * KILOBYTE}
    assert over == {}


def test_weights_are_really_measured(page_at):
    sizes = weights(page_at(extra_http_headers={"Accept-Encoding": "gzip"}), "/")

    assert [kind for kind, size in sizes.items() if size < KILOBYTE] == []
