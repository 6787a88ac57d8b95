"""What the resources say, as JSON data: landing page, conformance, collections."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ponte.geo.collections import COLLECTIONS, Collection
from ponte.geo.collections.base import shapes
from ponte.geo.crs import CRS84, SYSTEMS
from ponte.geo.http import GEOJSON, HTML, JSON, OPENAPI, Asked, Link, link

FEATURES = "http://www.opengis.net/spec/ogcapi-features-"
CONFORMANCE = [
    f"{FEATURES}1/1.0/conf/core",
    f"{FEATURES}1/1.0/conf/geojson",
    f"{FEATURES}1/1.0/conf/html",
    f"{FEATURES}1/1.0/conf/oas30",
    f"{FEATURES}2/1.0/conf/crs",
]
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"


def address(asked: Asked, name: str, *arguments: str | int) -> str:
    return asked.absolute(reverse(f"geo:{name}", args=arguments))


def landing(asked: Asked) -> dict[str, Any]:
    api = address(asked, "api")
    return {
        "title": _("Regions and good practices as geographic data"),
        "description": _("The regions of Europe and the good practices that come from them."),
        "links": [
            *asked.own_links,
            link(api, "service-desc", OPENAPI, _("Definition of the API")),
            link(f"{api}?f=html", "service-doc", HTML, _("Description of the API")),
            link(address(asked, "conformance"), "conformance", JSON, _("Conformance")),
            link(address(asked, "collections"), "data", JSON, _("Collections")),
            licence(asked),
        ],
    }


def licence(asked: Asked) -> Link:
    """Where the data come from and what may be done with them differs from part to part."""
    return link(
        asked.absolute(reverse("pages:sources")), "license", HTML, _("Data, sources and use")
    )


def conformance(asked: Asked) -> dict[str, Any]:
    return {"conformsTo": CONFORMANCE, "links": asked.own_links}


def collections(asked: Asked) -> dict[str, Any]:
    return {
        "links": asked.own_links,
        "collections": [collection(asked, each) for each in COLLECTIONS.values()],
    }


def collection(asked: Asked, described: Collection) -> dict[str, Any]:
    """A collection, the same in the list and by itself but for the links to itself."""
    items, itself = (address(asked, name, described.id) for name in ("items", "collection"))
    extent: dict[str, Any] = {"spatial": {"bbox": [shapes.bounds()], "crs": CRS84.uri}}
    if interval := described.interval():
        extent["temporal"] = {"interval": [interval], "trs": GREGORIAN}
    title = {"title": described.title}
    in_json, in_html = (f"{itself}?f={each}" for each in ("json", "html"))
    rels = ("alternate", "self") if asked.media == HTML else ("self", "alternate")
    return {
        "id": described.id,
        "title": described.title,
        "description": described.description,
        "itemType": "feature",
        "extent": extent,
        "crs": list(SYSTEMS),
        "storageCrs": CRS84.uri,
        "links": [
            link(in_json, rels[0], JSON, _("“%(title)s” as JSON") % title),
            link(in_html, rels[1], HTML, _("“%(title)s” as a web page") % title),
            link(items, "items", GEOJSON, _("Features of “%(title)s”") % title),
            link(f"{items}?f=html", "items", HTML, _("Features as a web page")),
            licence(asked),
        ],
    }
