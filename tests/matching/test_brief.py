"""The page on paper."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from ponte.practices import sheet
from ponte.regions.actions import compute_similarity
from tests.factories.likeness import make_structure
from tests.matching.test_counting import make
from tests.practices.test_sheet import needs_pango, text_of


@pytest.fixture
def practices(db, indexed):
    make_structure()
    compute_similarity()
    make("Repair voucher", origin="HU22", short_summary="Appliances are repaired.")
    indexed()


@needs_pango
def test_brief_tells_the_same_as_the_page(client, practices):
    response = client.get("/fit/brief.pdf?region=AT11&q=Repair+of+appliances")

    text = text_of(response.content)
    assert response["Content-Type"] == "application/pdf"
    assert PdfReader(BytesIO(response.content)).trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "What fits Burgenland?" in text
    assert "1. Repair voucher" in text
    assert "What speaks for it" in text
    assert "What speaks against it" in text
    assert "likeness to yours is 78 of 100" in text


def test_brief_without_a_region_leads_to_the_page(client, db):
    response = client.get("/fit/brief.pdf?q=Repair")

    assert response.url == "/fit/?q=Repair"


def test_brief_that_cannot_be_drawn_says_so(client, practices, monkeypatch):
    def unavailable():
        raise sheet.SheetUnavailable

    monkeypatch.setattr(sheet, "writer", unavailable)

    response = client.get("/fit/brief.pdf?region=AT11")

    assert response.status_code == 503
    assert "/fit/?region=AT11" in response.content.decode()
