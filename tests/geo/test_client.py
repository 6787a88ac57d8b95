"""A real client reads it: GDAL, the library that QGIS and most programs for maps build on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ponte.regions.models import Region
from tests.factories.practices import make_practice

pyogrio = pytest.importorskip("pyogrio", reason="pyogrio, which brings GDAL, is not installed")
if "OAPIF" not in pyogrio.list_drivers():
    pytest.skip("This GDAL cannot read OGC API – Features", allow_module_level=True)

pytestmark = pytest.mark.django_db(transaction=True)

CLIENT = Path(__file__).with_name("client.py")
PATIENCE = 120  # seconds


@pytest.fixture
def read(live_server):
    """Read a layer, or without one the names of the layers, of the live server."""

    def run(*layer, **options):
        arguments = [*layer, json.dumps(options)] if layer else []
        process = subprocess.run(
            [sys.executable, CLIENT, f"OAPIF:{live_server.url}/geo/", *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert (process.returncode, process.stderr) == (0, "")
        return json.loads(process.stdout)

    return run


def test_the_client_finds_the_layers(read):
    make_practice(region=Region.objects.get(code="ES51"))

    assert read() == [["regions", "MultiPolygon"], ["practices", "Point"]]


def test_the_client_reads_every_page(read):
    codes = Region.objects.places().order_by("code").values_list("code", flat=True)

    found = read("regions", PAGE_SIZE=500)

    assert [row["code"] for row in found["rows"]] == list(codes)
    assert found["geometry_type"] == "MultiPolygon"


def test_the_client_selects_by_a_box(read):
    found = read("regions", bbox=[2.0, 41.5, 2.2, 41.7])

    assert [row["code"] for row in found["rows"] if row["type"]] == ["ES", "ES5", "ES51"]


def test_the_client_reads_metres_in_the_right_order(read):
    """GDAL turns northing and easting into x and y."""
    found = read("regions", where="code = 'AT13'", CRS="EPSG:3035")

    assert found["crs"] == "EPSG:3035"
    [vienna] = found["rows"]
    west, south, east, north = vienna["bounds"]
    assert 4_770_000 < west < east < 4_820_000
    assert 2_780_000 < south < north < 2_830_000


def test_the_client_selects_by_a_box_in_metres(read):
    found = read("regions", bbox=[3_650_000, 2_060_000, 3_665_000, 2_080_000], CRS="EPSG:3035")

    assert [row["code"] for row in found["rows"] if row["type"]] == ["ES", "ES5", "ES51"]


def test_the_client_reads_practices(read):
    make_practice(region=Region.objects.get(code="ES51"), start_year=2019)

    [row] = read("practices")["rows"]

    assert (row["title"], row["year"]) == ("Early warning for firms", 2019)
    assert row["type"] == "Point"
