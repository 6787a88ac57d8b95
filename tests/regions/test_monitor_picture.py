"""The map as a file of its own."""

import re
from datetime import UTC, datetime
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.urls import reverse
from PIL import Image

from ponte.regions.figures.importing import count_years
from ponte.regions.models import Region, SimilarRegion
from ponte.regions.monitor import picture
from tests.factories.indicators import make_figure, make_indicator
from tests.factories.practices import make_practice

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def figures(db):
    indicator = make_indicator(
        name="Jobs & <growth>",
        unit="% of people",
        dataset="tgs1",
        decimals=0,
        revised_at=datetime(2026, 5, 1, 12, tzinfo=UTC),
    )
    for number, code in enumerate(["AT11", "AT12", "AT13", "BE10", "ES51"], start=1):
        make_figure(indicator, code, value=1000 * number, flag="e" if code == "AT11" else "")
    count_years(indicator)
    return indicator


def drawing(client, **parameters):
    content = client.get(reverse("regions:map_file", args=["svg"]), parameters).content
    return content.decode(), ElementTree.fromstring(content)


def texts(root):
    return [element.text for element in root.iter(f"{SVG}text")]


def groups(root):
    """The codes of the shapes by their fill."""
    return {
        group.get("fill"): [use.get("href")[1:] for use in group.iter(f"{SVG}use")]
        for group in root.iter(f"{SVG}g")
        if group.get("fill") and group.find(f"{SVG}use") is not None
    }


def test_it_says_what_it_shows(client, settings, figures):
    _content, root = drawing(client)

    said = texts(root)
    assert root.find(f"{SVG}title").text == "Jobs & <growth>"
    assert said[:2] == ["Jobs & <growth>", "% of people · 2020"]
    assert said[-10:] == [
        "1,000 – 2,000 (1)",
        "2,000 – 3,000 (1)",
        "3,000 – 4,000 (1)",
        "4,000 – 5,000 (1)",
        "5,000 (1)",
        "no figure (362)",
        "Source: Eurostat, tgs1, 2020. As of 1 May 2026.",
        "1 figure has a flag: e estimated (1).",
        "Projection ETRS89-LAEA. Made with Natural Earth.",
        f"Ponte · {settings.SITE_URL}/regions/?indicator=jobs&year=2020&points=1",
    ]


def test_it_draws_each_shape_in_the_colour_of_its_class(client, figures):
    _content, root = drawing(client)

    shown = groups(root)
    assert shown["#e1eef1"] == ["AT11"]
    assert shown["#0b4f69"] == ["ES51"]
    assert len(shown["url(#none)"]) == 311


def test_it_needs_nothing_from_elsewhere(client, figures):
    content, root = drawing(client)

    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {use.get("href") for use in root.iter(f"{SVG}use")} <= {f"#{each}" for each in ids}
    assert re.findall(r"(?:href|src)=\"[^#]|url\([^#]|<image|<script", content) == []


def test_it_shows_what_the_regions_have_in_common(client, indexed, figures):
    SimilarRegion.objects.create(
        region=Region.objects.get(code="ES51"),
        other=Region.objects.get(code="AT11"),
        rank=1,
        distance=0.1,
        coverage=1,
    )
    indexed()

    _content, root = drawing(client, like="ES51")

    shown = groups(root)
    assert texts(root)[1] == "% of people · 2020 · Regions like Cataluña"
    assert "other regions" in texts(root)
    assert (len(shown["#fff"]), shown["#e1eef1"], shown["none"]) == (314, ["AT11"], ["ES51"])


def test_it_shows_points_only_if_the_map_does(client, indexed, figures):
    make_practice(region=Region.objects.get(code="ES51"))
    indexed()

    with_points, _root = drawing(client, indicator="jobs", points="on")
    without, _root = drawing(client, indicator="jobs")

    # One on the map, one in the legend.
    assert (with_points.count("<circle"), without.count("<circle")) == (2, 0)


def test_it_is_zoomed_like_the_map(client, figures):
    _content, root = drawing(client, country="ES")

    page = client.get(reverse("regions:index"), {"country": "ES"})
    assert root.find(f"{SVG}svg").get("viewBox") == page.context["board"].view_box


@pytest.mark.django_db
def test_without_figures_it_shows_the_land(client):
    _content, root = drawing(client)

    assert texts(root)[0] == "Regions of Europe"
    assert list(groups(root)) == ["#b9c4d6"]


def test_long_texts_take_several_lines():
    drawn, below = picture.written("word " * 40, 100)

    assert drawn.count("<text") == 2
    assert below == 148


def picture_of(text, weight=400):
    content = picture.png(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 20" font-family="Commissioner">'
        f'<path d="M0 0h100v20H0z" fill="#fff"/>'
        f'<text x="2" y="15" font-size="12" font-weight="{weight}">{text}</text></svg>'
    )
    return Image.open(BytesIO(content)).convert("L")


def ink(image):
    """How much of a picture is dark, in thousandths."""
    histogram = image.histogram()
    return 1000 * sum(histogram[:128]) // sum(histogram)


def test_pictures_are_large_enough_for_print(client, figures):
    response = client.get(reverse("regions:map_file", args=["png"]))

    image = Image.open(BytesIO(response.content))
    assert response["Content-Type"] == "image/png"
    assert image.format == "PNG"
    assert image.width == 2000
    assert image.height > 2000
    assert ink(image.convert("L").crop((0, 40, 600, 100))) > 20  # the title


@pytest.mark.parametrize("text", ["Łódź", "Αττική", "София", "Győr"])
def test_letters_of_every_script_are_drawn_each_in_its_own_way(text):
    drawn, boxes = picture_of(text), picture_of("\u4e00" * len(text))

    assert ink(drawn) > 10
    assert drawn.tobytes() != boxes.tobytes()
    assert len({picture_of(letter).tobytes() for letter in text}) == len(set(text))


@pytest.mark.parametrize("text", ["Title", "Τίτλος", "Заглавие"])
def test_headings_are_bold_in_every_script(text):
    assert ink(picture_of(text, weight=600)) > ink(picture_of(text)) + 5
