from io import BytesIO

import pytest
from django.core.cache import cache
from pypdf import PdfReader

from ponte.practices import sheet
from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


def pango_is_there():
    try:
        sheet.writer()
    except sheet.SheetUnavailable:
        return False
    return True


needs_pango = pytest.mark.skipif(not pango_is_there(), reason="Pango is not installed.")


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def text_of(content):
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@needs_pango
def test_the_sheet_is_a_tagged_pdf_with_the_text_of_every_script(client):
    make_practice(
        slug="x",
        title="Łódź, Őrség, Ħamrun",
        short_summary="Περιφέρεια Θεσσαλίας",
        detailed_information="Северен централен регион, добри практики.\n\n- Žďár nad Sázavou",
        region=Region.objects.get(code="ES51"),
        topics=[Topic.objects.get(code="RSO1.3")],
        institution_name="Şiria és Győr",
    )

    response = client.get("/practices/x/sheet.pdf")

    text = text_of(response.content)
    catalogue = PdfReader(BytesIO(response.content)).trailer["/Root"]
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="x.pdf"'
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "en"
    for words in (
        "Łódź, Őrség, Ħamrun",
        "Περιφέρεια Θεσσαλίας",
        "Северен централен регион, добри практики.",
        "Žďár nad Sázavou",
        "Smart · Cataluña, Spain",
        "Şiria és Győr",
    ):
        assert words in text


@needs_pango
def test_the_sheet_fetches_nothing(caplog):
    practice = make_practice(
        slug="x",
        detailed_information='<img src="http://127.0.0.1:9/x.png"> url(file:///etc/passwd)',
    )

    text = text_of(sheet.pdf(practice))

    assert '<img src="http://127.0.0.1:9/x.png"> url(file:///etc/passwd)' in text
    assert caplog.records == []
    with pytest.raises(ValueError, match="nothing but its fonts"):
        sheet.fonts_only().fetch("file:///etc/passwd")


@needs_pango
def test_the_sheet_is_drawn_once_per_change():
    practice = make_practice(slug="x", title="Before")
    first = sheet.pdf(practice)

    kept = sheet.pdf(practice)
    practice.title = "After"
    practice.save()
    second = sheet.pdf(practice)

    assert kept == first
    assert "After" in text_of(second)


@needs_pango
def test_a_practice_with_nothing_but_a_title_has_a_sheet():
    practice = make_practice(title="Only a title", short_summary="")

    text = text_of(sheet.pdf(practice))

    assert "Only a title" in text


def test_without_pango_the_page_explains(client, monkeypatch):
    def no_writer():
        raise sheet.SheetUnavailable

    monkeypatch.setattr(sheet, "writer", no_writer)
    make_practice(slug="x")

    response = client.get("/practices/x/sheet.pdf")

    assert response.status_code == 503
    assert "This installation cannot draw PDF files" in response.content.decode()
